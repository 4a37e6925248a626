// Proves that whatever a caller writes into a service's arguments (of the right types) either is refused by one error
// that names fields, with nothing registered, or becomes a graph that keeps the rules. Values of wrong types are the type
// checker's; what AWS thinks of the graph is not proven.
import assert from "node:assert/strict";
import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";
import fc from "fast-check";
import { FargateService, type FargateServiceArgs } from "../../src/index.ts";
import { taskSizes } from "../../src/task/task-size.ts";
import { assertRefused } from "../rejections.ts";
import { samplePlatform } from "../sample-service.ts";
import { anyArguments, secretArn } from "./any-service.ts";

interface Definition {
  name: string;
  essential: boolean;
  user: string;
  readonlyRootFilesystem: boolean;
  linuxParameters: { capabilities: { drop: string[] } };
  portMappings: { containerPort: number }[];
  memory?: number;
  memoryReservation?: number;
  dependsOn?: { containerName: string; condition: string }[];
  healthCheck?: object;
  secrets?: { valueFrom: string }[];
  logConfiguration: { options: { "awslogs-group": string } };
}

function definitionsOf(recorded: RecordedProgram): Definition[] {
  const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
  return JSON.parse(String(inputs.containerDefinitions)) as Definition[];
}

function assertTaskKeepsRules(recorded: RecordedProgram, { containers }: FargateServiceArgs): void {
  const { cpu, memory } = recorded.one("aws:ecs/taskDefinition:TaskDefinition").inputs;
  assert.ok(taskSizes.get(Number(cpu))?.includes(Number(memory)), `${cpu} CPU units, ${memory} MiB`);
  const definitions = definitionsOf(recorded);
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ports = definitions.flatMap(({ portMappings }) =>
    portMappings.map(({ containerPort }) => containerPort),
  );
  assert.equal(new Set(ports).size, ports.length);
  assert.ok(definitions.some(({ essential }) => essential));
  const reserved = definitions.map((definition) => definition.memoryReservation ?? definition.memory ?? 0);
  assert.ok(reserved.reduce((total, each) => total + each, 0) <= Number(memory));
  const logGroups = recorded.byType("aws:cloudwatch/logGroup:LogGroup").map(({ outputs }) => outputs.name);
  for (const definition of definitions) {
    const { user, readonlyRootFilesystem, linuxParameters, dependsOn = [], logConfiguration } = definition;
    assert.doesNotMatch(user, /^(?:0|root)/);
    const declared = containers[definition.name]?.readonlyRootFilesystem;
    if (definition.name in containers) assert.equal(readonlyRootFilesystem, declared ?? true);
    assert.deepEqual(linuxParameters.capabilities.drop, ["ALL"]);
    assert.ok(logGroups.includes(logConfiguration.options["awslogs-group"]));
    for (const { containerName: other, condition } of dependsOn) {
      assert.ok(byName.has(other));
      if (condition === "HEALTHY") assert.ok(byName.get(other)?.healthCheck);
      if (condition === "SUCCESS") assert.equal(byName.get(other)?.essential, false);
    }
  }
}

/**
 * The execution role may read the secrets that the containers name and write their logs; the task role may do nothing but
 * open a shell where it is asked for; a role that moves requests is there only for what moves.
 */
function assertLeastPrivilege(recorded: RecordedProgram, { exec, deployment }: FargateServiceArgs): void {
  const policies = recorded.byType("aws:iam/rolePolicy:RolePolicy").map(({ name }) => name);
  assert.deepEqual(policies.toSorted(), exec === true ? ["shop-exec", "shop-execution"] : ["shop-execution"]);
  const attached = recorded.byType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  assert.equal(attached.length, isMoving(deployment) ? 1 : 0);
  const { inputs } = recorded.one("aws:iam/rolePolicy:RolePolicy", "shop-execution");
  assert.equal(inputs.role, recorded.one("aws:iam/role:Role", "shop-execution").outputs.id);
  const { Statement } = JSON.parse(String(inputs.policy)) as {
    Statement: { Action: string[]; Resource: string[] }[];
  };
  const secrets = definitionsOf(recorded).flatMap((definition) => definition.secrets ?? []);
  const allowed = Object.fromEntries(Statement.map(({ Action, Resource }) => [Action.join(), Resource]));
  const logs = recorded.byType("aws:cloudwatch/logGroup:LogGroup").map(({ outputs }) => `${outputs.arn}:*`);
  assert.deepEqual(allowed, {
    "logs:CreateLogStream,logs:PutLogEvents": logs,
    ...(secrets.length > 0 && { "secretsmanager:GetSecretValue": [secretArn] }),
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
    const served = definitionsOf(recorded).find(({ name }) => name === behind?.containerName);
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

describe("any arguments of a service", () => {
  it("are refused by one error with fields and reasons, or make a graph that keeps the rules", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(anyArguments, async (random) => {
        const service = { ...random, platform: {} } as unknown as FargateServiceArgs;
        const recorded = await recordRegistrations(() => {
          new FargateService("shop", { ...service, platform: samplePlatform() });
        });
        if (recorded.errors.length > 0) return assertRefused(recorded);
        accepted += 1;
        assertTaskKeepsRules(recorded, service);
        assertLeastPrivilege(recorded, service);
        assertClosed(recorded, service);
        assertReferences(recorded, service);
        assertScales(recorded, service);
        assertAlarms(recorded, service);
      }),
      { numRuns: 10_000 },
    );
    // Otherwise nothing but refusals would have been looked at.
    assert.ok(accepted > 300, `only ${accepted} of 10000 were accepted`);
  }).timeout(600_000);
});
