import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import type { Platform } from "../platform/read-platform.ts";
import { capacityProviderStrategies } from "../task/capacity.ts";
import { createTask, type Task } from "../task/task.ts";
import { createTaskFirewall } from "../task/task-firewall.ts";
import type { JobArgs } from "./job-args.ts";
import { type JobCommands, jobCommands } from "./job-commands.ts";
import { createJobSchedule } from "./job-schedule.ts";
import { validateJob } from "./validate-job.ts";

/**
 * A task that runs to its end and is not kept running: started at the times of its schedule, or by hand with
 * `runCommand`. Its name, with the environment's, is that of its task definition: the account must have no other of it.
 *
 * A task ends when an essential container does. AWS tries again what it could not start, and puts into the dead-letter
 * queue what it gave up; of a task that started and ended with an exit code other than 0 only ECS's events tell, and
 * nothing runs it again. AWS may start a task twice, which the job must bear. Service Connect is for the tasks of
 * services alone: a job reaches a service at the load balancer.
 *
 * Throws one InputPropertiesError with every mistake in the arguments before anything registers.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled.html
 */
export class Job extends pulumi.ComponentResource {
  readonly taskDefinition: aws.ecs.TaskDefinition;
  /** By container name, `before` steps included. */
  readonly logGroups: Readonly<Record<string, aws.cloudwatch.LogGroup>>;
  readonly executionRole: aws.iam.Role;
  /** What the containers may do in AWS: nothing, until you attach a policy. */
  readonly taskRole: aws.iam.Role;
  /** Of the tasks: closed. */
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Absent without a schedule, as are the two below. */
  readonly schedule?: aws.scheduler.Schedule;
  /** As which EventBridge Scheduler starts the tasks. */
  readonly scheduleRole?: aws.iam.Role;
  /** Starts that AWS refused for good, kept for 14 days. */
  readonly deadLetterQueue?: aws.sqs.Queue;
  /** Starts the job now, as it was deployed: a command of the AWS CLI, without secrets. */
  readonly runCommand: pulumi.Output<string>;
  /** Shows what the job logged in the last hour, a command for each container. */
  readonly logsCommand: pulumi.Output<string>;
  /** Shows the exit codes of the last runs. */
  readonly resultCommand: pulumi.Output<string>;

  constructor(name: string, args: JobArgs, opts?: pulumi.ComponentResourceOptions) {
    validateJob(name, args, programContext());
    super("starter:fargate:Job", name, {}, opts);

    const { platform, database, schedule, transform } = args;
    const task = createTask(name, args, { transform: transform?.taskDefinition }, this);
    const firewall = createTaskFirewall(name, { platform, connectServer: false, database }, this);
    this.taskDefinition = task.taskDefinition;
    this.logGroups = task.logGroups;
    this.executionRole = task.roles.executionRole;
    this.taskRole = task.roles.taskRole;
    this.securityGroup = firewall.securityGroup;
    if (schedule !== undefined) {
      const created = createJobSchedule(name, args, schedule, { task, firewall }, this);
      this.schedule = created.schedule;
      this.scheduleRole = created.role;
      this.deadLetterQueue = created.deadLetterQueue;
    }
    const commands = this.#commands(platform, args.capacity, task);
    this.runCommand = commands.apply(({ run }) => run);
    this.logsCommand = commands.apply(({ logs }) => logs);
    this.resultCommand = commands.apply(({ result }) => result);
    this.registerOutputs();
  }

  #commands(platform: Platform, capacity: JobArgs["capacity"], task: Task): pulumi.Output<JobCommands> {
    const [strategy] = capacityProviderStrategies(capacity ?? defaults.capacity);
    return pulumi
      .all([
        platform.clusterArn,
        platform.clusterName,
        platform.taskSubnetIds,
        platform.assignPublicIp,
        this.securityGroup.id,
        task.taskDefinition.arn,
        pulumi.all(Object.values(task.logGroups).map(({ name }) => name)),
      ])
      .apply(([clusterArn, clusterName, subnetIds, assignPublicIp, securityGroupId, arn, logGroupNames]) =>
        jobCommands({
          region: clusterArn.split(":")[3] ?? "",
          clusterName,
          familyAndRevision: arn.split("/").at(-1) ?? "",
          capacityProvider: strategy?.capacityProvider ?? "FARGATE",
          subnetIds,
          securityGroupId,
          assignPublicIp,
          logGroupNames,
        }),
      );
  }
}
