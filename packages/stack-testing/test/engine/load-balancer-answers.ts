import type { StandInAccount, StandInResource } from "../../src/engine/index.ts";

interface Action {
  type: string;
  targetGroupArn?: string;
  forward?: { targetGroups: { arn: string; weight: number }[] };
  fixedResponse?: { statusCode: string };
  redirect?: { protocol: string };
}

/**
 * What the load balancer of an environment answers as its listeners and rules stand now: the target group's name, `404`,
 * or `redirect to https`. Knows paths, priorities and all of the weight only.
 */
export function answerTo(
  account: StandInAccount,
  environment: string,
  protocol: "http" | "https",
  path: string,
): string {
  const own = (type: string) =>
    account.resources(type).filter(({ urn }) => urn.startsWith(`urn:pulumi:${environment}::`));
  const listener = own("aws:lb/listener:Listener").find(
    ({ state }) => state.protocol === protocol.toUpperCase(),
  );
  if (listener === undefined) return "no answer";
  const rules = own("aws:lb/listenerRule:ListenerRule")
    .filter(({ state }) => state.listenerArn === listener.id && takes(state.conditions, path))
    .sort((a, b) => Number(a.state.priority) - Number(b.state.priority));
  const [action] = (rules[0]?.state.actions ?? listener.state.defaultActions) as Action[];
  if (action?.type === "forward") {
    const weighted = action.forward?.targetGroups.find(({ weight }) => weight === 100);
    return targetGroup(account, weighted?.arn ?? action.targetGroupArn).name;
  }
  if (action?.type === "redirect") return `redirect to ${action.redirect?.protocol.toLowerCase()}`;
  return action?.fixedResponse?.statusCode ?? "no answer";
}

function takes(conditions: unknown, path: string): boolean {
  return (conditions as { pathPattern?: { values: string[] } }[]).every(
    ({ pathPattern }) =>
      pathPattern === undefined ||
      pathPattern.values.some((pattern) =>
        pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
      ),
  );
}

function targetGroup(account: StandInAccount, arn: string | undefined): StandInResource {
  const found = account.resources("aws:lb/targetGroup:TargetGroup").find(({ id }) => id === arn);
  if (found === undefined) throw new Error(`a rule must forward to a target group that exists, got ${arn}`);
  return found;
}
