import { ruleLimits } from "@starter/fargate/contracts";
import type { RuleCondition } from "../provider-inputs.ts";
import { takesAll } from "./condition-cover.ts";
import { describeConditions } from "./describe-conditions.ts";

/** A listener rule of a stack, its inputs in the provider's words; what is not known yet is left out. */
export interface StackRule {
  /** Short name of the stack, for messages: `member`. */
  stack: string;
  /** The resource's name. */
  name: string;
  listenerArn?: string;
  priority?: number;
  conditions?: readonly RuleCondition[];
}

/** A mistake that shows in a rule, or only between the rules of one listener. */
export interface RuleProblem {
  rule: StackRule;
  message: string;
}

const limitsPage =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

/**
 * The mistakes in the rules of all stacks: more values in a rule or more rules on a listener than AWS takes, equal
 * priorities, and rules that no request reaches since an earlier one takes them all. Rules that share some requests are
 * no mistake: priorities are for that.
 */
export function findRuleProblems(rules: readonly StackRule[]): RuleProblem[] {
  const placed = rules.filter(({ listenerArn }) => listenerArn !== undefined);
  const byListener = Map.groupBy(placed, ({ listenerArn }) => listenerArn);
  return [
    ...rules.flatMap(overLimits),
    ...[...byListener.values()].flatMap((ofListener) => [
      ...tooManyRules(ofListener),
      ...equalPriorities(ofListener),
      ...unreachedRules(ofListener),
    ]),
  ];
}

function overLimits(rule: StackRule): RuleProblem[] {
  const texts = (rule.conditions ?? []).flatMap(
    ({ pathPattern, hostHeader, httpHeader, httpRequestMethod, queryStrings, sourceIp }) => ({
      values: [
        ...[pathPattern, hostHeader, httpHeader].flatMap((condition) => condition?.values ?? []),
        ...(queryStrings ?? []).map(({ key = "", value }) => `${key}=${value}`),
      ],
      others: [
        ...[pathPattern, hostHeader, httpHeader].flatMap((condition) => condition?.regexValues ?? []),
        ...(httpRequestMethod?.values ?? []),
        ...(sourceIp?.values ?? []),
      ],
    }),
  );
  const values = texts.reduce((sum, { values, others }) => sum + values.length + others.length, 0);
  const wildcards = texts.flatMap(({ values }) => values.join("").match(/(?<!\\)[*?]/g) ?? []).length;
  const atMost = (limit: number, what: string, count: number) =>
    `must have at most ${limit} ${what} in its conditions, got ${count}; use fewer, or add a rule: ${limitsPage}`;
  return [
    ...(values > ruleLimits.conditionValues
      ? [{ rule, message: atMost(ruleLimits.conditionValues, "values", values) }]
      : []),
    ...(wildcards > ruleLimits.wildcards
      ? [{ rule, message: atMost(ruleLimits.wildcards, "wildcards", wildcards) }]
      : []),
  ];
}

function tooManyRules(ofListener: readonly StackRule[]): RuleProblem[] {
  const most = ruleLimits.rulesPerLoadBalancer;
  const rule = byPriority(ofListener)[most] ?? ofListener[most];
  if (rule === undefined) return [];
  const stacks = [...Map.groupBy(ofListener, ({ stack }) => stack)].map(
    ([stack, { length }]) => `${stack} ${length}`,
  );
  const message = `must be among the first ${most} of its listener, AWS's default quota for a load balancer, got ${ofListener.length} rules (${stacks.join(", ")}); join patterns with *, or ask AWS for more: ${limitsPage}`;
  return [{ rule, message }];
}

function equalPriorities(ofListener: readonly StackRule[]): RuleProblem[] {
  return ofListener.flatMap((rule) => {
    const other = ofListener.find((one) => one !== rule && one.priority === rule.priority);
    if (rule.priority === undefined || other === undefined) return [];
    const message = `must have a priority of its own on the listener, got ${rule.priority}, which ${nameOf(other)} has for ${conditionsOf(other)}; set another route.priority for one of them`;
    return [{ rule, message }];
  });
}

function unreachedRules(ofListener: readonly StackRule[]): RuleProblem[] {
  const ordered = byPriority(ofListener).filter(({ conditions = [] }) => conditions.length > 0);
  return ordered.flatMap((rule, index) => {
    const { conditions = [], priority = 0 } = rule;
    const earlier = ordered.slice(0, index).filter((other) => (other.priority ?? 0) < priority);
    const takerOf = (wanted: readonly RuleCondition[]) =>
      earlier.find((other) => takesAll(other.conditions ?? [], wanted));
    const taker = takerOf(conditions);
    if (taker === undefined) {
      return singlePatterns(conditions).flatMap(({ pattern, wanted }) => {
        const half = takerOf(wanted);
        if (half === undefined) return [];
        const message = `must take a request by each of its patterns, got ${pattern} (priority ${priority}) behind ${nameOf(half)} (priority ${half.priority}), which takes ${conditionsOf(half)}; set the smaller route.priority for ${rule.name}, or narrow the patterns of ${half.name}`;
        return [{ rule, message }];
      });
    }
    const reached = `got ${conditionsOf(rule)} (priority ${priority}) behind ${nameOf(taker)}`;
    if (takesAll(conditions, taker.conditions ?? [])) {
      const message = `must differ in its conditions from the rules before it, ${reached} (priority ${taker.priority}), which has the same and so takes all; change one of them`;
      return [{ rule, message }];
    }
    const message = `must take a request that no rule before it takes, ${reached} (priority ${taker.priority}), which takes ${conditionsOf(taker)}; set the smaller route.priority for ${rule.name}, or narrow the patterns of ${taker.name}`;
    return [{ rule, message }];
  });
}

/** The conditions with one path or one host in place of several. */
function singlePatterns(
  conditions: readonly RuleCondition[],
): { pattern: string; wanted: RuleCondition[] }[] {
  return (["pathPattern", "hostHeader"] as const).flatMap((kind) =>
    conditions.flatMap((condition, index) => {
      const values = condition[kind]?.values ?? [];
      if (values.length < 2) return [];
      return values.map((pattern) => ({
        pattern,
        wanted: conditions.with(index, { ...condition, [kind]: { values: [pattern] } }),
      }));
    }),
  );
}

function byPriority(rules: readonly StackRule[]): StackRule[] {
  return rules
    .filter(({ priority }) => priority !== undefined)
    .toSorted((left, right) => (left.priority ?? 0) - (right.priority ?? 0));
}

function nameOf({ stack, name }: StackRule): string {
  return `rule ${name} of stack ${stack}`;
}

function conditionsOf({ conditions = [] }: StackRule): string {
  return conditions.length === 0
    ? "conditions that are not known yet"
    : describeConditions(conditions).join(", ");
}
