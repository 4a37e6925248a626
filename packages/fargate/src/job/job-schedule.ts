import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import type { Platform } from "../platform/read-platform.ts";
import { capacityProviderStrategies } from "../task/capacity.ts";
import type { Task } from "../task/task.ts";
import type { TaskFirewall } from "../task/task-firewall.ts";
import type { JobArgs, JobScheduleArgs } from "./job-args.ts";

/** What starts a job at its times. */
export interface JobSchedule {
  schedule: aws.scheduler.Schedule;
  role: aws.iam.Role;
  /** Starts that AWS refused for good. */
  deadLetterQueue: aws.sqs.Queue;
}

const groupName = "default";

/** Creates a job's schedule with its role and the queue of the starts that failed. */
export function createJobSchedule(
  name: string,
  args: JobArgs,
  when: JobScheduleArgs,
  { task, firewall }: { task: Task; firewall: TaskFirewall },
  parent: pulumi.Resource,
): JobSchedule {
  const { platform } = args;
  const deadLetterQueue = new aws.sqs.Queue(
    `${name}-dead-letters`,
    {
      messageRetentionSeconds: defaults.job.deadLetterRetentionDays * 86_400,
      sqsManagedSseEnabled: true,
    },
    { parent },
  );
  const role = new aws.iam.Role(
    `${name}-schedule`,
    { assumeRolePolicy: trustPolicy(platform), description: `Starts the tasks of ${name} at their times` },
    { parent },
  );
  const rolePolicy = new aws.iam.RolePolicy(
    `${name}-schedule`,
    { role: role.id, policy: startPolicy(platform, task, deadLetterQueue) },
    { parent },
  );
  // Every value that AWS would fill in stands here, so that no preview shows it as a change.
  const scheduleArgs: aws.scheduler.ScheduleArgs = {
    description: `Starts ${name}`,
    groupName,
    scheduleExpression: when.expression,
    scheduleExpressionTimezone: when.timezone ?? defaults.job.timezone,
    state: when.paused === true ? "DISABLED" : "ENABLED",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: platform.clusterArn,
      roleArn: role.arn,
      ecsParameters: {
        // With its revision: what runs at night is what was deployed, also after a revision made by hand.
        taskDefinitionArn: task.taskDefinition.arn,
        taskCount: 1,
        capacityProviderStrategies: capacityProviderStrategies(args.capacity ?? defaults.capacity),
        platformVersion: "1.4.0",
        networkConfiguration: {
          subnets: platform.taskSubnetIds,
          securityGroups: [firewall.securityGroup.id],
          assignPublicIp: platform.assignPublicIp,
        },
        propagateTags: "TASK_DEFINITION",
        enableEcsManagedTags: true,
      },
      retryPolicy: {
        maximumRetryAttempts: when.maximumRetryAttempts ?? defaults.job.maximumRetryAttempts,
        maximumEventAgeInSeconds: when.maximumEventAgeSeconds ?? defaults.job.maximumEventAgeSeconds,
      },
      deadLetterConfig: { arn: deadLetterQueue.arn },
    },
  };
  const schedule = new aws.scheduler.Schedule(
    name,
    args.transform?.schedule?.(scheduleArgs) ?? scheduleArgs,
    {
      parent,
      // No start before the rights, logs and open doors that a task needs.
      dependsOn: [
        rolePolicy,
        task.roles.executionPolicy,
        ...Object.values(task.logGroups),
        ...firewall.rules,
      ],
    },
  );
  return { schedule, role, deadLetterQueue };
}

/**
 * Only EventBridge Scheduler, and only for this account's schedules; AWS knows no narrower ARN here than the group's.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
function trustPolicy({ clusterArn }: Platform): pulumi.Output<string> {
  return clusterArn.apply((arn) => {
    const [, partition, , region, account] = arn.split(":");
    const group = `arn:${partition}:scheduler:${region}:${account}:schedule-group/${groupName}`;
    return policyDocument([
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnEquals: { "aws:SourceArn": group },
        },
      },
    ]);
  });
}

/**
 * What starting this job's tasks takes: of any revision, so that a new one needs no new rights, which take a while to be
 * known everywhere.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html
 */
function startPolicy({ clusterArn }: Platform, task: Task, queue: aws.sqs.Queue): pulumi.Output<string> {
  const { executionRole, taskRole } = task.roles;
  return pulumi
    .all([clusterArn, task.taskDefinition.arnWithoutRevision, executionRole.arn, taskRole.arn, queue.arn])
    .apply(([cluster, family, executionRoleArn, taskRoleArn, queueArn]) =>
      policyDocument([
        {
          Effect: "Allow",
          Action: ["ecs:RunTask"],
          Resource: [`${family}:*`],
          Condition: { ArnEquals: { "ecs:cluster": cluster } },
        },
        {
          Effect: "Allow",
          Action: ["ecs:TagResource"],
          Resource: [`${cluster.replace(":cluster/", ":task/")}/*`],
          Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        },
        {
          Effect: "Allow",
          Action: ["iam:PassRole"],
          Resource: [executionRoleArn, taskRoleArn],
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queueArn] },
      ]),
    );
}

function policyDocument(statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
