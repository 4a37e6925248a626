// ECS in the stand-in: revisions, what it refuses, and how deployments end. Its own timing is not stood in for.
import assert from "node:assert/strict";
import { PartialFailure } from "../../src/engine/stand-in/operations.ts";
import { returnedContainerDefinitions } from "../../src/engine/stand-in/task-definition.ts";
import { createService, Provider, targetOf, task } from "./provider.ts";

const taskType = "aws:ecs/taskDefinition:TaskDefinition";

describe("ECS in the stand-in AWS", () => {
  let provider: Provider;
  beforeEach(() => {
    provider = new Provider();
  });

  it("counts the revisions of a family", async () => {
    const first = await provider.create(taskType, "shop", task());
    const second = await provider.create(taskType, "shop", task());
    const other = await provider.create(taskType, "other", task({ family: "other-dev" }));
    assert.deepEqual(
      [first, second, other].map(({ state }) => state.revision),
      [1, 2, 1],
    );
    assert.equal(second.state.arn, "arn:aws:ecs:us-east-1:123456789012:task-definition/shop-dev:2");
    assert.equal(second.id, "shop-dev");
  });

  it("rejects a size that Fargate does not have", async () => {
    await assert.rejects(
      provider.create(taskType, "shop", task({ memory: "4096" })),
      /No Fargate configuration/,
    );
  });

  it("returns container definitions with every default, sorted", () => {
    const definitions = [
      {
        name: "web",
        environment: [
          { name: "B", value: "2" },
          { name: "A", value: "1" },
        ],
        portMappings: [{ containerPort: 80 }],
      },
      { name: "app", command: ["b", "a"], cpu: 10 },
    ];
    const defaults = { essential: true, mountPoints: [], systemControls: [], volumesFrom: [] };
    assert.deepEqual(JSON.parse(returnedContainerDefinitions(JSON.stringify(definitions))), [
      { ...defaults, name: "app", command: ["b", "a"], cpu: 10, environment: [], portMappings: [] },
      {
        ...defaults,
        name: "web",
        cpu: 0,
        environment: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
        portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
      },
    ]);
  });

  it("finds a difference in container definitions that are not in the form in which ECS returns them", async () => {
    const inputs = task();
    const { state } = await provider.create(taskType, "shop", inputs);
    const { operations } = provider;
    assert.deepEqual(operations.diff(targetOf(taskType, "shop"), state, inputs, inputs).replaces, [
      "containerDefinitions",
    ]);
  });

  it("rejects a service whose target group is on no listener", async () => {
    const { rule, service } = await createService(provider);
    provider.delete(rule);
    await assert.rejects(
      provider.create(service.type, "second", { ...service.state, name: "second" }),
      /InvalidParameterException: The target group .* does not have an associated load balancer/,
    );
  });

  it("rejects a service of a deregistered revision, and takes one that was kept", async () => {
    const { service, taskDefinition } = await createService(provider);
    const kept = await provider.create(taskType, "shop", task({ skipDestroy: true }));
    provider.delete(kept);
    await provider.update(service, { taskDefinition: kept.state.arn });
    provider.delete(taskDefinition);
    await assert.rejects(
      provider.update(service, { taskDefinition: taskDefinition.state.arn }),
      /TaskDefinition is inactive/,
    );
  });

  it("rejects a service in a namespace that does not exist", async () => {
    const serviceConnectConfiguration = { enabled: true, namespace: "arn:aws:servicediscovery:none" };
    await assert.rejects(
      createService(provider, { serviceConnectConfiguration }),
      /NamespaceNotFoundException/,
    );
  });

  it("rejects a priority that another rule of the listener has", async () => {
    const { rule } = await createService(provider);
    await assert.rejects(provider.create(rule.type, "second", rule.state), /PriorityInUse/);
    await provider.create(rule.type, "second", { ...rule.state, priority: 101 });
  });

  it("calls a rolled-back deployment a success that runs the old revision", async () => {
    const { service, taskDefinition } = await createService(provider);
    const next = await provider.create(taskType, "shop", task());
    provider.account.deployments.next("shop", "rolledBack");
    const { state } = await provider.update(service, { taskDefinition: next.state.arn });
    assert.equal(state.taskDefinition, taskDefinition.state.arn);
    const repaired = await provider.update(service, { taskDefinition: next.state.arn });
    assert.equal(repaired.state.taskDefinition, next.state.arn);
  });

  for (const end of ["neverSteady", "rolledBack"] as const) {
    it(`leaves a service whose first deployment is ${end} there, with the provider's timeout`, async () => {
      provider.account.deployments.next("shop", end);
      await assert.rejects(createService(provider), (error: unknown) => {
        assert.ok(error instanceof PartialFailure);
        assert.match(error.message, /create: timeout while waiting .* timeout: 1m0s\)$/);
        assert.equal(error.left.id, provider.account.one("aws:ecs/service:Service").id);
        return true;
      });
    });
  }

  it("forgets an input that an update leaves out, and keeps what AWS added", async () => {
    const { service } = await createService(provider, { healthCheckGracePeriodSeconds: 30 });
    const { arn, tagsAll, healthCheckGracePeriodSeconds, ...rest } = service.state;
    const asked = { ...rest, healthCheckGracePeriodSeconds };
    const { state } = await provider.operations.update(service, service, asked, rest, 60);
    assert.deepEqual(state, { ...rest, arn, tagsAll });
  });

  it("waits for a service that takes its time", async () => {
    provider.account.deployments.next("shop", { steadyAfterMilliseconds: 30 });
    const started = performance.now();
    await createService(provider);
    assert.ok(performance.now() - started >= 29);
  });

  it("issues a certificate once its records exist, and no listener takes it before", async () => {
    const certificate = await provider.create("aws:acm/certificate:Certificate", "shop", {
      domainName: "example.com",
    });
    const validationType = "aws:acm/certificateValidation:CertificateValidation";
    const validate = () => provider.create(validationType, "shop", { certificateArn: certificate.id });
    const listen = () =>
      provider.create("aws:lb/listener:Listener", "https", { certificateArn: certificate.id });
    await assert.rejects(validate(), /waiting for ACM Certificate .* to be issued: timeout/);
    await assert.rejects(listen(), /UnsupportedCertificate/);
    await provider.create("aws:route53/record:Record", "proof", { name: "_stand-in.example.com." });
    await validate();
    await listen();
  });
});
