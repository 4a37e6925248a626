import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ContainerArgs } from "../task/container.ts";
import { listed, type Problem } from "../validation/problem.ts";

/** Checks that ECS Exec has a container it can work in. */
export function checkExec(exec: boolean | undefined, containers: Record<string, ContainerArgs>): Problem[] {
  const all = Object.entries(containers);
  const writable = all.filter(([, { readonlyRootFilesystem }]) => readonlyRootFilesystem === false);
  if (exec !== true || all.length === 0 || writable.length > 0) return [];
  const names = listed(all.map(([name]) => name));
  const reason = `must be left out while every root file system is read-only, since the agent behind it writes there, got true; set readonlyRootFilesystem to false on the container to look into (${names}), which gives up Security Hub's ECS.5, and take both back afterwards`;
  return [{ propertyPath: "exec", reason }];
}

/**
 * Lets the agent that ECS puts into the containers open its channels. It needs all resources: the channels have no names.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions
 */
export function createExecPolicy(name: string, taskRole: aws.iam.Role, parent: pulumi.Resource) {
  const actions = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
  return new aws.iam.RolePolicy(
    `${name}-exec`,
    {
      role: taskRole.id,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: actions.map((action) => `ssmmessages:${action}`), Resource: "*" },
        ],
      }),
    },
    { parent },
  );
}
