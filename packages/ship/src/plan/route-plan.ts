import type { RuleCondition } from "../provider-inputs.ts";
import type { RoutePlan, StackPlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";

interface RuleInputs {
  listenerArn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: { type: string; targetGroupArn?: string }[];
}
/** The listener rules by priority, each with the container it leads to. */
export function planRoutes(resources: StackResources): RoutePlan[] {
  return resources
    .ofType<RuleInputs>("aws:lb/listenerRule:ListenerRule")
    .map(({ inputs }) => {
      const groupArn = inputs.actions?.find(
        ({ targetGroupArn }) => targetGroupArn !== undefined,
      )?.targetGroupArn;
      const group = resources.find<{ healthCheck: { path?: string } }>(
        "aws:lb/targetGroup:TargetGroup",
        groupArn,
      );
      return {
        listenerArn: inputs.listenerArn ?? "",
        priority: inputs.priority ?? 0,
        conditions: (inputs.conditions ?? []).flatMap(describeCondition),
        target: targetOf(resources, groupArn) ?? inputs.actions?.[0]?.type ?? "nothing",
        healthPath: group?.inputs.healthCheck?.path ?? "/",
      };
    })
    .toSorted((one, two) => one.priority - two.priority);
}

/** Adds a problem to every stack whose rule has the priority of another one on the same listener. */
export function reportEqualPriorities(plans: readonly StackPlan[]): void {
  const rules = plans.flatMap((plan) => plan.routes.map((route) => ({ plan, route })));
  for (const [index, { plan, route }] of rules.entries()) {
    const other = rules.find(
      (rule, otherIndex) =>
        otherIndex !== index &&
        rule.route.listenerArn === route.listenerArn &&
        rule.route.priority === route.priority,
    );
    if (other === undefined) continue;
    plan.problems.push({
      where: "route.priority",
      message: `must be unique on the listener, got ${route.priority}, which ${other.plan.name} has for ${other.route.conditions.join(", ")}; set another one`,
    });
  }
}

function targetOf(resources: StackResources, groupArn: string | undefined): string | undefined {
  return resources
    .ofType<{ loadBalancers: { targetGroupArn: string; containerName: string; containerPort: number }[] }>(
      "aws:ecs/service:Service",
    )
    .flatMap(({ inputs }) => inputs.loadBalancers ?? [])
    .filter(({ targetGroupArn }) => targetGroupArn === groupArn)
    .map(({ containerName, containerPort }) => `${containerName}:${containerPort}`)[0];
}

function describeCondition(condition: RuleCondition): string[] {
  return [
    ...(condition.pathPattern?.values ?? []),
    ...(condition.hostHeader?.values ?? []).map((host) => `Host: ${host}`),
    ...(condition.httpRequestMethod?.values ?? []),
    ...(condition.httpHeader?.values ?? []).map(
      (value) => `${condition.httpHeader?.httpHeaderName}: ${value}`,
    ),
  ];
}
