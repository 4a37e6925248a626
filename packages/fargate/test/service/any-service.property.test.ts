// Proves that whatever a caller writes into a service's arguments (of the right types) either is refused by one error
// that names fields, with nothing registered, or becomes a graph that keeps the rules. Values of wrong types are the type
// checker's; what AWS thinks of the graph is not proven.
import assert from "node:assert/strict";
import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";
import fc from "fast-check";
import { FargateService, type FargateServiceArgs } from "../../src/index.ts";
import { validateService } from "../../src/service/validate-service.ts";
import { assertRefusal, assertRefused } from "../rejections.ts";
import { samplePlatform } from "../sample-service.ts";
import { parameterArn, secretArn } from "./any-container.ts";
import { anyArguments, anyName } from "./any-service.ts";
import { assertRouteKeepsRules, assertTaskKeepsRules, type Definition, definitionsOf } from "./task-rules.ts";

function registeredDefinitions(recorded: RecordedProgram): Definition[] {
  const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
  return JSON.parse(String(inputs.containerDefinitions)) as Definition[];
}

function assertTask(recorded: RecordedProgram, args: FargateServiceArgs): void {
  const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
  const { cpu, memory, runtimePlatform, ephemeralStorage } = inputs;
  assert.equal(cpu, String(args.size?.cpu ?? 256));
  if (args.size?.memoryMiB !== undefined) assert.equal(memory, String(args.size.memoryMiB));
  const cpuArchitecture = args.size?.architecture === "x86_64" ? "X86_64" : "ARM64";
  assert.deepEqual(runtimePlatform, { operatingSystemFamily: "LINUX", cpuArchitecture });
  const { ephemeralStorageGiB: sizeInGib } = args;
  assert.deepEqual(ephemeralStorage, sizeInGib === undefined ? undefined : { sizeInGib });
  const logGroups = recorded.byType("aws:cloudwatch/logGroup:LogGroup").map(({ outputs }) => outputs.name);
  const definitions = registeredDefinitions(recorded);
  assertTaskKeepsRules(definitions, args);
  for (const { logConfiguration } of definitions) {
    assert.ok(logGroups.includes(logConfiguration.options["awslogs-group"]));
  }
}

/**
 * The execution role may read the secrets that the containers name and write their logs; the task role may do nothing but
 * open a shell where it is asked for; a role that moves requests is there only for what moves.
 */
function assertLeastPrivilege(name: string, recorded: RecordedProgram, args: FargateServiceArgs): void {
  const { exec, deployment } = args;
  const policies = recorded.byType("aws:iam/rolePolicy:RolePolicy").map((policy) => policy.name);
  const expected = [...(exec === true ? [`${name}-exec`] : []), `${name}-execution`];
  assert.deepEqual(policies.toSorted(), expected);
  const attached = recorded.byType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  assert.equal(attached.length, isMoving(deployment) ? 1 : 0);
  const { inputs } = recorded.one("aws:iam/rolePolicy:RolePolicy", `${name}-execution`);
  assert.equal(inputs.role, recorded.one("aws:iam/role:Role", `${name}-execution`).outputs.id);
  const { Statement } = JSON.parse(String(inputs.policy)) as {
    Statement: { Action: string[]; Resource: string[] }[];
  };
  const named = registeredDefinitions(recorded).flatMap(({ secrets = [] }) =>
    secrets.map(({ valueFrom }) => valueFrom.replace(/:key::$/, "")),
  );
  const allowed = Object.fromEntries(Statement.map(({ Action, Resource }) => [Action.join(), Resource]));
  const logs = recorded.byType("aws:cloudwatch/logGroup:LogGroup").map(({ outputs }) => `${outputs.arn}:*`);
  assert.deepEqual(allowed, {
    "logs:CreateLogStream,logs:PutLogEvents": logs,
    ...(named.includes(secretArn) && { "secretsmanager:GetSecretValue": [secretArn] }),
    ...(named.includes(parameterArn) && { "ssm:GetParameters": [parameterArn] }),
  });
  const { assignPublicIp, securityGroups } = recorded.one("aws:ecs/service:Service").inputs
    .networkConfiguration as { assignPublicIp: boolean; securityGroups: string[] };
  assert.equal(assignPublicIp, true);
  assert.equal(securityGroups[0], recorded.one("aws:ec2/securityGroup:SecurityGroup").outputs.id);
}

/** Nothing comes in but from the load balancer and the connect group, each to the port that it is for. */
function assertClosed(recorded: RecordedProgram, service: FargateServiceArgs): void {
  const rules = recorded.byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  const open = rules.map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort]);
  const { route, connect, containers } = service;
  const port = route && containers[route.container]?.port;
  const expected = [
    ...(route ? [["sg-load-balancer", port, port]] : []),
    ...(typeof connect === "object" && "as" in connect ? [["sg-connect", 15000, 15000]] : []),
  ];
  assert.deepEqual(open, expected);
  assert.ok(rules.every(({ inputs }) => inputs.cidrIpv4 === undefined && inputs.cidrIpv6 === undefined));
}

const isMoving = (deployment: FargateServiceArgs["deployment"]) =>
  (deployment?.strategy ?? "rolling") !== "rolling";

/** What is behind the load balancer is reached through rules of its own, on a port that its container listens on. */
function assertReferences(recorded: RecordedProgram, { route, deployment }: FargateServiceArgs): void {
  const { inputs, dependsOn } = recorded.one("aws:ecs/service:Service");
  assert.equal(inputs.taskDefinition, recorded.one("aws:ecs/taskDefinition:TaskDefinition").outputs.arn);
  const rules = recorded.byType("aws:lb/listenerRule:ListenerRule");
  const groups = recorded.byType("aws:lb/targetGroup:TargetGroup").map(({ outputs }) => outputs.arn);
  const isTested = deployment !== undefined && "test" in deployment && deployment.test !== undefined;
  assert.equal(rules.length, route === undefined ? 0 : 1 + Number(isTested));
  assert.equal(groups.length, route === undefined ? 0 : 1 + Number(isMoving(deployment)));
  assert.equal(new Set(rules.map((rule) => rule.inputs.priority)).size, rules.length);
  for (const rule of rules) {
    const [behind] = inputs.loadBalancers as Record<string, unknown>[];
    assert.equal(behind?.targetGroupArn, groups[0]);
    assert.deepEqual([...new Set(JSON.stringify(rule.inputs.actions).match(/arn:[^"]+/g))], groups);
    const served = registeredDefinitions(recorded).find(({ name }) => name === behind?.containerName);
    assert.deepEqual(served?.portMappings[0]?.containerPort, behind?.containerPort);
    assert.ok(
      dependsOn?.some((name) => name.includes("listenerRule")),
      String(dependsOn),
    );
  }
}

/** Each alarm is of a figure that the service has, and the deployment watches those that there are. */
function assertAlarms(recorded: RecordedProgram, { route, deployment }: FargateServiceArgs): void {
  const alarms = recorded.byType("aws:cloudwatch/metricAlarm:MetricAlarm").map((alarm) => alarm.inputs);
  const watched = recorded.one("aws:ecs/service:Service").inputs.alarms as { alarmNames: string[] };
  const names = deployment?.rollBackOnAlarms === false ? [] : alarms.map(({ name }) => name);
  assert.deepEqual(watched.alarmNames.toSorted(), names.toSorted());
  if (route === undefined) assert.ok(!JSON.stringify(alarms).includes("TargetGroup"));
}

/** A fixed count is what was given; else every bound leaves room, a task can start, and everything is of one target. */
function assertScales(recorded: RecordedProgram, { scaling = {} }: FargateServiceArgs): void {
  const { inputs } = recorded.one("aws:ecs/service:Service");
  const [target, ...others] = recorded.byType("aws:appautoscaling/target:Target");
  const policies = recorded.byType("aws:appautoscaling/policy:Policy");
  const actions = recorded.byType("aws:appautoscaling/scheduledAction:ScheduledAction");
  assert.deepEqual(others, []);
  if (!("min" in scaling)) {
    assert.equal(inputs.desiredCount, scaling.count ?? 1);
    assert.deepEqual([target, ...policies, ...actions], [undefined]);
    return;
  }
  assert.equal(inputs.desiredCount, scaling.min);
  assert.ok(policies.length + actions.length > 0);
  const bounds = [target?.inputs, ...actions.map((action) => action.inputs.scalableTargetAction)] as {
    minCapacity: number;
    maxCapacity: number;
  }[];
  for (const { minCapacity, maxCapacity } of bounds) assert.ok(minCapacity <= maxCapacity);
  assert.ok(bounds.some(({ minCapacity }) => minCapacity > 0));
  for (const each of [...policies, ...actions]) {
    assert.equal(each.inputs.resourceId, target?.inputs.resourceId);
  }
}

/** What ECS places tasks by, and how long it lets them start. */
function assertPlaced(
  recorded: RecordedProgram,
  { capacity, healthCheckGracePeriodSeconds }: FargateServiceArgs,
) {
  const { inputs } = recorded.one("aws:ecs/service:Service");
  const strategies = inputs.capacityProviderStrategies as { base: number; weight: number }[];
  assert.ok(strategies.some(({ weight }) => weight > 0));
  assert.ok(strategies.filter(({ base }) => base > 0).length <= 1);
  if (typeof capacity === "object") {
    const shares = [capacity.onDemand, capacity.spot].filter((share) => share !== undefined);
    assert.deepEqual(
      strategies.map(({ weight }) => weight),
      shares.map(({ weight }) => weight),
    );
  }
  if (inputs.loadBalancers !== undefined && healthCheckGracePeriodSeconds !== undefined) {
    assert.equal(inputs.healthCheckGracePeriodSeconds, healthCheckGracePeriodSeconds);
  }
}

describe("any arguments of a service", () => {
  it("are refused by one error with fields and reasons, or keep the rules of a task and a route", () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyName, anyArguments, fc.boolean(), (name, random, offline) => {
        const service = random as unknown as FargateServiceArgs;
        try {
          validateService(name, service, { offline, stack: "dev" });
        } catch (error) {
          return assertRefusal(error);
        }
        accepted += 1;
        assertTaskKeepsRules(definitionsOf(service), service);
        assertRouteKeepsRules(name, service);
      }),
      { numRuns: 10_000 },
    );
    // Otherwise nothing but refusals would have been looked at.
    assert.ok(accepted > 3000, `only ${accepted} of 10000 were accepted`);
  }).timeout(120_000);

  it("are refused with nothing registered, or make a graph that keeps the rules", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(anyName, anyArguments, async (name, random) => {
        const service = { ...random, platform: {} } as unknown as FargateServiceArgs;
        const recorded = await recordRegistrations(() => {
          new FargateService(name, { ...service, platform: samplePlatform() });
        });
        if (recorded.errors.length > 0) return assertRefused(recorded);
        accepted += 1;
        assertTask(recorded, service);
        assertLeastPrivilege(name, recorded, service);
        assertClosed(recorded, service);
        assertReferences(recorded, service);
        assertPlaced(recorded, service);
        assertScales(recorded, service);
        assertAlarms(recorded, service);
      }),
      { numRuns: 1500 },
    );
    assert.ok(accepted > 450, `only ${accepted} of 1500 were accepted`);
  }).timeout(600_000);
});
