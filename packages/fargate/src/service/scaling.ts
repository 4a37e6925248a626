import { defaults } from "../defaults.ts";
import { checkKeys } from "../validation/keys.ts";
import { checkName } from "../validation/names.ts";
import { got, listed, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";
import { checkSchedule, checkTimezone } from "../validation/schedules.ts";

/** How many tasks run: always the same number, or between two bounds as load or the clock ask for. */
export type ScalingArgs = FixedScalingArgs | AutoscalingArgs;

/** A fixed number of tasks. */
export interface FixedScalingArgs {
  /** Tasks that run all the time, 0 to 5000. @default 1 */
  count?: number;
}

/**
 * A number of tasks that AWS changes between two bounds. Metrics and schedules work together: the metric that asks for
 * most tasks wins, and a schedule moves the bounds.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export interface AutoscalingArgs {
  /** Tasks at the least, 0 to 5000; a first deployment starts as many. */
  min: number;
  /** Tasks at the most, 1 to 5000. */
  max: number;
  /** Average CPU use to stay near, 1 to 100, in percent of what the tasks have. @default not a reason to scale */
  cpuPercent?: number;
  /** Average memory use to stay near, 1 to 100, in percent of what the tasks have. @default not a reason to scale */
  memoryPercent?: number;
  /** Requests per minute and task to stay near, 1 to 10000000; needs a route. @default not a reason to scale */
  requestsPerTarget?: number;
  /** Other bounds from a time on, by name. @default none */
  schedules?: Record<string, ScalingScheduleArgs>;
  /** After adding tasks, time before a metric adds more, 0 to 2147483647 seconds. @default 60 */
  scaleOutCooldownSeconds?: number;
  /** After taking tasks away, time before a metric takes more, 0 to 2147483647 seconds. @default 300 */
  scaleInCooldownSeconds?: number;
}

/**
 * Bounds that hold from a time on, until another schedule or a deployment of other bounds sets others: what raises them in
 * the morning needs one that lowers them.
 */
export interface ScalingScheduleArgs {
  /**
   * When: `cron(…)` with minutes, hours, day of month, month, day of week and year, `rate(12 hours)`, or once
   * `at(2027-01-31T08:00:00)`. Working days at eight: `cron(0 8 ? * MON-FRI *)`.
   * https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
   */
  schedule: string;
  /** IANA time zone of cron and at, such as `Asia/Seoul`. @default "UTC" */
  timezone?: string;
  /** Tasks at the least, 0 to 5000. @default the service's `min` */
  min?: number;
  /** Tasks at the most, 0 to 5000. @default the service's `max` */
  max?: number;
}

const metrics = ["cpuPercent", "memoryPercent", "requestsPerTarget"] as const;
const cooldowns = ["scaleOutCooldownSeconds", "scaleInCooldownSeconds"] as const;
const autoscalingKeys = ["min", "max", ...metrics, "schedules", ...cooldowns];
const scheduleKeys = ["schedule", "timezone", "min", "max"];
const mostTasks = 5000;

/** Whether AWS changes the number of tasks; whatever is no fixed count is checked as if it did. */
export function isAutoscaling(scaling: ScalingArgs | undefined): scaling is AutoscalingArgs {
  return Object.entries(scaling ?? {}).some(([key, value]) => key !== "count" && value !== undefined);
}

/** Tasks that a service is created with. */
export function firstCount(scaling: ScalingArgs = {}): number {
  return isAutoscaling(scaling) ? scaling.min : (scaling.count ?? defaults.service.count);
}

/** The bounds that a schedule sets: both, so that no order of schedules leaves one that contradicts the other. */
export function scheduledBounds({ min, max }: AutoscalingArgs, schedule: ScalingScheduleArgs) {
  return { min: schedule.min ?? min, max: schedule.max ?? max };
}

/**
 * Checks how many tasks are to run. Names are checked too, since stack files hold them where no type checker looks.
 * @param routed Whether the service has a route, without which the load balancer counts no requests.
 */
export function checkScaling(scaling: ScalingArgs | undefined, routed: boolean): Problem[] {
  if (!isAutoscaling(scaling)) return checkTasks("scaling.count", scaling?.count, 0);
  const problems = [
    ...checkKeys("scaling", scaling, autoscalingKeys),
    ...checkRequired("scaling.min", scaling.min, 0),
    ...checkRequired("scaling.max", scaling.max, 1),
    ...checkOrder("scaling", scaling.min, scaling.max),
    ...checkInteger("scaling.cpuPercent", scaling.cpuPercent, { min: 1, max: 100 }),
    ...checkInteger("scaling.memoryPercent", scaling.memoryPercent, { min: 1, max: 100 }),
    ...checkInteger("scaling.requestsPerTarget", scaling.requestsPerTarget, { min: 1, max: 10_000_000 }),
    ...cooldowns.flatMap((cooldown) =>
      checkInteger(`scaling.${cooldown}`, scaling[cooldown], { min: 0, max: 2147483647, unit: "seconds" }),
    ),
    ...checkSchedules(scaling),
  ];
  if (scaling.requestsPerTarget !== undefined && !routed) {
    const reason = `must be left out without a route, since the load balancer counts the requests, got ${got(scaling.requestsPerTarget)}; add a route`;
    problems.push({ propertyPath: "scaling.requestsPerTarget", reason });
  }
  const schedules = Object.keys(scaling.schedules ?? {});
  if (metrics.every((metric) => scaling[metric] === undefined) && schedules.length === 0) {
    const reason = `must have ${listed([...metrics, "schedules"])} beside min and max, got none; add one, or set count alone`;
    problems.push({ propertyPath: "scaling", reason });
  }
  return problems;
}

function checkSchedules(scaling: AutoscalingArgs): Problem[] {
  // A stack file may hold nothing below a name.
  const schedules = Object.entries(scaling.schedules ?? {}).map(
    ([name, schedule]) => [name, Object(schedule) as ScalingScheduleArgs] as const,
  );
  const problems = schedules.flatMap(([name, schedule]) => {
    const path = `scaling.schedules.${name}`;
    const { min, max } = scheduledBounds(scaling, schedule);
    return [
      ...checkName(name, path),
      ...checkKeys(path, schedule, scheduleKeys),
      ...checkSchedule(`${path}.schedule`, schedule.schedule),
      ...checkTimezone(`${path}.timezone`, schedule.timezone),
      ...checkTasks(`${path}.min`, schedule.min, 0),
      ...checkTasks(`${path}.max`, schedule.max, 0),
      ...(schedule.min === undefined && schedule.max === undefined
        ? [{ propertyPath: path, reason: "must have min, max or both, got neither; say what changes then" }]
        : checkOrder(path, min, max)),
    ];
  });
  const least = schedules.map(([, schedule]) => scheduledBounds(scaling, schedule).min);
  if ([scaling.min, ...least].includes(0) && !least.some((min) => min > 0)) {
    const reason =
      "must be at least 1 unless a schedule raises it again, got 0; without tasks there is no metric that could start one";
    problems.push({ propertyPath: scaling.min === 0 ? "scaling.min" : "scaling.schedules", reason });
  }
  return problems;
}

function checkTasks(path: string, value: number | undefined, min: number): Problem[] {
  return checkInteger(path, value, { min, max: mostTasks });
}

function checkRequired(path: string, value: number | undefined, min: number): Problem[] {
  if (value !== undefined) return checkTasks(path, value, min);
  return [{ propertyPath: path, reason: `must be a whole number from ${min} to ${mostTasks}, got nothing` }];
}

function checkOrder(path: string, min: number, max: number): Problem[] {
  if (!(min > max)) return [];
  const reason = `must be at most max (${max}), got ${got(min)}; lower it or raise max`;
  return [{ propertyPath: `${path}.min`, reason }];
}
