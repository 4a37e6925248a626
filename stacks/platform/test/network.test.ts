// Proves that each kind of network can be configured with the keys that Pulumi.yaml declares, and what prod asks for;
// not what awsx makes of it.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type EvaluatedStack, evaluateStack } from "@starter/stack-testing";

const directory = dirname(import.meta.dirname);

/** Evaluates the program in an environment of its own, which has these lines of configuration. */
async function evaluateWith(lines: string[]): Promise<EvaluatedStack> {
  const project = await mkdtemp(join(tmpdir(), "starter-platform-"));
  try {
    await copyFile(join(directory, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
    await symlink(join(directory, "index.ts"), join(project, "index.ts"));
    const all = ["insecureHttp: true", ...lines].map((line) => `  starter-platform:${line}\n`);
    await writeFile(join(project, "Pulumi.test.yaml"), `config:\n  aws:region: us-east-1\n${all.join("")}`);
    return await evaluateStack({ directory: project, stack: "test" });
  } finally {
    await rm(project, { recursive: true });
  }
}

function inputs({ resources }: EvaluatedStack, type: string): Record<string, unknown>[] {
  return resources.filter((resource) => resource.type === type).map((resource) => resource.inputs);
}

function messages({ problems }: EvaluatedStack): string[] {
  return problems.map(({ where, message }) => `${where}: ${message}`);
}

describe("platform network", () => {
  it("records rejected traffic in prod, and nothing in dev", async () => {
    const prod = await evaluateStack({ directory, stack: "prod" });
    const dev = await evaluateStack({ directory, stack: "dev" });
    const flowLog = "aws:ec2/flowLog:FlowLog";
    assert.deepEqual([inputs(prod, flowLog)[0]?.trafficType, inputs(dev, flowLog)], ["REJECT", []]);
  }).timeout(60_000);

  it("is private with a NAT gateway in each zone when configured so", async () => {
    const stack = await evaluateWith(["network: private", "nat: perZone", "cidrBlock: 10.4.0.0/16"]);
    assert.deepEqual(messages(stack), []);
    const [vpc] = inputs(stack, "awsx:ec2:Vpc");
    assert.deepEqual([vpc?.cidrBlock, vpc?.natGateways], ["10.4.0.0/16", { strategy: "OnePerAz" }]);
    const { taskSubnetIds, assignPublicIp } = stack.outputs;
    assert.deepEqual(
      [taskSubnetIds, assignPublicIp],
      [["subnet-network-private-1", "subnet-network-private-2"], false],
    );
  }).timeout(60_000);

  it("is isolated when configured so, with endpoints and images by way of ECR", async () => {
    const stack = await evaluateWith([
      "network: isolated",
      "endpoints: [sqs]",
      "imageCache: true",
      "dockerHubUsername: acme",
      "dockerHubToken: { secure: AAABAIbQ }",
    ]);
    assert.deepEqual(messages(stack), []);
    const services = inputs(stack, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ serviceName }) => serviceName);
    assert.ok(services.includes("com.amazonaws.us-east-1.sqs"), services.join());
    const { taskSubnetIds, reachesInternet, imageCache, registryCredentialsArn } = stack.outputs;
    assert.deepEqual(
      [taskSubnetIds, reachesInternet, imageCache, registryCredentialsArn],
      [
        ["subnet-network-isolated-1", "subnet-network-isolated-2"],
        false,
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/docker-hub-test",
        "",
      ],
    );
  }).timeout(60_000);

  it("rejects a cache of Docker Hub without an account", async () => {
    const stack = await evaluateWith(["imageCache: true"]);
    assert.deepEqual(messages(stack), ["username: must be the registry account's name, got nothing"]);
  }).timeout(60_000);

  it("is an existing VPC when its IDs are configured", async () => {
    const stack = await evaluateWith([
      "network: existing",
      "vpcId: vpc-0000000a",
      "loadBalancerSubnetIds: [subnet-0000000a, subnet-0000000b]",
      "taskSubnetIds: [subnet-0000000c, subnet-0000000d]",
    ]);
    assert.deepEqual(messages(stack), []);
    const [loadBalancer] = inputs(stack, "aws:lb/loadBalancer:LoadBalancer");
    const { vpcId, taskSubnetIds, databaseSubnetIds, assignPublicIp } = stack.outputs;
    const tasks = ["subnet-0000000c", "subnet-0000000d"];
    assert.deepEqual(
      [vpcId, loadBalancer?.subnets, taskSubnetIds, databaseSubnetIds, assignPublicIp],
      ["vpc-0000000a", ["subnet-0000000a", "subnet-0000000b"], tasks, tasks, false],
    );
  }).timeout(60_000);

  it("rejects an existing VPC without IDs, each by its key", async () => {
    const stack = await evaluateWith(["network: existing"]);
    const two = "must be two subnets or more, in different Availability Zones, got nothing";
    assert.deepEqual(messages(stack), [
      'vpcId: must be "vpc-" and 8 or 17 hexadecimal digits, got nothing; list yours with: aws ec2 describe-vpcs',
      `loadBalancerSubnetIds: ${two}`,
      `taskSubnetIds: ${two}`,
    ]);
  }).timeout(60_000);

  it("warns of an environment without tags", async () => {
    const { warnings } = await evaluateWith(["network: default"]);
    assert.match(
      JSON.stringify(warnings),
      /aws:defaultTags: should have the tags .* pulumi -C stacks\/platform -s test config set/,
    );
  }).timeout(60_000);
});
