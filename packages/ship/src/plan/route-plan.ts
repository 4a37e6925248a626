import { basename } from "node:path";
import { readRewrite } from "@starter/fargate/contracts";
import { type EvaluatedStack, unknownValue } from "@starter/stack-testing";
import { describeConditions } from "../listener-rules/describe-conditions.ts";
import { findRuleProblems, type StackRule } from "../listener-rules/rule-problems.ts";
import type { RuleCondition, RuleTransform } from "../provider-inputs.ts";
import type { RoutePlan, StackPlan } from "./stack-plan.ts";
import { StackResources } from "./stack-resources.ts";

interface RuleInputs {
  listenerArn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: RuleAction[];
  transforms: RuleTransform[];
}

interface RuleAction {
  type: string;
  targetGroupArn?: string;
  forward?: { targetGroups?: { arn: string; weight?: number }[] };
}

const ruleType = "aws:lb/listenerRule:ListenerRule";

/** The listener rules by priority, each with the container it leads to. */
export function planRoutes(resources: StackResources): RoutePlan[] {
  return resources
    .ofType<RuleInputs>(ruleType)
    .map(({ name, inputs }) => {
      const [groupArn] = (inputs.actions ?? []).flatMap(targetGroupsOf);
      const group = resources.find<{ healthCheck: { path?: string } }>(
        "aws:lb/targetGroup:TargetGroup",
        groupArn,
      );
      return {
        name,
        listenerArn: inputs.listenerArn ?? "",
        priority: inputs.priority ?? 0,
        conditions: describeConditions(inputs.conditions ?? []),
        rewrites: (inputs.transforms ?? []).map(describeTransform),
        target: targetOf(resources, groupArn) ?? inputs.actions?.[0]?.type ?? "nothing",
        healthPath: group?.inputs.healthCheck?.path ?? "/",
      };
    })
    .toSorted((one, two) => one.priority - two.priority);
}

/** Adds the mistakes in the listener rules of all stacks, each to the stack of its rule. */
export function reportRuleProblems(plans: readonly StackPlan[], stacks: readonly EvaluatedStack[]): void {
  for (const { rule, message } of findRuleProblems(stacks.flatMap(rulesOf))) {
    const plan = plans.find(({ name }) => name === rule.stack);
    plan?.problems.push({ where: `listener rule ${rule.name}`, message });
  }
}

function rulesOf(stack: EvaluatedStack): StackRule[] {
  const rules = new StackResources(stack).ofType<RuleInputs>(ruleType);
  return rules.map(({ name, inputs: { listenerArn, priority, conditions } }) => ({
    stack: basename(stack.directory),
    name,
    listenerArn,
    priority,
    conditions: isKnown(conditions) ? conditions : undefined,
  }));
}

/** Of several target groups those that get requests. */
function targetGroupsOf({ targetGroupArn, forward }: RuleAction): string[] {
  const weighted = (forward?.targetGroups ?? []).filter(({ weight }) => weight !== 0);
  return [...(targetGroupArn === undefined ? [] : [targetGroupArn]), ...weighted.map(({ arn }) => arn)];
}

/** What is secret, or known only after the deployment, cannot be compared. */
function isKnown(conditions: RuleCondition[] | undefined): boolean {
  const text = JSON.stringify(conditions ?? []);
  return !text.includes("[secret]") && !text.includes(unknownValue);
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

function describeTransform({ type, urlRewriteConfig, hostHeaderRewriteConfig }: RuleTransform): string {
  const rewrite = urlRewriteConfig?.rewrite ?? hostHeaderRewriteConfig?.rewrite;
  const prefixes = urlRewriteConfig?.rewrite && readRewrite(urlRewriteConfig.rewrite);
  if (prefixes !== undefined) return `${prefixes.from} becomes ${prefixes.to}`;
  return rewrite === undefined ? type : `${type} of ${rewrite.regex} to ${rewrite.replace}`;
}
