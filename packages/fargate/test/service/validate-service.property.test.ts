// Proves that whatever a caller writes into a service's arguments (of the right types) either is refused by one error
// that names fields, or becomes a task definition that keeps the rules. Registrations are not made here, and values of
// wrong types are the type checker's.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { FargateServiceArgs } from "../../src/index.ts";
import { type Containers, resolveContainers } from "../../src/service/container.ts";
import { containerDefinitions, type ResolvedContainer } from "../../src/service/container-definitions.ts";
import { resolveTaskSize, taskSizes } from "../../src/service/task-size.ts";
import { validateService } from "../../src/service/validate-service.ts";

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
}

function render(service: FargateServiceArgs): Definition[] {
  const containers: Containers = resolveContainers(service.containers, service.before);
  const resolved = Object.entries(containers).map(([name, each]) => [name, { ...each, logGroupName: name }]);
  const text = containerDefinitions(Object.fromEntries(resolved) as Record<string, ResolvedContainer>, {
    region: "us-east-1",
  });
  return JSON.parse(text) as Definition[];
}

function assertKeepsRules(service: FargateServiceArgs): void {
  const size = resolveTaskSize(service.size);
  assert.ok(taskSizes.get(size.cpu)?.includes(size.memoryMiB));
  const definitions = render(service);
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ports = definitions.flatMap(({ portMappings }) =>
    portMappings.map(({ containerPort }) => containerPort),
  );
  assert.equal(new Set(ports).size, ports.length);
  assert.ok(definitions.some(({ essential }) => essential));
  const reserved = definitions.map(({ memory, memoryReservation }) => memoryReservation ?? memory ?? 0);
  assert.ok(reserved.reduce((total, each) => total + each, 0) <= size.memoryMiB);
  for (const { user, readonlyRootFilesystem, linuxParameters, dependsOn = [] } of definitions) {
    assert.doesNotMatch(user, /^(?:0|root)/);
    assert.equal(readonlyRootFilesystem, true);
    assert.deepEqual(linuxParameters.capabilities.drop, ["ALL"]);
    for (const { containerName: other, condition } of dependsOn) {
      assert.ok(byName.has(other));
      if (condition === "HEALTHY") assert.ok(byName.get(other)?.healthCheck);
      if (condition === "SUCCESS") assert.equal(byName.get(other)?.essential, false);
    }
  }
}

describe("any arguments of a service", () => {
  it("are refused by one error with fields and reasons, or keep the rules", () => {
    let accepted = 0;
    fc.assert(
      fc.property(args, (random) => {
        const service = { ...random, platform: {} } as unknown as FargateServiceArgs;
        try {
          validateService("shop", service, { offline: false, stack: "dev" });
        } catch (error) {
          assert.ok(pulumi.InputPropertiesError.isInstance(error), String(error));
          assert.ok(error.errors.length > 0);
          for (const { propertyPath, reason } of error.errors) {
            assert.match(propertyPath, /^[a-z]/);
            assert.match(reason, /^[A-Za-z].*[^.]$/);
          }
          return;
        }
        accepted += 1;
        assertKeepsRules(service);
      }),
      { numRuns: 10_000 },
    );
    // Otherwise nothing but refusals would have been looked at.
    assert.ok(accepted > 300, `only ${accepted} of 10000 were accepted`);
  }).timeout(120_000);
});
