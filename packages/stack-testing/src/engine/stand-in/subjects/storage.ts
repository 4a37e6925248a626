import { standInArn } from "../../../stand-in-resources.ts";
import { AwsError, type Subjects } from "../subject.ts";

const bucketSetting = {
  replacedBy: ["bucket"],
  answer: ({ inputs }) => ({ id: inputs.bucket }),
} satisfies Subjects[string];

/**
 * Buckets, secrets and registries. What replaces a resource:
 * https://www.pulumi.com/registry/packages/aws/api-docs/s3/ and https://www.pulumi.com/registry/packages/aws/api-docs/secretsmanager/
 * https://www.pulumi.com/registry/packages/aws/api-docs/ecr/pullthroughcacherule/
 */
export const storage: Subjects = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  "aws:s3/bucket:Bucket": {
    physicalName: { property: "bucket", longest: 63, lowerCase: true, taken: "BucketAlreadyOwnedByYou" },
    replacedBy: ["bucket", "bucketPrefix", "objectLockEnabled"],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
    onDelete: ({ resource }) => {
      const { objects = [] } = resource;
      if (objects.length === 0 || resource.state.forceDestroy === true) return undefined;
      throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty");
    },
  },
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting,
  // A deleted secret keeps its name: https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
  "aws:secretsmanager/secret:Secret": {
    physicalName: { property: "name", longest: 512, taken: "InvalidRequestException" },
    replacedBy: ["name", "namePrefix"],
    answer: ({ inputs, region, digits }) => {
      const arn = standInArn("secretsmanager", region, `secret:${inputs.name}-${digits(6)}`);
      return { id: arn, arn };
    },
    onDelete: ({ resource }) =>
      resource.state.recoveryWindowInDays === 0 ? undefined : "scheduled for deletion",
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    replacedBy: ["secretId", "secretString", "secretBinary"],
    answer: ({ inputs, digits }) => ({ id: `${inputs.secretId}|${digits(32)}`, versionId: digits(32) }),
  },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
    replacedBy: ["ecrRepositoryPrefix", "upstreamRegistryUrl", "upstreamRepositoryPrefix"],
  },
};
