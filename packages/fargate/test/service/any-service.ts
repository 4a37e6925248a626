// Any arguments of a service, of the right types: mostly such as are accepted, so that the rest of a wrong one is looked at.
import fc from "fast-check";
import type { FargateServiceArgs, RouteArgs, ScalingArgs } from "../../src/index.ts";
import { taskSizes } from "../../src/task/task-size.ts";
import { anyContainers, anySteps, containerName, optional, rarely, usually } from "./any-container.ts";

const few = usually([0, 1, 2, 3], [-1, 1.5, 5001, Number.NaN]);
const percent = usually([1, 60, 100], [0, 101, 60.5]);
const scaling: fc.Arbitrary<ScalingArgs> = fc.oneof(
  fc.record({ count: few }, { requiredKeys: [] }),
  fc.record(
    {
      min: usually([1, 2], [0, -1, Number.NaN]),
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
            min: usually([0, 1, 2], [4, -1, 1.5, Number.NaN]),
            max: usually([3, 4], [0, 5001]),
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

const capacity = usually<FargateServiceArgs["capacity"]>(
  ["spot", "spotMixed", { onDemand: { base: 2, weight: 0 }, spot: { weight: 1000 } }],
  [{}, { spot: { weight: 0 } }, { spot: { base: -1, weight: 1.5 } }, "cheap" as "spot"],
);

/** By its paths, or by hosts, headers and methods without any. */
const route: fc.Arbitrary<RouteArgs> = fc
  .tuple(
    fc.record(
      {
        paths: usually(
          [["/api*"], ["/api", "/api/*"]],
          [[], ["api"], ["/1", "/2", "/3", "/4", "/5"], ["/*/*/*/*/*/*/*"]],
        ),
        rewrite: rarely(
          usually(
            [{ from: "/api", to: "/" }],
            [
              { from: "api", to: "/" },
              { from: "/", to: "/" },
            ],
          ),
          4,
        ),
      },
      { requiredKeys: ["paths"] },
    ),
    fc.record(
      {
        hosts: usually([["shop.example.com"], ["*.example.com"]], [[], ["10.0.0.1"], ["localhost"]]),
        headers: usually<Record<string, string[]>>(
          [{ "X-Beta": ["yes"] }, {}],
          [{ Host: ["a"] }, { "X-Beta": [] }, { "X Beta": ["yes"] }],
        ),
        methods: usually([["GET"]], [[], ["get"]]),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        container: containerName,
        priority: rarely(usually([500, 50_000], [0, 1, 50_001, 1.5, Number.NaN]), 4),
      },
      { requiredKeys: ["container"] },
    ),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([paths, others, rest, without]) => ({ ...(without > 0 && paths), ...others, ...rest }) as RouteArgs);

/** Of a service or a job. */
export const anyName = usually(
  ["shop", "a", "shop-2", "internal-shop"],
  ["", "Shop", "a--b", "-a", "a-name-of-twenty-five-cha", "a-name-of-twenty-four-ch", "__proto__"],
);

/** Arguments but for the platform. */
export const anyArguments = fc.record(
  {
    size: optional(
      fc.record(
        {
          cpu: usually([...taskSizes.keys()], [300, 0, Number.NaN]),
          memoryMiB: rarely(usually([2048], [100, 17408]), 20),
          architecture: optional(usually(["arm64", "x86_64"] as const, ["ARM64" as "arm64"])),
        },
        { requiredKeys: [] },
      ),
    ),
    ephemeralStorageGiB: rarely(usually([21, 200], [20, 201, 30.5]), 3),
    containers: anyContainers,
    before: rarely(anySteps, 3),
    route: fc.option(route, { nil: undefined, freq: 12 }),
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
    healthCheckGracePeriodSeconds: rarely(usually([900, 2_147_483_647], [-1, 0, 1.5, Number.NaN]), 3),
    deregistrationDelaySeconds: optional(usually([0, 5, 600], [-1, 3601])),
    forceDelete: optional(fc.boolean()),
    exec: rarely(fc.boolean(), 10),
    capacity: optional(capacity),
    logRetentionDays: optional(usually([7, 30], [10])),
    scaling: optional(scaling),
  },
  { requiredKeys: ["containers"] },
);
