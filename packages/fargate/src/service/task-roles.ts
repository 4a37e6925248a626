import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Containers } from "./container.ts";

/** The two roles of a task. */
export interface TaskRoles {
  /** What ECS may do to start the task: read its secrets, write its logs. */
  executionRole: aws.iam.Role;
  executionPolicy: aws.iam.RolePolicy;
  /** What the containers themselves may do; nothing until you attach a policy. */
  taskRole: aws.iam.Role;
}

/**
 * Creates the roles of a task. The execution role gets statements on exactly the log groups and secrets of the task.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function createTaskRoles(
  name: string,
  containers: Containers,
  logGroups: readonly aws.cloudwatch.LogGroup[],
  parent: pulumi.Resource,
): TaskRoles {
  const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" });
  const executionRole = new aws.iam.Role(
    `${name}-execution`,
    { assumeRolePolicy, description: `Starts the tasks of ${name}: reads their secrets, writes their logs` },
    { parent },
  );
  const executionPolicy = new aws.iam.RolePolicy(
    `${name}-execution`,
    { role: executionRole.id, policy: executionPolicyDocument(containers, logGroups) },
    { parent },
  );
  const taskRole = new aws.iam.Role(
    `${name}-task`,
    { assumeRolePolicy, description: `What the containers of ${name} may do in AWS` },
    { parent },
  );
  return { executionRole, executionPolicy, taskRole };
}

function executionPolicyDocument(
  containers: Containers,
  logGroups: readonly aws.cloudwatch.LogGroup[],
): pulumi.Output<string> {
  const secretArns = Object.values(containers).flatMap(({ secrets = {} }) =>
    Object.values(secrets).map(({ arn }) => pulumi.output(arn)),
  );
  return pulumi
    .all([pulumi.all(secretArns), pulumi.all(logGroups.map((group) => group.arn))])
    .apply(([secrets, groups]) => {
      const statements = [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: groups.map((arn) => `${arn}:*`),
        },
        ...(secrets.length === 0
          ? []
          : [
              {
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: [...new Set(secrets)].sort(),
              },
            ]),
      ];
      return JSON.stringify({ Version: "2012-10-17", Statement: statements });
    });
}
