// Proves the task definition and the role that starts its tasks. That AWS accepts them is not proven here.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { imageOf, recordService, samplePlatform } from "../sample-service.ts";

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

describe("FargateService's task definition", () => {
  it("registers a task definition that keeps old revisions for a rollback", async () => {
    const { inputs } = (await recordService()).one("aws:ecs/taskDefinition:TaskDefinition");
    const { containerDefinitions, ...rest } = inputs;
    assert.deepEqual(rest, {
      family: "shop-dev",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      executionRoleArn: "arn:aws:iam::123456789012:role/shop-execution",
      taskRoleArn: "arn:aws:iam::123456789012:role/shop-task",
      skipDestroy: true,
    });
    const definitions = JSON.parse(String(containerDefinitions)) as { name: string; user: string }[];
    assert.deepEqual(
      definitions.map(({ name, user }) => [name, user]),
      [
        ["app", "1000:1000"],
        ["migrate", "1000:1000"],
        ["nginx", "101:101"],
      ],
    );
  });

  it("waits for the values of its secrets, as does the right to read them", async () => {
    const recorded = await recordService();
    const version = "aws:secretsmanager/secretVersion:SecretVersion::shop-db-password-value";
    for (const type of ["aws:ecs/taskDefinition:TaskDefinition", "aws:iam/rolePolicy:RolePolicy"]) {
      const { dependsOn } = recorded.one(type);
      assert.ok(dependsOn.includes(version), `${type}: ${dependsOn.join()}`);
    }
  });

  it("shows the container definitions in previews: nothing in them is secret", async () => {
    const recorded = await recordService();
    assert.deepEqual(recorded.one("aws:ecs/taskDefinition:TaskDefinition").secretPaths, []);
  });

  it("gives the master user's password to the migration only", async () => {
    const { inputs } = (await recordService()).one("aws:ecs/taskDefinition:TaskDefinition");
    const definitions = JSON.parse(String(inputs.containerDefinitions)) as {
      name: string;
      secrets?: { name: string; valueFrom: string }[];
    }[];
    const secrets = Object.fromEntries(
      definitions.map(({ name, secrets }) => [name, secrets?.map((s) => s.name)]),
    );
    assert.deepEqual(secrets, {
      app: ["DATABASE_PASSWORD"],
      migrate: ["DATABASE_ADMIN_PASSWORD", "DATABASE_PASSWORD"],
      nginx: undefined,
    });
  });

  it("lets the execution role read exactly the task's secrets and write exactly its logs", async () => {
    const recorded = await recordService();
    const { inputs } = recorded.one("aws:iam/rolePolicy:RolePolicy");
    assert.deepEqual(JSON.parse(String(inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: recorded
            .byType("aws:cloudwatch/logGroup:LogGroup")
            .filter(({ name }) => !name.startsWith("shop-database"))
            .map(({ outputs }) => `${String(outputs.arn)}:*`),
        },
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: [
            arn("secretsmanager", "secret/rds-shop-database"),
            arn("secretsmanager", "secret/shop-db-password"),
          ],
        },
      ],
    });
  });

  it("lets the execution role read parameters, and the registry's login when there is one", async () => {
    const login = "arn:aws:secretsmanager:us-east-1:123456789012:secret:docker-hub-AbCdEf";
    const parameter = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/key";
    const recorded = await recordService({
      platform: { ...samplePlatform(), registryCredentialsArn: pulumi.output(login) },
      before: undefined,
      database: undefined,
      containers: {
        nginx: { image: imageOf("shop"), port: 8081, secrets: { KEY: { arn: parameter } } },
      },
    });
    const { Statement } = JSON.parse(String(recorded.one("aws:iam/rolePolicy:RolePolicy").inputs.policy));
    assert.deepEqual(Statement.slice(1), [
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [login] },
      { Effect: "Allow", Action: ["ssm:GetParameters"], Resource: [parameter] },
    ]);
    const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
    const [definition] = JSON.parse(String(inputs.containerDefinitions));
    assert.deepEqual(definition.repositoryCredentials, { credentialsParameter: login });
  });

  it("gives the task storage, and a container its share of the task", async () => {
    const share = { cpu: 64, memoryMiB: 256, memoryReservationMiB: 128, tmpMiB: 16 };
    const recorded = await recordService({
      ephemeralStorageGiB: 50,
      before: undefined,
      database: undefined,
      containers: { nginx: { image: imageOf("shop"), port: 8081, ...share } },
    });
    const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
    assert.deepEqual(inputs.ephemeralStorage, { sizeInGib: 50 });
    const [definition] = JSON.parse(String(inputs.containerDefinitions));
    const { cpu, memory, memoryReservation, linuxParameters } = definition;
    assert.deepEqual([cpu, memory, memoryReservation, linuxParameters.tmpfs[0].size], [64, 256, 128, 16]);
  });

  it("runs on x86_64 where that is asked for", async () => {
    const recorded = await recordService({ size: { architecture: "x86_64" } });
    assert.deepEqual(recorded.one("aws:ecs/taskDefinition:TaskDefinition").inputs.runtimePlatform, {
      operatingSystemFamily: "LINUX",
      cpuArchitecture: "X86_64",
    });
  });

  it("is changed by its transform as the last step", async () => {
    const recorded = await recordService({
      transform: { taskDefinition: (args) => ({ ...args, family: "other", skipDestroy: false }) },
    });
    const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
    assert.deepEqual([inputs.family, inputs.skipDestroy, inputs.cpu], ["other", false, "256"]);
  });
});
