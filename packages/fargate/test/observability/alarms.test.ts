// Proves what each alarm reads and whom it tells. That CloudWatch computes these expressions so is read in its
// documentation: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { recordRegistrations } from "@starter/stack-testing";
import type { AlarmsArgs } from "../../src/index.ts";
import { createAlarms } from "../../src/observability/alarms.ts";
import { alarmNames } from "../../src/observability/alarms-args.ts";
import { samplePlatform } from "../sample-service.ts";

const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const everything: AlarmsArgs = {
  serverErrorPercent: 5,
  p99LatencyMilliseconds: 1500,
  unhealthyTargets: 1,
  cpuPercent: 90,
  memoryPercent: 85,
};
const topic = "arn:aws:sns:ap-northeast-2:123456789012:platform";

/** Inputs of the alarms of a service with so many target groups, by name in the program. */
async function alarmsOf(alarms: AlarmsArgs, targetGroups = 1, alarmTopicArn = topic) {
  const recorded = await recordRegistrations(
    () => {
      const parent = new pulumi.ComponentResource("test:Parent", "parent");
      const groups = ["shop", "shop-green"]
        .slice(0, targetGroups)
        .map((name) => new aws.lb.TargetGroup(name, {}));
      const platform = { ...samplePlatform(), alarmTopicArn: pulumi.output(alarmTopicArn) };
      createAlarms("shop", alarms, { platform, serviceName: "shop-1234567", targetGroups: groups }, parent);
    },
    { stack: "prod" },
  );
  assert.deepEqual(recorded.problems, []);
  return Object.fromEntries(recorded.byType(alarmType).map(({ name, inputs }) => [name, inputs]));
}

const ofTarget = (id: string, metricName: string, stat: string, group = "shop") => ({
  id,
  returnData: false,
  metric: {
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: { LoadBalancer: "app/platform/1", TargetGroup: `targetgroup/${group}/0000000000000000` },
    period: 60,
    stat,
  },
});
const result = (expression: string) => ({ id: "result", expression, returnData: true });

describe("alarms of a service", () => {
  it("sound on the share of requests that were answered with 5xx, where there are enough", async () => {
    const { "shop-server-errors": alarm, ...others } = await alarmsOf({ serverErrorPercent: 5 });
    assert.deepEqual(others, {});
    assert.deepEqual(alarm, {
      name: "shop-prod-server-errors",
      alarmDescription:
        "shop: 5 % or more of 20 requests or more were answered with 5xx in each of 3 minutes",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: "notBreaching",
      metricQueries: [
        ofTarget("requests1", "RequestCount", "Sum"),
        ofTarget("errors1", "HTTPCode_Target_5XX_Count", "Sum"),
        result("IF(requests1 >= 20, 100 * (errors1) / (requests1), 0)"),
      ],
      alarmActions: [topic],
      okActions: [topic],
    });
  });

  it("sound on p99, on targets, CPU and memory", async () => {
    const alarms = await alarmsOf({ ...everything, minimumRequests: 100 });
    const told = ["latency", "unhealthy-targets", "cpu", "memory"].map((suffix) => {
      const { name, threshold, alarmDescription, metricQueries } = alarms[`shop-${suffix}`] ?? {};
      return { name, threshold, alarmDescription, metricQueries };
    });
    const use = (metricName: string) => ({
      id: "use",
      returnData: true,
      metric: {
        namespace: "AWS/ECS",
        metricName,
        dimensions: { ClusterName: "platform", ServiceName: "shop-1234567" },
        period: 60,
        stat: "Average",
      },
    });
    assert.deepEqual(told, [
      {
        name: "shop-prod-latency",
        threshold: 1500,
        alarmDescription:
          "shop: the slowest hundredth of 100 requests or more took 1500 ms or longer in each of 3 minutes",
        metricQueries: [
          ofTarget("requests1", "RequestCount", "Sum"),
          ofTarget("latency1", "TargetResponseTime", "p99"),
          result("IF(requests1 >= 100, 1000 * latency1, 0)"),
        ],
      },
      {
        name: "shop-prod-unhealthy-targets",
        threshold: 1,
        alarmDescription: "shop: 1 or more tasks failed the load balancer's check in each of 3 minutes",
        metricQueries: [ofTarget("unhealthy1", "UnHealthyHostCount", "Maximum"), result("unhealthy1")],
      },
      {
        name: "shop-prod-cpu",
        threshold: 90,
        alarmDescription: "shop: tasks used 90 % or more of their CPU in each of 3 minutes",
        metricQueries: [use("CPUUtilization")],
      },
      {
        name: "shop-prod-memory",
        threshold: 85,
        alarmDescription: "shop: tasks used 85 % or more of their memory in each of 3 minutes",
        metricQueries: [use("MemoryUtilization")],
      },
    ]);
  });

  it("read both target groups of a deployment that swaps them", async () => {
    const alarms = await alarmsOf(everything, 2);
    const queries = (name: string) => alarms[name]?.metricQueries;
    assert.deepEqual(queries("shop-server-errors"), [
      ofTarget("requests1", "RequestCount", "Sum"),
      ofTarget("requests2", "RequestCount", "Sum", "shop-green"),
      ofTarget("errors1", "HTTPCode_Target_5XX_Count", "Sum"),
      ofTarget("errors2", "HTTPCode_Target_5XX_Count", "Sum", "shop-green"),
      result("IF(requests1 + requests2 >= 20, 100 * (errors1 + errors2) / (requests1 + requests2), 0)"),
    ]);
    assert.deepEqual(queries("shop-latency"), [
      ofTarget("requests1", "RequestCount", "Sum"),
      ofTarget("requests2", "RequestCount", "Sum", "shop-green"),
      ofTarget("latency1", "TargetResponseTime", "p99"),
      ofTarget("latency2", "TargetResponseTime", "p99", "shop-green"),
      result("IF(requests1 + requests2 >= 20, 1000 * IF(latency1 > latency2, latency1, latency2), 0)"),
    ]);
    assert.deepEqual(queries("shop-unhealthy-targets"), [
      ofTarget("unhealthy1", "UnHealthyHostCount", "Maximum"),
      ofTarget("unhealthy2", "UnHealthyHostCount", "Maximum", "shop-green"),
      result("unhealthy1 + unhealthy2"),
    ]);
  });

  it("tell nobody where the platform has no topic", async () => {
    const { "shop-cpu": alarm } = await alarmsOf({ cpuPercent: 90 }, 0, "");
    assert.deepEqual([alarm?.alarmActions, alarm?.okActions], [[], []]);
  });

  it("are none without arguments", async () => {
    assert.deepEqual(await alarmsOf({}), {});
  });

  it("have the names that a service can say before they are there", async () => {
    const names = alarmNames("shop", "prod", everything);
    assert.equal(names.length, 5);
    assert.deepEqual(
      Object.values(await alarmsOf(everything))
        .map(({ name }) => name)
        .sort(),
      names.sort(),
    );
  });
});
