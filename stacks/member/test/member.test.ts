// Proves what the member stack says of the service; the components' own tests prove what they make of it.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { standInPlatformOutputs } from "@starter/fargate";
import { evaluateStack } from "@starter/stack-testing";

interface Definition {
  name: string;
  environment: { name: string; value: string }[];
  secrets?: { name: string }[];
}

const evaluate = (stack: string, offline = true) =>
  evaluateStack({
    directory: dirname(import.meta.dirname),
    stack,
    offline,
    stackOutputs: { "starter-platform": standInPlatformOutputs },
  });

describe("member stack", () => {
  it("gives the app and its migration the signing key as a secret, not nginx", async () => {
    const { resources, problems } = await evaluate("dev");
    assert.deepEqual(problems, []);
    const task = resources.find(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition");
    const definitions = JSON.parse(String(task?.inputs.containerDefinitions)) as Definition[];
    const withKey = definitions.filter(({ secrets }) =>
      secrets?.some(({ name }) => name === "JWT_SIGNING_KEY"),
    );
    assert.deepEqual(
      withKey.map(({ name }) => name),
      ["app", "migrate"],
    );
  }).timeout(60_000);

  it("is reached by way of nginx alone: on its paths, and by its name from other services", async () => {
    const { resources } = await evaluate("dev");
    const inputs = (type: string) => resources.find((resource) => resource.type === type)?.inputs;
    assert.deepEqual(inputs("aws:lb/listenerRule:ListenerRule")?.conditions, [
      { pathPattern: { values: ["/api/members*", "/api/sessions*", "/.well-known/jwks.json"] } },
    ]);
    const { loadBalancers, serviceConnectConfiguration } = inputs("aws:ecs/service:Service") as {
      loadBalancers: { containerName: string; containerPort: number }[];
      serviceConnectConfiguration: { services: { portName: string; clientAlias: object[] }[] };
    };
    assert.deepEqual(
      loadBalancers.map(({ containerName, containerPort }) => [containerName, containerPort]),
      [["nginx", 8081]],
    );
    assert.deepEqual(
      serviceConnectConfiguration.services.map(({ portName, clientAlias }) => [portName, clientAlias]),
      [["nginx-8081", [{ dnsName: "member", port: 80 }]]],
    );
    assert.equal(inputs("aws:lb/targetGroup:TargetGroup")?.deregistrationDelay, 5);
  }).timeout(60_000);

  it("runs two tasks and a database with a standby in prod", async () => {
    const { resources, problems } = await evaluate("prod");
    assert.deepEqual(problems, []);
    const inputs = (type: string) => resources.find((resource) => resource.type === type)?.inputs;
    assert.equal(inputs("aws:ecs/service:Service")?.desiredCount, 2);
    const { multiAz, deletionProtection, skipFinalSnapshot } = inputs("aws:rds/instance:Instance") ?? {};
    assert.deepEqual([multiAz, deletionProtection, skipFinalSnapshot], [true, true, false]);
  }).timeout(60_000);

  it("is refused by a real preview while its images are not released, each named", async () => {
    const { problems } = await evaluate("dev", false);
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["containers.app.image", "containers.nginx.image"],
    );
    assert.equal(
      problems[1]?.message,
      "images.nginx was not released to dev, got nothing; run npm run ship -- release member dev",
    );
  }).timeout(60_000);
});
