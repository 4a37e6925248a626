import { checkKeys } from "../validation/keys.ts";
import { got, listed, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";

/**
 * What of a service makes noise: each is an alarm that sounds after three such minutes in a row, until one minute is fine;
 * a minute without figures is. AWS takes 0.10 USD a month for each metric that an alarm reads: two for the share and the
 * latency, one for each other, of the load balancer's twice as many where a deployment swaps two target groups.
 */
export interface AlarmsArgs {
  /**
   * Share of the requests that the containers answer with 5xx from which on it sounds, 1 to 100, in percent; needs a route.
   * @default no such alarm
   */
  serverErrorPercent?: number;
  /**
   * Time to answer of the slowest hundredth of the requests (p99) from which on it sounds, 1 to 3600000, in milliseconds;
   * needs a route.
   * @default no such alarm
   */
  p99LatencyMilliseconds?: number;
  /** Requests in a minute below which neither share nor latency counts, 1 to 1000000. @default 20 */
  minimumRequests?: number;
  /** Tasks that fail the load balancer's check from which on it sounds, 1 to 5000; needs a route. @default no such alarm */
  unhealthyTargets?: number;
  /** Average CPU use from which on it sounds, 1 to 100, in percent of what the tasks have. @default no such alarm */
  cpuPercent?: number;
  /** Average memory use from which on it sounds, 1 to 100, in percent of what the tasks have. @default no such alarm */
  memoryPercent?: number;
}

/** Each alarm by its argument: the end of its name, and what it needs. */
export const alarmKinds = {
  serverErrorPercent: { suffix: "server-errors", max: 100, routed: true },
  p99LatencyMilliseconds: { suffix: "latency", max: 3_600_000, routed: true },
  unhealthyTargets: { suffix: "unhealthy-targets", max: 5000, routed: true },
  cpuPercent: { suffix: "cpu", max: 100, routed: false },
  memoryPercent: { suffix: "memory", max: 100, routed: false },
} as const;

/** Argument of one alarm. */
export type AlarmKind = keyof typeof alarmKinds;

const kinds = Object.keys(alarmKinds) as AlarmKind[];
const countsRequests = ["serverErrorPercent", "p99LatencyMilliseconds"] as const;

/** The alarms that are asked for, in the order of the arguments' table. */
export function alarmsAskedFor(alarms: AlarmsArgs): AlarmKind[] {
  return kinds.filter((kind) => alarms[kind] !== undefined);
}

/**
 * The name of an alarm in AWS. It is fixed, against the rule for names here: the service names the alarms that roll it
 * back, and those of CPU and memory name the service, which would be a circle of resources. ECS takes the names of alarms
 * that are not there yet, as the second example shows:
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ecs.DeploymentAlarmOptions.html
 */
export function alarmName(name: string, stack: string, kind: AlarmKind): string {
  return `${name}-${stack}-${alarmKinds[kind].suffix}`;
}

/** Names of the alarms that createAlarms creates, known before any of them exists. */
export function alarmNames(name: string, stack: string, alarms: AlarmsArgs): string[] {
  return alarmsAskedFor(alarms).map((kind) => alarmName(name, stack, kind));
}

/**
 * Checks which alarms a service is to have; none is fine, as a stack file says it by `{}`.
 * @param routed Whether the service has a route, without which it has no requests and no targets.
 */
export function checkAlarms(alarms: AlarmsArgs | undefined, routed: boolean): Problem[] {
  if (alarms === undefined) return [];
  const problems = checkKeys("alarms", alarms, [...kinds, "minimumRequests"]);
  for (const kind of alarmsAskedFor(alarms)) {
    const path = `alarms.${kind}`;
    problems.push(...checkInteger(path, alarms[kind], { min: 1, max: alarmKinds[kind].max }));
    if (alarmKinds[kind].routed && !routed) {
      const reason = `must be left out without a route, since the load balancer measures it, got ${got(alarms[kind])}; add a route`;
      problems.push({ propertyPath: path, reason });
    }
  }
  const { minimumRequests } = alarms;
  problems.push(...checkInteger("alarms.minimumRequests", minimumRequests, { min: 1, max: 1_000_000 }));
  if (minimumRequests !== undefined && countsRequests.every((kind) => alarms[kind] === undefined)) {
    const reason = `must stand beside ${listed(countsRequests)}, got ${got(minimumRequests)} without them; add one, or leave it out`;
    problems.push({ propertyPath: "alarms.minimumRequests", reason });
  }
  return problems;
}
