import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { type RouteArgs, routeConditions, routePriority } from "./route.ts";
import { rewriteTransform } from "./route-rewrite.ts";

/** A service's place behind the load balancer. */
export interface ServiceRoute {
  targetGroup: aws.lb.TargetGroup;
  listenerRule: aws.lb.ListenerRule;
  containerName: string;
  containerPort: number;
}

/** Creates the target group of a service and the listener rule that sends it requests. */
export function createServiceRoute(
  name: string,
  args: FargateServiceArgs,
  route: RouteArgs,
  containerPort: number,
  parent: pulumi.Resource,
): ServiceRoute {
  const { targetHealth, service } = defaults;
  const targetGroupArgs: aws.lb.TargetGroupArgs = {
    targetType: "ip",
    protocol: "HTTP",
    port: containerPort,
    vpcId: args.platform.vpcId,
    deregistrationDelay: args.deregistrationDelaySeconds ?? service.deregistrationDelaySeconds,
    healthCheck: {
      protocol: "HTTP",
      path: targetHealth.path,
      matcher: targetHealth.matcher,
      interval: targetHealth.intervalSeconds,
      timeout: targetHealth.timeoutSeconds,
      healthyThreshold: targetHealth.healthyThreshold,
      unhealthyThreshold: targetHealth.unhealthyThreshold,
    },
  };
  const targetGroup = new aws.lb.TargetGroup(
    name,
    args.transform?.targetGroup?.(targetGroupArgs) ?? targetGroupArgs,
    { parent },
  );
  const ruleArgs: aws.lb.ListenerRuleArgs = {
    listenerArn: args.platform.listenerArn,
    priority: route.priority ?? routePriority(name, route),
    conditions: routeConditions(route),
    actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
    transforms: route.rewrite === undefined ? undefined : [rewriteTransform(route.rewrite)],
  };
  const listenerRule = new aws.lb.ListenerRule(name, args.transform?.listenerRule?.(ruleArgs) ?? ruleArgs, {
    parent,
  });
  return { targetGroup, listenerRule, containerName: route.container, containerPort };
}
