import { defaults } from "../defaults.ts";
import { type Containers, findContainer } from "../task/container.ts";
import { got, type Problem } from "../validation/problem.ts";

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
  given: number | undefined,
  containers: Containers,
  routed: string,
): Problem[] {
  const declared = declaredStartSeconds(containers, routed);
  if (given === undefined || given >= declared) return [];
  const reason = `must be at least ${declared}, the start periods of ${routed} and what it waits for, got ${got(given)}; raise it, leave it out or lower startPeriodSeconds`;
  return [{ propertyPath: "healthCheckGracePeriodSeconds", reason }];
}
