import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { type Containers, resolveContainers } from "./container.ts";
import { containerDefinitions, type ResolvedContainer } from "./container-definitions.ts";
import { pullAddresses } from "./image-source.ts";
import { refuseSecretVariables } from "./plain-variables.ts";
import type { TaskArgs, Transform } from "./task-args.ts";
import { createTaskRoles, type TaskRoles } from "./task-roles.ts";
import { resolveTaskSize } from "./task-size.ts";

/** A task definition with what its tasks need to start. */
export interface Task {
  taskDefinition: aws.ecs.TaskDefinition;
  /** By container name, `before` steps included. */
  logGroups: Readonly<Record<string, aws.cloudwatch.LogGroup>>;
  roles: TaskRoles;
  /** With upstreams and `before` steps filled in. */
  containers: Containers;
}

/** What of a task definition its caller decides. */
export interface TaskContext {
  /** Container whose port other services reach through Service Connect. @default none */
  connectContainer?: string;
  transform?: Transform<aws.ecs.TaskDefinitionArgs>;
}

/** Creates a task definition, its log groups and its roles. */
export function createTask(
  name: string,
  args: TaskArgs,
  context: TaskContext,
  parent: pulumi.Resource,
): Task {
  const containers = resolveContainers(args.containers, args.before);
  const images = pullAddresses(name, args, containers);
  const logGroups = createLogGroups(name, args, containers, parent);
  const roles = createTaskRoles(name, containers, Object.values(logGroups), args.platform, images, parent);
  const size = resolveTaskSize(args.size);
  const resolved = Object.fromEntries(
    Object.entries(containers).map(([container, spec]) => [
      container,
      { ...spec, image: images[container], logGroupName: logGroups[container]?.name },
    ]),
  );
  const region = aws.getRegionOutput({}, { parent }).region;
  const taskDefinitionArgs: aws.ecs.TaskDefinitionArgs = {
    // Fixed, so that revisions count up; one per environment, which may share an account.
    family: `${name}-${pulumi.getStack()}`,
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: String(size.cpu),
    memory: String(size.memoryMiB),
    runtimePlatform: {
      operatingSystemFamily: "LINUX",
      cpuArchitecture: size.architecture === "arm64" ? "ARM64" : "X86_64",
    },
    ephemeralStorage:
      args.ephemeralStorageGiB === undefined ? undefined : { sizeInGib: args.ephemeralStorageGiB },
    executionRoleArn: roles.executionRole.arn,
    taskRoleArn: roles.taskRole.arn,
    containerDefinitions: pulumi
      .all([resolved, region, args.platform.registryCredentialsArn, refuseSecretVariables(name, args)])
      .apply(([values, regionName, registryCredentialsArn]) =>
        containerDefinitions(values as Record<string, ResolvedContainer>, {
          region: regionName,
          connectContainer: context.connectContainer,
          registryCredentialsArn,
        }),
      ),
    // A rollback needs the revision before this one.
    skipDestroy: true,
  };
  return {
    taskDefinition: new aws.ecs.TaskDefinition(
      name,
      context.transform?.(taskDefinitionArgs) ?? taskDefinitionArgs,
      { parent },
    ),
    logGroups,
    roles,
    containers,
  };
}

function createLogGroups(name: string, args: TaskArgs, containers: Containers, parent: pulumi.Resource) {
  const retentionInDays = args.logRetentionDays ?? defaults.logRetentionDays;
  const entries = Object.keys(containers).map((container) => {
    const group = new aws.cloudwatch.LogGroup(`${name}-${container}`, { retentionInDays }, { parent });
    return [container, group] as const;
  });
  return Object.fromEntries(entries);
}
