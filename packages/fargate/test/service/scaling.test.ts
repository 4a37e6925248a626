// Proves what autoscaling asks of AWS and in which order. That AWS scales is not proven; that a
// change between a fixed count and autoscaling goes well with the real engine: scaling.test.ts of stack-testing.
import assert from "node:assert/strict";
import type { ScalingArgs } from "../../src/index.ts";
import { problemsOf, recordService } from "../sample-service.ts";

const targetType = "aws:appautoscaling/target:Target";
const policyType = "aws:appautoscaling/policy:Policy";
const actionType = "aws:appautoscaling/scheduledAction:ScheduledAction";

const everything: ScalingArgs = {
  min: 2,
  max: 10,
  cpuPercent: 60,
  memoryPercent: 70,
  requestsPerTarget: 600,
  scaleOutCooldownSeconds: 30,
  scaleInCooldownSeconds: 120,
  schedules: {
    morning: { schedule: "cron(0 8 ? * MON-FRI *)", timezone: "Asia/Seoul", min: 4 },
    night: { schedule: "cron(0 22 * * ? *)", max: 5 },
  },
};
const place = {
  serviceNamespace: "ecs",
  scalableDimension: "ecs:service:DesiredCount",
  resourceId: "service/platform/shop",
};

/** What the tracked metrics' policies register, by name. */
const policiesOf = async (scaling: ScalingArgs) =>
  Object.fromEntries(
    (await recordService({ scaling })).byType(policyType).map(({ name, inputs }) => [name, inputs]),
  );

/** Properties of the service whose changes the engine is told to ignore. */
async function ignoredBy(scaling: ScalingArgs | undefined): Promise<unknown> {
  return (await recordService({ scaling })).one("aws:ecs/service:Service").ignoreChanges;
}

describe("FargateService with autoscaling", () => {
  it("starts with the least tasks and lets AWS change their number between the bounds", async () => {
    const recorded = await recordService({ scaling: everything });
    assert.deepEqual(recorded.problems, []);
    assert.equal(recorded.one("aws:ecs/service:Service").inputs.desiredCount, 2);
    assert.deepEqual(recorded.one(targetType).inputs, { ...place, minCapacity: 2, maxCapacity: 10 });
  });

  it("tracks CPU, memory and requests per task, each with the cooldowns", async () => {
    const policy = (targetValue: number, predefinedMetricSpecification: object) => ({
      ...place,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification,
        targetValue,
        scaleOutCooldown: 30,
        scaleInCooldown: 120,
      },
    });
    assert.deepEqual(await policiesOf(everything), {
      "shop-cpu": policy(60, { predefinedMetricType: "ECSServiceAverageCPUUtilization" }),
      "shop-memory": policy(70, { predefinedMetricType: "ECSServiceAverageMemoryUtilization" }),
      "shop-requests": policy(600, {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel: "app/platform/1/targetgroup/shop/0000000000000000",
      }),
    });
  });

  it("tracks only what is asked for, and adds tasks sooner than it takes them away", async () => {
    assert.deepEqual(await policiesOf({ min: 1, max: 3, cpuPercent: 50 }), {
      "shop-cpu": {
        ...place,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
          targetValue: 50,
          scaleOutCooldown: 60,
          scaleInCooldown: 300,
        },
      },
    });
  });

  it("sets both bounds by each schedule, the service's where the schedule has none", async () => {
    const actions = (await recordService({ scaling: everything })).byType(actionType);
    assert.deepEqual(
      actions.map(({ name, inputs }) => [name, inputs]),
      [
        [
          "shop-morning",
          {
            ...place,
            schedule: "cron(0 8 ? * MON-FRI *)",
            timezone: "Asia/Seoul",
            scalableTargetAction: { minCapacity: 4, maxCapacity: 10 },
          },
        ],
        [
          "shop-night",
          {
            ...place,
            schedule: "cron(0 22 * * ? *)",
            timezone: "UTC",
            scalableTargetAction: { minCapacity: 2, maxCapacity: 5 },
          },
        ],
      ],
    );
  });

  it("changes one thing of the target after the other, and the target after the service", async () => {
    const recorded = await recordService({ scaling: everything });
    const chain = [
      recorded.one("aws:ecs/service:Service"),
      recorded.one(targetType),
      ...recorded.byType(policyType),
      ...recorded.byType(actionType),
    ];
    assert.equal(chain.length, 7);
    for (const [index, before] of chain.slice(0, -1).entries()) {
      const edge = `${before.type}::${before.name}`;
      assert.ok(chain[index + 1]?.dependsOn.includes(edge), edge);
    }
  });

  it("leaves the number of tasks to AWS only then", async () => {
    assert.deepEqual(await ignoredBy({ min: 1, max: 3, cpuPercent: 50 }), ["desiredCount"]);
    assert.deepEqual(await ignoredBy({ count: 3 }), []);
    assert.deepEqual(await ignoredBy(undefined), []);
  });

  it("scales a worker without a route", async () => {
    const recorded = await recordService({ route: undefined, scaling: { min: 1, max: 3, cpuPercent: 50 } });
    assert.deepEqual(recorded.problems, []);
    assert.equal(recorded.byType(policyType).length, 1);
  });

  it("registers nothing with Application Auto Scaling for a fixed count", async () => {
    const recorded = await recordService({ scaling: { count: 3 } });
    assert.equal(recorded.one("aws:ecs/service:Service").inputs.desiredCount, 3);
    assert.deepEqual(
      recorded.resources.filter(({ type }) => type.startsWith("aws:appautoscaling")),
      [],
    );
  });

  it("can have its tasks taken away at night and brought back in the morning", async () => {
    const schedules = {
      night: { schedule: "cron(0 22 * * ? *)", min: 0, max: 0 },
      morning: { schedule: "cron(0 6 * * ? *)", min: 1 },
    };
    assert.deepEqual(await problemsOf({ scaling: { min: 1, max: 3, schedules } }), []);
    assert.deepEqual(await problemsOf({ scaling: { min: 0, max: 3, schedules } }), []);
  });
});
