import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { isShifting } from "./deployment.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { type RouteArgs, routeConditions, routePriority } from "./route.ts";
import { rewriteTransform } from "./route-rewrite.ts";
import { shiftPriority, testRoute } from "./shift-rules.ts";

/** A service's place behind the load balancer. */
export interface ServiceRoute {
  targetGroup: aws.lb.TargetGroup;
  listenerRule: aws.lb.ListenerRule;
  containerName: string;
  containerPort: number;
  /** What a shifting deployment moves the requests to, and with whose rights. */
  shift?: RouteShift;
}

/** The other half of a route whose requests move between two target groups. */
export interface RouteShift {
  /** The versions take turns in the two groups. */
  alternateTargetGroup: aws.lb.TargetGroup;
  testListenerRule?: aws.lb.ListenerRule;
  /** With which ECS moves the requests. */
  role: aws.iam.Role;
  policy: aws.iam.RolePolicyAttachment;
}

/** Creates the target groups of a service and the listener rules that send it requests. */
export function createServiceRoute(
  name: string,
  args: FargateServiceArgs,
  route: RouteArgs,
  containerPort: number,
  parent: pulumi.Resource,
): ServiceRoute {
  const { deployment } = args;
  const targetGroup = createTargetGroup(name, args, containerPort, parent);
  const place = { containerName: route.container, containerPort, targetGroup };
  if (!isShifting(deployment)) {
    const rule = { priority: route.priority ?? routePriority(name, route), parent };
    const action = { type: "forward", targetGroupArn: targetGroup.arn };
    return { ...place, listenerRule: createRule(name, args, route, { ...rule, action }) };
  }
  const alternateTargetGroup = createTargetGroup(`${name}-alt`, args, containerPort, parent);
  const action = {
    type: "forward",
    forward: {
      targetGroups: [
        { arn: targetGroup.arn, weight: 100 },
        { arn: alternateTargetGroup.arn, weight: 0 },
      ],
    },
  };
  // ECS moves the weights with each deployment. So the rule cannot become that of a rolling service, nor the other way
  // round: a change of strategy makes another one, and deletes this one once the service has left it.
  const movable = { action, parent, ignoreChanges: ["actions"] };
  const tested = deployment.test && testRoute(route, deployment.test);
  const early = tested && { ...movable, priority: tested.priority ?? routePriority(name, tested) };
  return {
    ...place,
    listenerRule: createRule(`${name}-shift`, args, route, {
      ...movable,
      priority: shiftPriority(name, route),
    }),
    shift: {
      alternateTargetGroup,
      testListenerRule: early && createRule(`${name}-test`, args, tested, early),
      ...createShiftRole(name, args, parent),
    },
  };
}

function createTargetGroup(
  name: string,
  args: FargateServiceArgs,
  port: number,
  parent: pulumi.Resource,
): aws.lb.TargetGroup {
  const { targetHealth, service } = defaults;
  const targetGroupArgs: aws.lb.TargetGroupArgs = {
    targetType: "ip",
    protocol: "HTTP",
    port,
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
  return new aws.lb.TargetGroup(name, args.transform?.targetGroup?.(targetGroupArgs) ?? targetGroupArgs, {
    parent,
  });
}

interface RuleOptions extends Pick<pulumi.CustomResourceOptions, "parent" | "ignoreChanges"> {
  priority: number;
  action: aws.types.input.lb.ListenerRuleAction;
}

function createRule(
  name: string,
  args: FargateServiceArgs,
  route: RouteArgs,
  { priority, action, ...options }: RuleOptions,
): aws.lb.ListenerRule {
  const ruleArgs: aws.lb.ListenerRuleArgs = {
    listenerArn: args.platform.listenerArn,
    priority,
    conditions: routeConditions(route),
    actions: [action],
    transforms: route.rewrite === undefined ? undefined : [rewriteTransform(route.rewrite)],
  };
  return new aws.lb.ListenerRule(name, args.transform?.listenerRule?.(ruleArgs) ?? ruleArgs, options);
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html */
function createShiftRole(name: string, { platform }: FargateServiceArgs, parent: pulumi.Resource) {
  const role = new aws.iam.Role(
    `${name}-shift`,
    {
      assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs.amazonaws.com" }),
      description: `Moves the load balancer's requests between the versions of ${name}`,
    },
    { parent },
  );
  const policyArn = platform.clusterArn.apply(
    (arn) => `arn:${arn.split(":")[1]}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers`,
  );
  const policy = new aws.iam.RolePolicyAttachment(
    `${name}-shift`,
    { role: role.name, policyArn },
    { parent },
  );
  return { role, policy };
}
