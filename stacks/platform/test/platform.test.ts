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
});
