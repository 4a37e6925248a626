import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import type { Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";

/** How the load balancer's access logs are kept. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html */
export interface AccessLogsArgs {
  /** Days to keep them, 1 to 3650; they hold addresses of people. @default 90 */
  retentionDays?: number;
  /** Deletes the logs with the bucket; otherwise the bucket must be emptied before `pulumi destroy`. @default false */
  forceDestroy?: boolean;
}

/** The bucket of the access logs. */
export interface AccessLogs {
  bucket: aws.s3.Bucket;
  /** The load balancer waits for it: AWS refuses a bucket to which it cannot write. */
  policy: aws.s3.BucketPolicy;
}

/** Checks how access logs are kept; paths start below `accessLogs`. */
export function checkAccessLogs({ retentionDays }: AccessLogsArgs): Problem[] {
  return checkInteger("retentionDays", retentionDays, { min: 1, max: 3650, unit: "days" });
}

/**
 * Creates a bucket into which only Elastic Load Balancing writes: private, without ACLs, over TLS only. It is encrypted
 * with S3's own keys, the only ones that access logs can have.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function createAccessLogs(name: string, args: AccessLogsArgs, parent: pulumi.Resource): AccessLogs {
  const logsName = `${name}-access-logs`;
  const bucket = new aws.s3.Bucket(logsName, { forceDestroy: args.forceDestroy ?? false }, { parent });
  const publicAccessBlock = new aws.s3.BucketPublicAccessBlock(
    logsName,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  new aws.s3.BucketOwnershipControls(
    logsName,
    { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    logsName,
    { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    { parent },
  );
  new aws.s3.BucketLifecycleConfiguration(
    logsName,
    {
      bucket: bucket.id,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "AWSLogs/" },
          expiration: { days: args.retentionDays ?? defaults.accessLogs.retentionDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { parent },
  );
  const policy = new aws.s3.BucketPolicy(
    logsName,
    { bucket: bucket.id, policy: bucketPolicy(bucket, parent) },
    // S3 refuses two changes of a bucket's access at once.
    { parent, dependsOn: publicAccessBlock },
  );
  return { bucket, policy };
}

/** The account's folder for the load balancers of every region, and nothing without TLS. */
function bucketPolicy(bucket: aws.s3.Bucket, parent: pulumi.Resource): pulumi.Output<string> {
  const { accountId } = aws.getCallerIdentityOutput({}, { parent });
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LoadBalancerWrites",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucket.arn}/AWSLogs/${accountId}/*`,
      },
      {
        Sid: "OnlyOverTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
