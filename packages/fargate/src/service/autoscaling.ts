import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { loadBalancerSuffix } from "../platform/load-balancer-suffix.ts";
import type { Platform } from "../platform/read-platform.ts";
import { type AutoscalingArgs, scheduledBounds } from "./scaling.ts";

/** What is scaled, and by what its load is measured. */
export interface ScaledService {
  platform: Pick<Platform, "clusterName" | "listenerArn">;
  service: aws.ecs.Service;
  /** Whose requests are counted; none for a worker. */
  targetGroup?: aws.lb.TargetGroup;
}

/**
 * Registers a service with Application Auto Scaling and gives it its policies and scheduled actions, one after the other:
 * AWS refuses two changes of one target at once with a ConcurrentUpdateException.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
 */
export function createAutoscaling(
  name: string,
  scaling: AutoscalingArgs,
  { platform, service, targetGroup }: ScaledService,
  parent: pulumi.Resource,
): aws.appautoscaling.Target {
  const target = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${platform.clusterName}/${service.name}`,
      minCapacity: scaling.min,
      maxCapacity: scaling.max,
    },
    { parent },
  );
  const { serviceNamespace, scalableDimension, resourceId } = target;
  const place = { serviceNamespace, scalableDimension, resourceId };
  let last: pulumi.Resource = target;
  for (const { suffix, targetValue, ...metric } of trackedMetrics(scaling, platform, targetGroup)) {
    last = new aws.appautoscaling.Policy(
      `${name}-${suffix}`,
      {
        ...place,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: metric,
          targetValue,
          scaleOutCooldown: scaling.scaleOutCooldownSeconds ?? defaults.autoscaling.scaleOutCooldownSeconds,
          scaleInCooldown: scaling.scaleInCooldownSeconds ?? defaults.autoscaling.scaleInCooldownSeconds,
        },
      },
      { parent, dependsOn: [last] },
    );
  }
  for (const [suffix, schedule] of Object.entries(scaling.schedules ?? {})) {
    const { min, max } = scheduledBounds(scaling, schedule);
    last = new aws.appautoscaling.ScheduledAction(
      `${name}-${suffix}`,
      {
        ...place,
        schedule: schedule.schedule,
        timezone: schedule.timezone ?? defaults.autoscaling.timezone,
        scalableTargetAction: { minCapacity: min, maxCapacity: max },
      },
      { parent, dependsOn: [last] },
    );
  }
  return target;
}

interface TrackedMetric {
  suffix: string;
  targetValue: number;
  predefinedMetricType: string;
  resourceLabel?: pulumi.Input<string>;
}

function trackedMetrics(
  { cpuPercent, memoryPercent, requestsPerTarget }: AutoscalingArgs,
  { listenerArn }: Pick<Platform, "listenerArn">,
  targetGroup: aws.lb.TargetGroup | undefined,
): TrackedMetric[] {
  const metrics = [
    { suffix: "cpu", targetValue: cpuPercent, predefinedMetricType: "ECSServiceAverageCPUUtilization" },
    {
      suffix: "memory",
      targetValue: memoryPercent,
      predefinedMetricType: "ECSServiceAverageMemoryUtilization",
    },
    {
      suffix: "requests",
      targetValue: requestsPerTarget,
      predefinedMetricType: "ALBRequestCountPerTarget",
      resourceLabel:
        targetGroup &&
        pulumi.all([listenerArn, targetGroup.arnSuffix]).apply(([arn, suffix]) => requestLabel(arn, suffix)),
    },
  ];
  return metrics.flatMap(({ targetValue, ...metric }) =>
    targetValue === undefined ? [] : [{ targetValue, ...metric }],
  );
}

/**
 * `app/<load balancer>/<id>/targetgroup/<target group>/<id>`.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
 */
function requestLabel(listenerArn: string, targetGroupSuffix: string): string {
  return `${loadBalancerSuffix(listenerArn)}/${targetGroupSuffix}`;
}
