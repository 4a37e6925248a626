import { basename } from "node:path";
import {
  type EvaluatedStack,
  inputsWithoutSecrets,
  outputsWithoutSecrets,
  type StackProblem,
} from "@starter/stack-testing";
import { folderOf } from "../evaluate-workspace.ts";
import { planJobs } from "./job-plan.ts";
import { missingImages } from "./missing-images.ts";
import { countVpcResources, planEndpoints, planNetworks } from "./network-plan.ts";
import { planClusters, planLoadBalancers } from "./platform-plan.ts";
import { planDatabases, planIngress, planLogGroups, planRoles, planSecrets } from "./room-plan.ts";
import { planRoutes, reportRuleProblems } from "./route-plan.ts";
import { planServices } from "./service-plan.ts";
import type { StackPlan } from "./stack-plan.ts";
import { StackResources } from "./stack-resources.ts";

/** What the stacks would create; mistakes that only show between stacks are among the problems. */
export function makePlans(stacks: readonly EvaluatedStack[]): StackPlan[] {
  const plans = stacks.map(planStack);
  reportRuleProblems(plans, stacks);
  return plans;
}

/** What one stack would create. */
export function planStack(stack: EvaluatedStack): StackPlan {
  const resources = new StackResources(stack);
  const folder = folderOf(stack);
  const plan: StackPlan = {
    name: basename(stack.directory),
    project: stack.project,
    stack: stack.stack,
    folder,
    resourceCount: countResources(stack) + countVpcResources(resources),
    networks: planNetworks(resources, stack.outputs),
    endpoints: planEndpoints(resources),
    clusters: planClusters(resources),
    loadBalancers: planLoadBalancers(resources),
    services: planServices(resources),
    jobs: planJobs(resources),
    routes: planRoutes(resources),
    databases: planDatabases(resources),
    ingress: planIngress(resources),
    secrets: planSecrets(resources),
    logGroups: planLogGroups(resources),
    roles: planRoles(resources),
    resources: stack.resources.map((resource) => ({
      type: resource.type,
      name: resource.name,
      inputs: inputsWithoutSecrets(resource),
    })),
    outputs: outputsWithoutSecrets(stack),
    problems: [...stack.problems],
    warnings: [...stack.warnings],
  };
  plan.warnings.push(...missingImages(plan), ...secretDefinitions(stack));
  return plan;
}

/** Components are no resources of AWS, and what belongs to Pulumi is not either. */
function countResources({ resources }: EvaluatedStack): number {
  return resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length;
}

/** One secret in a container definition hides all of them in every preview. */
function secretDefinitions(stack: EvaluatedStack): StackProblem[] {
  return stack.resources
    .filter(({ secretPaths }) => secretPaths?.includes("containerDefinitions"))
    .map(({ name }) => ({
      where: name,
      message:
        "containerDefinitions should hold no secret, got one, which hides them in every preview; pass it through secrets",
    }));
}
