// Proves what the board stack says of the service; the components' own tests prove what they make of it.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { standInPlatformOutputs } from "@starter/fargate";
import { evaluateStack } from "@starter/stack-testing";

const evaluate = (stack: string) =>
  evaluateStack({
    directory: dirname(import.meta.dirname),
    stack,
    stackOutputs: { "starter-platform": standInPlatformOutputs },
  });

describe("board stack", () => {
  it("calls member by its Service Connect name, and serves nobody by one itself", async () => {
    const board = await evaluate("dev");
    assert.deepEqual(board.problems, []);
    const one = (type: string) => board.resources.find((resource) => resource.type === type)?.inputs;
    const definitions = String(one("aws:ecs/taskDefinition:TaskDefinition")?.containerDefinitions);
    assert.ok(definitions.includes('{"name":"MEMBER_URL","value":"http://member"}'));
    assert.deepEqual(one("aws:ecs/service:Service")?.serviceConnectConfiguration, {
      enabled: true,
      namespace: standInPlatformOutputs.namespaceArn,
    });
  }).timeout(60_000);

  it("gives the master user's password to the migration only", async () => {
    const { resources } = await evaluate("dev");
    const task = resources.find(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition");
    const definitions = JSON.parse(String(task?.inputs.containerDefinitions)) as {
      name: string;
      secrets?: { name: string }[];
    }[];
    assert.deepEqual(
      definitions.map(({ name, secrets = [] }) => [name, secrets.map((secret) => secret.name)]),
      [
        ["app", ["DATABASE_PASSWORD"]],
        ["migrate", ["DATABASE_ADMIN_PASSWORD", "DATABASE_PASSWORD"]],
        ["nginx", []],
      ],
    );
  }).timeout(60_000);

  it("answers for posts, comments and the page by way of nginx, and is let into its database", async () => {
    const { resources } = await evaluate("dev");
    const inputs = (type: string) =>
      resources.filter((resource) => resource.type === type).map((resource) => resource.inputs);
    assert.deepEqual(
      inputs("aws:lb/listenerRule:ListenerRule").map(({ conditions }) => conditions),
      [[{ pathPattern: { values: ["/api/posts*", "/api/comments*", "/", "/assets/*"] } }]],
    );
    const [service] = inputs("aws:ecs/service:Service") as { loadBalancers: { containerName: string }[] }[];
    assert.deepEqual(
      service?.loadBalancers.map(({ containerName }) => containerName),
      ["nginx"],
    );
    const admitted = inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(
      ({ securityGroupId, referencedSecurityGroupId, fromPort }) => [
        securityGroupId,
        referencedSecurityGroupId,
        fromPort,
      ],
    );
    assert.deepEqual(admitted.sort(), [
      ["sg-board", "sg-load-balancer", 8081],
      ["sg-board-database", "sg-board", 5432],
    ]);
  }).timeout(60_000);

  it("runs two tasks and a protected database with a standby in prod", async () => {
    const { resources, problems } = await evaluate("prod");
    assert.deepEqual(problems, []);
    const inputs = (type: string) => resources.find((resource) => resource.type === type)?.inputs;
    assert.equal(inputs("aws:ecs/service:Service")?.desiredCount, 2);
    const { multiAz, deletionProtection, skipFinalSnapshot } = inputs("aws:rds/instance:Instance") ?? {};
    assert.deepEqual([multiAz, deletionProtection, skipFinalSnapshot], [true, true, false]);
  }).timeout(60_000);
});
