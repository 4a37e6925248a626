import type { ProgramContext } from "../config/program-context.ts";
import { checkCapacity } from "../task/capacity.ts";
import { checkTask } from "../task/validate-task.ts";
import { checkKeys } from "../validation/keys.ts";
import { checkName } from "../validation/names.ts";
import { got, type Problem } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";
import { checkSchedule, checkTimezone } from "../validation/schedules.ts";
import type { JobArgs, JobScheduleArgs } from "./job-args.ts";

/** Throws one error that lists every mistake in a job's arguments; returns when there is none. */
export function validateJob(name: string, args: JobArgs, context: ProgramContext): void {
  const problems = new Problems();
  problems.addAll(checkName(name));
  checkTask(args, false, context, problems);
  problems.addAll(checkOneTask(args));
  if (args.schedule !== undefined) problems.addAll(checkJobSchedule(args.schedule));
  problems.throwIfAny(`Job ${name}`);
}

/** Shares of a single task are none: a base of one takes every task, and weights are a matter of luck. */
function checkOneTask({ capacity = "onDemand" }: JobArgs): Problem[] {
  if (checkCapacity(capacity).length > 0 || ["onDemand", "spot"].includes(capacity)) return [];
  const reason = `must be "onDemand" or "spot", since a job is one task, got ${got(capacity)}`;
  return [{ propertyPath: "capacity", reason }];
}

const scheduleKeys = [
  "expression",
  "timezone",
  "paused",
  "maximumRetryAttempts",
  "maximumEventAgeSeconds",
] satisfies (keyof JobScheduleArgs)[];

/** Names are checked too, since stack files may hold them where no type checker looks. */
function checkJobSchedule(schedule: JobScheduleArgs): Problem[] {
  const { expression, timezone, maximumRetryAttempts, maximumEventAgeSeconds } = schedule;
  const age = { min: 60, max: 86_400, unit: "seconds" };
  return [
    ...checkKeys("schedule", schedule, scheduleKeys),
    ...checkSchedule("schedule.expression", expression),
    ...checkTimezone("schedule.timezone", timezone),
    ...checkInteger("schedule.maximumRetryAttempts", maximumRetryAttempts, { min: 0, max: 185 }),
    ...checkInteger("schedule.maximumEventAgeSeconds", maximumEventAgeSeconds, age),
  ];
}
