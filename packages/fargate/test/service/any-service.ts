// Any arguments of a service, of the right types: mostly such as are accepted, so that the rest of a wrong one is looked at.
import fc from "fast-check";
import type { FargateServiceArgs, ScalingArgs } from "../../src/index.ts";
import { taskSizes } from "../../src/task/task-size.ts";

const digest = `docker.io/acme/app@sha256:${"a".repeat(64)}`;
/** The secret that containers name. */
export const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";

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
      readonlyRootFilesystem: rarely(fc.boolean(), 4),
      cpu: optional(usually([0, 64, 128], [-1, 40000])),
      memoryMiB: optional(usually([64, 128, 256], [0, 999_999])),
      memoryReservationMiB: optional(usually([32, 64], [1, 512])),
      tmpMiB: optional(usually([16, 64], [0])),
    },
    { requiredKeys: ["image"] },
  );

const few = usually([0, 1, 2, 3], [-1, 1.5, 5001, Number.NaN]);
const percent = usually([1, 60, 100], [0, 101, 60.5]);
const scaling: fc.Arbitrary<ScalingArgs> = fc.oneof(
  fc.record({ count: few }, { requiredKeys: [] }),
  fc.record(
    {
      min: few,
      max: usually([3, 10], [0, 1, Number.NaN]),
      cpuPercent: percent,
      memoryPercent: percent,
      requestsPerTarget: usually([1, 600], [0]),
      schedules: fc.dictionary(
        usually(["morning", "night"], ["Noon", "constructor"]),
        fc.record(
          {
            schedule: usually(["cron(0 8 ? * MON-FRI *)", "rate(1 day)"], ["cron(0 8 * * *)", "daily", ""]),
            timezone: usually(["UTC", "Asia/Seoul"], ["Seoul", "+09:00", ""]),
            min: few,
            max: few,
          },
          { requiredKeys: ["schedule"] },
        ),
        { maxKeys: 2 },
      ),
      scaleInCooldownSeconds: usually([0, 60], [-1]),
    },
    { requiredKeys: ["min", "max"] },
  ),
);

const minutes = usually([0, 1, 5], [-1, 1441, 2.5]);
const common = {
  rollBackOnAlarms: fc.boolean(),
  timeoutMinutes: usually([15, 60, 1440], [0, 1]),
};
const moving = {
  ...common,
  bakeTimeMinutes: minutes,
  test: fc.record({ header: usually(["X-Version"], ["Host", "X Version"]), value: usually(["next"], [""]) }),
};
const deployment = fc.oneof(
  fc.record(
    {
      ...common,
      strategy: fc.constant("rolling"),
      minimumHealthyPercent: usually([0, 50, 100], [-1, 101]),
      maximumPercent: usually([150, 200], [99, 100]),
    },
    { requiredKeys: [] },
  ),
  fc.record({ ...moving, strategy: usually(["blueGreen"], ["BLUE_GREEN"]) }, { requiredKeys: ["strategy"] }),
  fc.record(
    {
      ...moving,
      strategy: fc.constant("canary"),
      canaryPercent: usually([1, 10, 99], [0, 100]),
      canaryBakeTimeMinutes: minutes,
    },
    { requiredKeys: ["strategy"] },
  ),
  fc.record(
    {
      ...moving,
      strategy: fc.constant("linear"),
      stepPercent: usually([3, 25, 99], [2, 100]),
      stepBakeTimeMinutes: minutes,
    },
    { requiredKeys: ["strategy"] },
  ),
);
const alarms = fc.record(
  {
    serverErrorPercent: percent,
    p99LatencyMilliseconds: usually([500, 2000], [0]),
    unhealthyTargets: usually([1], [0]),
    cpuPercent: percent,
    memoryPercent: percent,
  },
  { requiredKeys: [] },
);

/** Arguments but for the platform. */
export const anyArguments = fc.record(
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
      fc.oneof(
        fc.boolean(),
        fc.record({ to: usually([["member"], ["member", "mail"]], [[], ["Member"]]) }),
        fc.record(
          {
            as: usually(["shop"], ["Shop"]),
            container: containerName,
            to: usually([["member"]], [["shop"]]),
            idleTimeoutSeconds: usually([0, 300], [-1]),
            perRequestTimeoutSeconds: usually([0, 15], [1.5]),
          },
          { requiredKeys: ["as", "container"] },
        ),
      ),
    ),
    deployment: optional(deployment),
    alarms: optional(alarms),
    deregistrationDelaySeconds: optional(usually([0, 5, 600], [-1, 3601])),
    forceDelete: optional(fc.boolean()),
    exec: rarely(fc.boolean(), 4),
    capacity: optional(
      usually<FargateServiceArgs["capacity"]>(["spot", "spotMixed"], [{}, { spot: { weight: 0 } }]),
    ),
    logRetentionDays: optional(usually([7, 30], [10])),
    scaling: optional(scaling),
  },
  { requiredKeys: ["containers"] },
);
