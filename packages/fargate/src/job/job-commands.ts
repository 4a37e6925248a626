/** What the commands need to know of a job that is deployed. */
export interface DeployedJob {
  region: string;
  clusterName: string;
  /** `cleanup-dev:3` */
  familyAndRevision: string;
  capacityProvider: string;
  subnetIds: readonly string[];
  securityGroupId: string;
  assignPublicIp: boolean;
  /** In the order of the containers. */
  logGroupNames: readonly string[];
}

/** Commands of the AWS CLI for a job; none holds a secret. */
export interface JobCommands {
  /** Starts it now, as it was deployed. */
  run: string;
  /** Shows what it logged in the last hour, a line for each container. */
  logs: string;
  /** Shows the exit codes of its tasks that ended, which ECS remembers for an hour at the least. */
  result: string;
}

/** The commands, ready to paste into a shell. https://docs.aws.amazon.com/cli/latest/reference/ecs/run-task.html */
export function jobCommands(job: DeployedJob): JobCommands {
  const place = `--region ${job.region} --cluster ${job.clusterName}`;
  const publicIp = job.assignPublicIp ? "ENABLED" : "DISABLED";
  const network = `awsvpcConfiguration={subnets=[${job.subnetIds.join(",")}],securityGroups=[${job.securityGroupId}],assignPublicIp=${publicIp}}`;
  const [family] = job.familyAndRevision.split(":");
  const ended = `aws ecs list-tasks ${place} --family ${family} --desired-status STOPPED --query 'taskArns[]' --output text`;
  const shown = "tasks[].{stoppedAt:stoppedAt,reason:stoppedReason,exitCodes:containers[].[name,exitCode]}";
  return {
    run: [
      `aws ecs run-task ${place} --task-definition ${job.familyAndRevision}`,
      `--capacity-provider-strategy capacityProvider=${job.capacityProvider},weight=1 --platform-version 1.4.0`,
      `--network-configuration '${network}' --propagate-tags TASK_DEFINITION --enable-ecs-managed-tags`,
    ].join(" "),
    logs: job.logGroupNames
      .map((group) => `aws logs tail ${group} --region ${job.region} --since 1h`)
      .join("\n"),
    result: `aws ecs describe-tasks ${place} --tasks $(${ended}) --query '${shown}'`,
  };
}
