import type { EvaluatedStack } from "@starter/stack-testing";
import {
  describeCount,
  describeDatabase,
  describeNetwork,
  describeSize,
  describeStart,
  describeTasks,
} from "./plan/describe-parts.ts";
import { planStack } from "./plan/make-plan.ts";

/** One line of what a stack would create: `platform  12 resources: network (default VPC), load balancer lb (HTTP :80), …`. */
export function summarize(stack: EvaluatedStack): string {
  const plan = planStack(stack);
  const notable = [
    ...plan.networks.map((network) => `network (${describeNetwork(network)})`),
    ...plan.clusters.map(({ name }) => `cluster ${name}`),
    ...plan.loadBalancers.map(({ name, listeners }) => {
      const ports = listeners.map(({ protocol, port }) => `${protocol} :${port}`).join(", ");
      return `load balancer ${name} (${ports})`;
    }),
    ...plan.services.map((service) => `${describeTasks(service.tasks)} of ${describeSize(service)}`),
    ...plan.jobs.map((job) => `job ${job.name} (${describeStart(job)})`),
    ...plan.databases.map((database) => describeDatabase(database).split(", ", 2).join(" ")),
    ...plan.ingress
      .filter(({ openToTheWorld }) => openToTheWorld)
      .map(({ ports, from }) => `${ports} open to ${from}`),
  ];
  return `${plan.name.padEnd(9)} ${describeCount(plan.resourceCount)}: ${notable.join(", ")}`;
}
