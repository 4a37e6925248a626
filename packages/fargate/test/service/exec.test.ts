// Proves what ECS Exec takes, and that it is refused where it cannot work. That a shell opens is not proven here.
import assert from "node:assert/strict";
import { imageOf, problemsOf, recordService } from "../sample-service.ts";

const app = { image: imageOf("shop"), port: 8080, health: { http: "/livez" } } as const;
const nginx = { image: imageOf("shop-nginx"), port: 8081, upstream: "app" };

describe("ECS Exec", () => {
  it("is off, and every root file system read-only", async () => {
    const recorded = await recordService();
    assert.equal(recorded.one("aws:ecs/service:Service").inputs.enableExecuteCommand, false);
    const definitions = JSON.parse(
      String(recorded.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions),
    ) as { readonlyRootFilesystem: boolean }[];
    assert.deepEqual(
      definitions.map(({ readonlyRootFilesystem }) => readonlyRootFilesystem),
      [true, true, true],
    );
  });

  it("takes a container that can be written to, and a right of the task", async () => {
    const containers = { app: { ...app, readonlyRootFilesystem: false }, nginx };
    const recorded = await recordService({ exec: true, containers });
    assert.deepEqual(recorded.problems, []);
    assert.equal(recorded.one("aws:ecs/service:Service").inputs.enableExecuteCommand, true);
    const policyType = "aws:iam/rolePolicy:RolePolicy";
    const { inputs } = recorded.one(policyType, "shop-exec");
    assert.ok(recorded.one("aws:ecs/service:Service").dependsOn.includes(`${policyType}::shop-exec`));
    assert.equal(inputs.role, "shop-task");
    assert.deepEqual(JSON.parse(String(inputs.policy)).Statement, [
      {
        Effect: "Allow",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        Resource: "*",
      },
    ]);
    const definitions = JSON.parse(
      String(recorded.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions),
    ) as { name: string; readonlyRootFilesystem: boolean }[];
    // The step runs the app's image, which may need what the app needs.
    assert.deepEqual(
      definitions.map(({ name, readonlyRootFilesystem }) => [name, readonlyRootFilesystem]),
      [
        ["app", false],
        ["migrate", false],
        ["nginx", true],
      ],
    );
  });

  it("is refused while nothing can be written", async () => {
    assert.deepEqual(await problemsOf({ exec: true }), [
      "exec: must be left out while every root file system is read-only, since the agent behind it writes there, got true; set readonlyRootFilesystem to false on the container to look into (app or nginx), which gives up Security Hub's ECS.5, and take both back afterwards",
    ]);
  });
});
