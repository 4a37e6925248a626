// Proves that whatever a caller writes into a service's arguments (of the right types) either is refused by one error
// that names fields, with nothing registered, or becomes a graph that keeps the rules. Values of wrong types are the type
// checker's; what AWS thinks of the graph is not proven.
import assert from "node:assert/strict";
import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";
import fc from "fast-check";
import { FargateService, type FargateServiceArgs } from "../../src/index.ts";
import { taskSizes } from "../../src/service/task-size.ts";
import { assertRefused } from "../rejections.ts";
import { samplePlatform } from "../sample-service.ts";

const digest = `docker.io/acme/app@sha256:${"a".repeat(64)}`;
const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";

/** Mostly one of the usual values, now and then one that is wrong. */
function usually<T>(usual: readonly T[], wrong: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

const containerName = usually<string>(["app", "app", "nginx"], ["api", "", "App", "migrate", "__proto__"]);
const condition = usually(["START", "HEALTHY"], ["SUCCESS", "COMPLETE"]);
/** Present once in so many times. */
const rarely = <T>(value: fc.Arbitrary<T>, times: number) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const health = fc.oneof(
  fc.record({
    http: usually(["/livez", "/"], ["", "livez", "/'"]),
    port: optional(usually([8080, 9000], [0, 70000])),
    intervalSeconds: optional(usually([5, 30], [4, 301, 7.5])),
    timeoutSeconds: optional(usually([2, 4], [1, 60, Number.NaN])),
  }),
  fc.record({ command: usually([["node", "check.mjs"], ["true"]], [[]]) }),
);

/** A container that serves on a port; `others` is how often, one in so many times, it waits for another one. */
const containerOn = (port: number, others: number) =>
  fc.record(
    {
      image: usually([digest], ["acme/app:latest", "", "acme/app"]),
      port: usually<number | undefined>([port], [undefined, 8080, 80, -1, 8080.5]),
      environment: optional(
        fc.dictionary(
          fc.constantFrom("A", "MEMBER_URL"),
          usually(["x", "http://member"], ["postgres://a:b@c/d"]),
        ),
      ),
      secrets: optional(fc.dictionary(usually(["KEY", "OTHER"], ["A"]), fc.constant({ arn: secretArn }))),
      health: fc.option(health, { nil: undefined, freq: 20 }),
      upstream: rarely(containerName, others),
      dependsOn: fc.option(
        fc.dictionary(containerName, condition, {
          maxKeys: 1,
        }),
        { nil: undefined, freq: others },
      ),
      essential: usually<boolean | undefined>([undefined, true], [false]),
      stopTimeoutSeconds: optional(usually([2, 60, 120], [0, 121])),
      drainSeconds: rarely(usually([0, 1], [-1, 60, 200]), 4),
      user: optional(usually(["1000:1000", "101"], ["root", "0", "0:0"])),
      cpu: optional(usually([0, 64, 128], [-1, 40000])),
      memoryMiB: optional(usually([64, 128, 256], [0, 999_999])),
      memoryReservationMiB: optional(usually([32, 64], [1, 512])),
      tmpMiB: optional(usually([16, 64], [0])),
    },
    { requiredKeys: ["image"] },
  );

const args = fc.record(
  {
    size: optional(
      fc.record(
        {
          cpu: usually([...taskSizes.keys()], [300, 0, Number.NaN]),
          memoryMiB: optional(usually([512, 1024, 2048, 16384], [100, 17408])),
        },
        { requiredKeys: [] },
      ),
    ),
    containers: fc.oneof(
      {
        weight: 40,
        arbitrary: fc.record(
          { app: containerOn(8080, 60), nginx: containerOn(8081, 2), worker: containerOn(9000, 3) },
          { requiredKeys: ["app"] },
        ),
      },
      { weight: 1, arbitrary: fc.constant({}) },
    ),
    before: fc.option(
      fc.dictionary(
        usually(["migrate", "seed"], ["app", "Seed"]),
        fc.record({ container: containerName, command: usually([["node", "migrate"]], [[]]) }),
        { maxKeys: 2 },
      ),
      { nil: undefined, freq: 3 },
    ),
    route: optional(
      fc.record({ paths: usually([["/api*"], ["/a", "/b"]], [[], ["api"]]), container: containerName }),
    ),
    connect: optional(
      fc.oneof(fc.boolean(), fc.record({ as: usually(["shop"], ["Shop"]), container: containerName })),
    ),
    capacity: optional(
      usually<FargateServiceArgs["capacity"]>(["spot", "spotMixed"], [{}, { spot: { weight: 0 } }]),
    ),
    logRetentionDays: optional(usually([7, 30], [10])),
  },
  { requiredKeys: ["containers"] },
);

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

function assertTaskKeepsRules(recorded: RecordedProgram): void {
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
    assert.equal(readonlyRootFilesystem, true);
    assert.deepEqual(linuxParameters.capabilities.drop, ["ALL"]);
    assert.ok(logGroups.includes(logConfiguration.options["awslogs-group"]));
    for (const { containerName: other, condition } of dependsOn) {
      assert.ok(byName.has(other));
      if (condition === "HEALTHY") assert.ok(byName.get(other)?.healthCheck);
      if (condition === "SUCCESS") assert.equal(byName.get(other)?.essential, false);
    }
  }
}

/** The execution role may read the secrets that the containers name and write their logs; the task role may do nothing. */
function assertLeastPrivilege(recorded: RecordedProgram): void {
  const { inputs } = recorded.one("aws:iam/rolePolicy:RolePolicy");
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
    ...(typeof connect === "object" ? [["sg-connect", 15000, 15000]] : []),
  ];
  assert.deepEqual(open, expected);
  assert.ok(rules.every(({ inputs }) => inputs.cidrIpv4 === undefined && inputs.cidrIpv6 === undefined));
}

/** What is behind the load balancer is reached through a rule of its own, on a port that its container listens on. */
function assertReferences(recorded: RecordedProgram, service: FargateServiceArgs): void {
  const { inputs, dependsOn } = recorded.one("aws:ecs/service:Service");
  assert.equal(inputs.taskDefinition, recorded.one("aws:ecs/taskDefinition:TaskDefinition").outputs.arn);
  const rules = recorded.byType("aws:lb/listenerRule:ListenerRule");
  assert.equal(rules.length, service.route === undefined ? 0 : 1);
  for (const rule of rules) {
    const { arn } = recorded.one("aws:lb/targetGroup:TargetGroup").outputs;
    const [behind] = inputs.loadBalancers as Record<string, unknown>[];
    assert.equal(behind?.targetGroupArn, arn);
    assert.deepEqual(rule.inputs.actions, [{ type: "forward", targetGroupArn: arn }]);
    const served = definitionsOf(recorded).find(({ name }) => name === behind?.containerName);
    assert.deepEqual(served?.portMappings[0]?.containerPort, behind?.containerPort);
    assert.ok(
      dependsOn?.some((name) => name.includes("listenerRule")),
      String(dependsOn),
    );
  }
}

describe("any arguments of a service", () => {
  it("are refused by one error with fields and reasons, or make a graph that keeps the rules", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(args, async (random) => {
        const service = { ...random, platform: {} } as unknown as FargateServiceArgs;
        const recorded = await recordRegistrations(() => {
          new FargateService("shop", { ...service, platform: samplePlatform() });
        });
        if (recorded.errors.length > 0) return assertRefused(recorded);
        accepted += 1;
        assertTaskKeepsRules(recorded);
        assertLeastPrivilege(recorded);
        assertClosed(recorded, service);
        assertReferences(recorded, service);
      }),
      { numRuns: 10_000 },
    );
    // Otherwise nothing but refusals would have been looked at.
    assert.ok(accepted > 300, `only ${accepted} of 10000 were accepted`);
  }).timeout(600_000);
});
