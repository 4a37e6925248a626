// Proves the bucket of the access logs as AWS documents it; that Elastic Load Balancing can write to it is not proven.
import assert from "node:assert/strict";
import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";
import { type AccessLogsArgs, LoadBalancer, Network } from "../../src/index.ts";

function recordAccessLogs(accessLogs?: AccessLogsArgs): Promise<RecordedProgram> {
  return recordRegistrations(() => {
    const network = new Network("network", { kind: "default" });
    new LoadBalancer("lb", { network, insecureHttp: true, accessLogs });
  });
}

const bucket = "lb-access-logs";

describe("access logs of a load balancer", () => {
  it("are off, without a bucket, unless asked for", async () => {
    const recorded = await recordAccessLogs();
    assert.equal(recorded.one("aws:lb/loadBalancer:LoadBalancer").inputs.accessLogs, undefined);
    assert.deepEqual(
      recorded.resources.filter(({ type }) => type.startsWith("aws:s3/")),
      [],
    );
  });

  it("go to an own bucket that is private, without ACLs and encrypted with S3's keys", async () => {
    const recorded = await recordAccessLogs({});
    assert.deepEqual(recorded.problems, []);
    const inputs = recorded.resources
      .filter(({ type }) => type.startsWith("aws:s3/"))
      .map(({ type, name, inputs }) => [type.split(":").at(-1), name, inputs] as const)
      .filter(([type]) => type !== "BucketPolicy" && type !== "BucketLifecycleConfiguration")
      .toSorted(([one], [two]) => String(one).localeCompare(String(two)));
    assert.deepEqual(inputs, [
      ["Bucket", bucket, { forceDestroy: false }],
      ["BucketOwnershipControls", bucket, { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }],
      [
        "BucketPublicAccessBlock",
        bucket,
        {
          bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
      ],
      [
        "BucketServerSideEncryptionConfiguration",
        bucket,
        { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      ],
    ]);
    assert.deepEqual(recorded.one("aws:lb/loadBalancer:LoadBalancer").inputs.accessLogs, {
      bucket,
      enabled: true,
    });
  });

  it("are written by Elastic Load Balancing alone, in the account's folder, and over TLS only", async () => {
    const { inputs } = (await recordAccessLogs({})).one("aws:s3/bucketPolicy:BucketPolicy");
    assert.equal(inputs.bucket, bucket);
    assert.deepEqual(JSON.parse(String(inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LoadBalancerWrites",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: "arn:aws:s3:::lb-access-logs/AWSLogs/123456789012/*",
        },
        {
          Sid: "OnlyOverTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::lb-access-logs", "arn:aws:s3:::lb-access-logs/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  for (const [args, days] of [
    [{}, 90],
    [{ retentionDays: 7 }, 7],
  ] as const) {
    it(`are deleted after ${days} days, unfinished ones after 7, for ${JSON.stringify(args)}`, async () => {
      const recorded = await recordAccessLogs(args);
      const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
      assert.deepEqual(recorded.one(type).inputs, {
        bucket,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "AWSLogs/" },
            expiration: { days },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      });
    });
  }

  it("go with their bucket only when told to", async () => {
    const recorded = await recordAccessLogs({ forceDestroy: true });
    assert.equal(recorded.one("aws:s3/bucket:Bucket").inputs.forceDestroy, true);
  });

  it("are turned on after the bucket lets them in, which is after it is closed to the public", async () => {
    const recorded = await recordAccessLogs({});
    const { dependsOn } = recorded.one("aws:lb/loadBalancer:LoadBalancer");
    assert.ok(dependsOn.includes(`aws:s3/bucketPolicy:BucketPolicy::${bucket}`));
    const policy = recorded.one("aws:s3/bucketPolicy:BucketPolicy");
    assert.ok(policy.dependsOn.includes(`aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::${bucket}`));
  });
});
