// Proves what the board stack says of the service; the components' own tests prove what they make of it.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { standInPlatformOutputs } from "@starter/fargate";
import { evaluateStack } from "@starter/stack-testing";

describe("board stack", () => {
  it("calls member by its Service Connect name, and serves nobody by one itself", async () => {
    const board = await evaluateStack({
      directory: dirname(import.meta.dirname),
      stack: "dev",
      stackOutputs: { "starter-platform": standInPlatformOutputs },
    });
    assert.deepEqual(board.problems, []);
    const one = (type: string) => board.resources.find((resource) => resource.type === type)?.inputs;
    const definitions = String(one("aws:ecs/taskDefinition:TaskDefinition")?.containerDefinitions);
    assert.ok(definitions.includes('{"name":"MEMBER_URL","value":"http://member"}'));
    assert.deepEqual(one("aws:ecs/service:Service")?.serviceConnectConfiguration, {
      enabled: true,
      namespace: standInPlatformOutputs.namespaceArn,
    });
  }).timeout(60_000);
});
