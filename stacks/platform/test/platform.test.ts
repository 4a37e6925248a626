// Proves what each environment of the platform asks for; not what awsx makes of it, nor what it costs.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { type EvaluatedStack, evaluateStack } from "@starter/stack-testing";

const directory = dirname(import.meta.dirname);

async function evaluate(stack: string): Promise<EvaluatedStack> {
  const evaluated = await evaluateStack({ directory, stack });
  assert.deepEqual(evaluated.problems, []);
  return evaluated;
}

function inputs({ resources }: EvaluatedStack, type: string): Record<string, unknown>[] {
  return resources.filter((resource) => resource.type === type).map((resource) => resource.inputs);
}

describe("platform stack", () => {
  it("is cheap in dev: the default VPC, no insights, nothing that refuses to go", async () => {
    const dev = await evaluate("dev");
    assert.deepEqual(inputs(dev, "awsx:ec2:Vpc"), []);
    assert.deepEqual(inputs(dev, "aws:ecs/cluster:Cluster"), [
      { settings: [{ name: "containerInsights", value: "disabled" }] },
    ]);
    assert.equal(inputs(dev, "aws:lb/loadBalancer:LoadBalancer")[0]?.enableDeletionProtection, false);
  }).timeout(60_000);

  it("is sturdy in prod: an own VPC in three zones, insights, deletion protection", async () => {
    const prod = await evaluate("prod");
    assert.equal(inputs(prod, "awsx:ec2:Vpc")[0]?.numberOfAvailabilityZones, 3);
    assert.deepEqual(inputs(prod, "aws:ecs/cluster:Cluster"), [
      { settings: [{ name: "containerInsights", value: "enhanced" }] },
    ]);
    assert.equal(inputs(prod, "aws:lb/loadBalancer:LoadBalancer")[0]?.enableDeletionProtection, true);
  }).timeout(60_000);

  it("has a dashboard in prod alone, and in both a topic and the events that ECS forgets", async () => {
    const dashboard = "aws:cloudwatch/dashboard:Dashboard";
    for (const [stack, names] of [
      ["dev", []],
      ["prod", ["starter-platform-prod"]],
    ] as const) {
      const evaluated = await evaluate(stack);
      assert.deepEqual(
        inputs(evaluated, dashboard).map(({ dashboardName }) => dashboardName),
        names,
      );
      assert.equal(inputs(evaluated, "aws:cloudwatch/eventRule:EventRule").length, 2);
      assert.equal(evaluated.outputs.alarmTopicArn, "arn:aws:sns:ap-northeast-2:123456789012:alarms");
    }
  }).timeout(60_000);

  it("says in dev that plain HTTP is enough, and keeps no access logs", async () => {
    const dev = await evaluateStack({ directory, stack: "dev", offline: false });
    assert.deepEqual([dev.problems, dev.warnings], [[], []]);
    assert.deepEqual(
      inputs(dev, "aws:lb/listener:Listener").map(({ protocol, port }) => [protocol, port]),
      [["HTTP", 80]],
    );
    assert.deepEqual(inputs(dev, "aws:s3/bucket:Bucket"), []);
  }).timeout(60_000);

  it("keeps access logs in prod for 90 days, also when the platform is destroyed", async () => {
    const prod = await evaluate("prod");
    assert.deepEqual(inputs(prod, "aws:lb/loadBalancer:LoadBalancer")[0]?.accessLogs, {
      bucket: "lb-access-logs",
      enabled: true,
    });
    assert.deepEqual(inputs(prod, "aws:s3/bucket:Bucket"), [{ forceDestroy: false }]);
    const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const rules = inputs(prod, lifecycle)[0]?.rules as { expiration: unknown }[];
    assert.deepEqual(
      rules.map(({ expiration }) => expiration),
      [{ days: 90 }],
    );
  }).timeout(60_000);

  it("plans prod without a certificate, and refuses to deploy it so", async () => {
    const missing =
      "must name a certificate, or insecureHttp must be true, got neither; run pulumi -C stacks/platform -s prod config set domainName <domain>, then the same for hostedZoneId; or set certificateArn alone, or insecureHttp to true where plain HTTP is enough";
    assert.deepEqual((await evaluate("prod")).warnings, [{ message: `https: ${missing}` }]);
    const deployed = await evaluateStack({ directory, stack: "prod", offline: false });
    assert.deepEqual(deployed.problems, [{ where: "https", message: missing }]);
  }).timeout(60_000);
});
