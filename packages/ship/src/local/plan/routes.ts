import type { RuleCondition, RuleTransform } from "../../provider-inputs.ts";
import type { ListenerRule, RuleAction, StackDeployment, TargetGroup } from "./deployment.ts";
import { type FixedResponse, fixedResponse, type LocalRewrite, type LocalRoute } from "./local-plan.ts";
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
  const routes = rules.flatMap(({ rule, targetGroups }): LocalRoute[] => {
    const { name, conditions } = rule;
    const to = destination(rule.actions.at(-1), targetGroups, ports);
    const rewrites = rule.transforms.flatMap(readRewrite);
    const reason = notFollowed(rule, rewrites) ?? (to ? undefined : `action ${rule.actions.at(-1)?.type}`);
    if (to && reason === undefined) return [{ rule: name, conditions, rewrites, to }];
    notes.push(`listener rule ${name} is left out: its ${reason} is not followed on this machine`);
    return [];
  });
  return { routes, notes };
}

/** The answer of the load balancer itself when no rule matches: the listener's, or 404. */
export function planFallback(defaultAction: RuleAction | undefined): FixedResponse {
  return fixedResponse(defaultAction?.type === "fixed-response" ? defaultAction : { type: "fixed-response" });
}

/** The part of a rule that this machine does not follow. */
function notFollowed(rule: ListenerRule, rewrites: readonly LocalRewrite[]): string | undefined {
  const unknown = rule.conditions.flatMap((condition) =>
    Object.entries(condition).flatMap(([kind, value]) => {
      if (!followedConditions.has(kind)) return [kind];
      return "regexValues" in value ? [`${kind} by regular expression`] : [];
    }),
  );
  if (unknown.length > 0) return `condition ${unknown.join(", ")}`;
  if (rewrites.length === rule.transforms.length) return undefined;
  return `transform ${rule.transforms.map(({ type }) => type).join(", ")}`;
}

/** Nothing for a transform of another kind, or an expression that this machine's engine does not take. */
function readRewrite({ urlRewriteConfig, hostHeaderRewriteConfig }: RuleTransform): LocalRewrite[] {
  const rewrite = urlRewriteConfig?.rewrite ?? hostHeaderRewriteConfig?.rewrite;
  if (rewrite === undefined) return [];
  try {
    const part = urlRewriteConfig?.rewrite === undefined ? "host" : "url";
    return [{ part, regex: new RegExp(rewrite.regex), replace: rewrite.replace }];
  } catch {
    return [];
  }
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
