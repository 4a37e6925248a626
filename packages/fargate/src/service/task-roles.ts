import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isParameter } from "../secret/secret-reference.ts";
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
 * Creates the roles of a task. The execution role gets statements on exactly the log groups and secrets of the task, the
 * registry's login among them.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function createTaskRoles(
  name: string,
  containers: Containers,
  logGroups: readonly aws.cloudwatch.LogGroup[],
  registryCredentialsArn: pulumi.Input<string>,
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
    {
      role: executionRole.id,
      policy: executionPolicyDocument(containers, logGroups, registryCredentialsArn),
    },
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
  registryCredentialsArn: pulumi.Input<string>,
): pulumi.Output<string> {
  const secretArns = Object.values(containers).flatMap(({ secrets = {} }) =>
    Object.values(secrets).map(({ arn }) => pulumi.output(arn)),
  );
  return pulumi
    .all([
      pulumi.all([...secretArns, registryCredentialsArn]),
      pulumi.all(logGroups.map((group) => group.arn)),
    ])
    .apply(([readable, groups]) => {
      const arns = [...new Set(readable.filter((arn) => arn !== ""))].sort();
      const statements = [
        ...allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          groups.map((arn) => `${arn}:*`),
        ),
        ...allow(
          ["secretsmanager:GetSecretValue"],
          arns.filter((arn) => !isParameter(arn)),
        ),
        ...allow(["ssm:GetParameters"], arns.filter(isParameter)),
      ];
      return JSON.stringify({ Version: "2012-10-17", Statement: statements });
    });
}

function allow(actions: string[], resources: string[]) {
  return resources.length === 0 ? [] : [{ Effect: "Allow", Action: actions, Resource: resources }];
}
