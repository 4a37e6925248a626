import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { loadBalancerSuffix } from "../platform/load-balancer-suffix.ts";
import type { Platform } from "../platform/read-platform.ts";
import { type AlarmKind, type AlarmsArgs, alarmKinds, alarmName, alarmsAskedFor } from "./alarms-args.ts";

/** What is watched, and who is told. */
export interface WatchedService {
  platform: Pick<Platform, "clusterName" | "listenerArn" | "alarmTopicArn">;
  serviceName: pulumi.Input<string>;
  /** Of the service's route; two for a deployment that swaps them. */
  targetGroups: readonly aws.lb.TargetGroup[];
}

type Query = aws.types.input.cloudwatch.MetricAlarmMetricQuery;

/** Creates the alarms that are asked for, each of which tells the platform's topic when it sounds and when it is over. */
export function createAlarms(
  name: string,
  alarms: AlarmsArgs,
  service: WatchedService,
  parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm[] {
  const { evaluationPeriods } = defaults.alarms;
  // Empty where the platform has no topic.
  const actions = pulumi.output(service.platform.alarmTopicArn).apply((arn) => (arn === "" ? [] : [arn]));
  return alarmsAskedFor(alarms).map((kind) => {
    const { what, queries } = watched(kind, alarms, service);
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${alarmKinds[kind].suffix}`,
      {
        name: alarmName(name, pulumi.getStack(), kind),
        alarmDescription: `${name}: ${what} in each of ${evaluationPeriods} minutes`,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: alarms[kind],
        evaluationPeriods,
        datapointsToAlarm: evaluationPeriods,
        treatMissingData: "notBreaching",
        metricQueries: queries,
        alarmActions: actions,
        okActions: actions,
      },
      { parent },
    );
  });
}

/** What an alarm says when it sounds, and the figures that it reads. */
function watched(
  kind: AlarmKind,
  alarms: AlarmsArgs,
  service: WatchedService,
): { what: string; queries: Query[] } {
  const least = alarms.minimumRequests ?? defaults.alarms.minimumRequests;
  const enough = (expression: string) => `IF(${sum("requests", service)} >= ${least}, ${expression}, 0)`;
  const requests = () => ofTargets("requests", "RequestCount", "Sum", service);
  switch (kind) {
    case "serverErrorPercent":
      return {
        what: `${alarms[kind]} % or more of ${least} requests or more were answered with 5xx`,
        queries: [
          ...requests(),
          ...ofTargets("errors", "HTTPCode_Target_5XX_Count", "Sum", service),
          result(enough(`100 * (${sum("errors", service)}) / (${sum("requests", service)})`)),
        ],
      };
    case "p99LatencyMilliseconds":
      return {
        what: `the slowest hundredth of ${least} requests or more took ${alarms[kind]} ms or longer`,
        queries: [
          ...requests(),
          ...ofTargets("latency", "TargetResponseTime", "p99", service),
          // CloudWatch measures seconds.
          result(enough(`1000 * ${longest("latency", service)}`)),
        ],
      };
    case "unhealthyTargets":
      return {
        what: `${alarms[kind]} or more tasks failed the load balancer's check`,
        queries: [
          ...ofTargets("unhealthy", "UnHealthyHostCount", "Maximum", service),
          result(sum("unhealthy", service)),
        ],
      };
    case "cpuPercent":
      return {
        what: `tasks used ${alarms[kind]} % or more of their CPU`,
        queries: [ofService("CPUUtilization", service)],
      };
    case "memoryPercent":
      return {
        what: `tasks used ${alarms[kind]} % or more of their memory`,
        queries: [ofService("MemoryUtilization", service)],
      };
  }
}

function ofService(metricName: string, { platform, serviceName }: WatchedService): Query {
  const dimensions = { ClusterName: platform.clusterName, ServiceName: serviceName };
  return {
    id: "use",
    returnData: true,
    metric: {
      namespace: "AWS/ECS",
      metricName,
      dimensions,
      period: defaults.alarms.periodSeconds,
      stat: "Average",
    },
  };
}

/** A metric of each target group, `requests1` and so on. */
function ofTargets(
  id: string,
  metricName: string,
  stat: string,
  { platform, targetGroups }: WatchedService,
): Query[] {
  return targetGroups.map(({ arnSuffix }, index) => ({
    id: `${id}${index + 1}`,
    returnData: false,
    metric: {
      namespace: "AWS/ApplicationELB",
      metricName,
      dimensions: {
        LoadBalancer: pulumi.output(platform.listenerArn).apply(loadBalancerSuffix),
        TargetGroup: arnSuffix,
      },
      period: defaults.alarms.periodSeconds,
      stat,
    },
  }));
}

function result(expression: string): Query {
  return { id: "result", expression, returnData: true };
}

/** `requests1 + requests2`: a figure that is missing counts as 0. */
function sum(id: string, { targetGroups }: WatchedService): string {
  return targetGroups.map((_, index) => `${id}${index + 1}`).join(" + ");
}

/** The longer one, by comparison: CloudWatch's MAX is not for alarms, which look at more minutes than they judge. */
function longest(id: string, { targetGroups }: WatchedService): string {
  return targetGroups
    .map((_, index) => `${id}${index + 1}`)
    .reduce((one, other) => `IF(${one} > ${other}, ${one}, ${other})`);
}
