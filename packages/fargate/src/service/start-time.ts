import { defaults } from "../defaults.ts";
import { type Containers, findContainer, resolveContainers } from "../task/container.ts";
import { got, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";

/**
 * Seconds that containers say they may take until one of them is healthy: its own start period, after that of the
 * slowest it waits for. What has no health check, `before` steps among it, says nothing and counts as 0.
 */
export function declaredStartSeconds(containers: Containers, name: string, after: string[] = []): number {
  const container = findContainer(containers, name);
  // A circle is refused by the check of the start order.
  if (container === undefined || after.includes(name)) return 0;
  const own =
    container.health === undefined
      ? 0
      : (container.health.startPeriodSeconds ?? defaults.containerHealth.startPeriodSeconds);
  const others = Object.keys(container.dependsOn ?? {});
  const waits = others.map((other) => declaredStartSeconds(containers, other, [...after, name]));
  return own + Math.max(0, ...waits);
}

/** The grace period of a service: never shorter than its start is declared to take, unless it is given. */
export function gracePeriodSeconds(
  given: number | undefined,
  containers: Containers,
  routed: string,
): number {
  const usual = defaults.service.healthCheckGracePeriodSeconds;
  return given ?? Math.max(usual, declaredStartSeconds(containers, routed));
}

/** Checks that the load balancer does not give up on a task while its containers may still be starting. */
export function checkGracePeriod(
  args: Pick<FargateServiceArgs, "healthCheckGracePeriodSeconds" | "containers" | "before" | "route">,
): Problem[] {
  const { healthCheckGracePeriodSeconds: given, containers, before, route } = args;
  const propertyPath = "healthCheckGracePeriodSeconds";
  const problems = checkInteger(propertyPath, given, { min: 0, max: 2147483647, unit: "seconds" });
  if (problems.length > 0 || given === undefined || route === undefined) return problems;
  const declared = declaredStartSeconds(resolveContainers(containers, before), route.container);
  if (!(given < declared)) return [];
  const reason = `must be at least ${declared}, the start periods of ${route.container} and what it waits for, got ${got(given)}; raise it, leave it out or lower startPeriodSeconds`;
  return [{ propertyPath, reason }];
}
