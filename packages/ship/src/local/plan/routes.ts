import type { RuleCondition } from "../../provider-inputs.ts";
import type { RuleAction, StackDeployment, TargetGroup } from "./deployment.ts";
import { type FixedResponse, fixedResponse, type LocalRoute } from "./local-plan.ts";
import type { PortMap } from "./ports.ts";

const followedConditions = new Set([
  "pathPattern",
  "hostHeader",
  "httpHeader",
  "httpRequestMethod",
  "queryStrings",
  "sourceIp",
] satisfies (keyof RuleCondition)[] as string[]);

/** Turns the listener rules of all stacks, by priority, into routes to local ports; says which are left out and why. */
export function planRoutes(
  stacks: readonly Pick<StackDeployment, "rules" | "targetGroups">[],
  ports: PortMap,
): { routes: LocalRoute[]; notes: string[] } {
  const notes: string[] = [];
  const rules = stacks.flatMap((stack) =>
    stack.rules.map((rule) => ({ rule, targetGroups: stack.targetGroups })),
  );
  rules.sort((left, right) => left.rule.priority - right.rule.priority);
  const routes = rules.flatMap(({ rule: { name, conditions, actions }, targetGroups }): LocalRoute[] => {
    const unknown = conditions.flatMap((condition) =>
      Object.keys(condition).filter((key) => !followedConditions.has(key)),
    );
    const to = unknown.length === 0 ? destination(actions.at(-1), targetGroups, ports) : undefined;
    if (to) return [{ rule: name, conditions, to }];
    const reason = unknown.length > 0 ? `condition ${unknown.join(", ")}` : `action ${actions.at(-1)?.type}`;
    notes.push(`listener rule ${name} is left out: its ${reason} is not followed on this machine`);
    return [];
  });
  return { routes, notes };
}

/** The answer of the load balancer itself when no rule matches: the listener's, or 404. */
export function planFallback(defaultAction: RuleAction | undefined): FixedResponse {
  return fixedResponse(defaultAction?.type === "fixed-response" ? defaultAction : { type: "fixed-response" });
}

function destination(
  action: RuleAction | undefined,
  targetGroups: readonly TargetGroup[],
  ports: PortMap,
): LocalRoute["to"] | undefined {
  if (action?.type === "fixed-response") return fixedResponse(action);
  if (action?.type !== "forward") return undefined;
  const weighted = (action.forward?.targetGroups ?? []).filter(({ weight }) => weight !== 0);
  const arns = [action.targetGroupArn, ...weighted.map(({ arn }) => arn)];
  const group = targetGroups.find(({ arn }) => arns.includes(arn));
  const port = group && ports.get(group.service)?.get(group.containerPort);
  return group && port ? { service: group.service, port } : undefined;
}
