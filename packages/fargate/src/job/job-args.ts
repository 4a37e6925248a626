import type * as aws from "@pulumi/aws";
import type { TaskArgs, Transform } from "../task/task-args.ts";

/** When a job starts by itself, and what becomes of a start that AWS refuses. */
export interface JobScheduleArgs {
  /**
   * When: `cron(…)` with minutes, hours, day of month, month, day of week and year, `rate(12 hours)`, or once
   * `at(2027-01-31T08:00:00)`. Every night at three: `cron(0 3 * * ? *)`.
   * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  expression: string;
  /** IANA time zone of cron and at, such as `Asia/Seoul`. @default "UTC" */
  timezone?: string;
  /** Whether it starts nothing until further notice; `runCommand` starts it all the same. @default false */
  paused?: boolean;
  /** Times that a start which AWS refused is tried again, 0 to 185; a task that fails is not started again. @default 10 */
  maximumRetryAttempts?: number;
  /**
   * How late a start may be tried again, 60 to 86400 seconds; AWS's own default, a day, would start a night's job in
   * the middle of the next.
   * @default 900
   */
  maximumEventAgeSeconds?: number;
}

/** Arguments of a Job. */
export interface JobArgs extends TaskArgs {
  /** On-demand, or Spot for a job that may be cut off at any moment with two minutes' notice. @default "onDemand" */
  capacity?: "onDemand" | "spot";
  /** Starts it at its times. Left out: only `runCommand` does. */
  schedule?: JobScheduleArgs;
  /** For what has no argument of its own: changes a child's arguments. */
  transform?: {
    /** The task definition's. https://www.pulumi.com/registry/packages/aws/api-docs/ecs/taskdefinition/ @default none */
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    /** The schedule's. https://www.pulumi.com/registry/packages/aws/api-docs/scheduler/schedule/ @default none */
    schedule?: Transform<aws.scheduler.ScheduleArgs>;
  };
}
