import { isStandInImage, parseHealthCommand } from "@starter/fargate/contracts";
import type { ContainerDefinition } from "../provider-inputs.ts";
import type { ContainerPlan, TaskPlan } from "./stack-plan.ts";

export const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";

/** What is read of a task definition. */
export interface TaskInputs {
  cpu: string;
  memory: string;
  containerDefinitions: string;
  runtimePlatform: { cpuArchitecture?: string };
}

/** A task as its definition has it, on the capacity that its starter chose. */
export function planTask(
  name: string,
  task: Partial<TaskInputs> = {},
  strategies: readonly { capacityProvider: string }[] = [],
): TaskPlan {
  return {
    name,
    cpu: Number(task.cpu ?? 0),
    memoryMiB: Number(task.memory ?? 0),
    architecture: (task.runtimePlatform?.cpuArchitecture ?? "X86_64").toLowerCase(),
    capacityProviders: strategies.map(({ capacityProvider }) => capacityProvider),
    containers: planContainers(task.containerDefinitions),
  };
}

function planContainers(definitions: string | undefined): ContainerPlan[] {
  if (definitions === undefined || !definitions.startsWith("[{")) return [];
  const containers = JSON.parse(definitions) as ContainerDefinition[];
  const first = new Set(
    containers
      .flatMap(({ dependsOn = [] }) =>
        dependsOn.filter(({ condition }) => condition === "SUCCESS" || condition === "COMPLETE"),
      )
      .map(({ containerName }) => containerName),
  );
  return inStartOrder(containers).map(({ name, image, command, portMappings, healthCheck }) => ({
    name,
    image,
    released: !isStandInImage(image),
    ...(portMappings?.[0] && { port: portMappings[0].containerPort }),
    ...(healthCheck && { health: describeHealth(healthCheck.command) }),
    ...(first.has(name) && { runsFirst: (command ?? []).join(" ") }),
    ...(command && !first.has(name) && { runs: command.join(" ") }),
  }));
}

function describeHealth(command: string[]): string {
  const health = parseHealthCommand(command);
  return health.kind === "http" ? `GET :${health.port}${health.path}` : health.command.join(" ");
}

function inStartOrder(containers: ContainerDefinition[]): ContainerDefinition[] {
  const waitsFor = new Map(
    containers.map((one) => [one.name, (one.dependsOn ?? []).map((on) => on.containerName)]),
  );
  const depth = (name: string, seen: readonly string[] = []): number =>
    seen.includes(name)
      ? 0
      : 1 + Math.max(-1, ...(waitsFor.get(name) ?? []).map((on) => depth(on, [...seen, name])));
  return containers.toSorted(
    (one, two) => depth(one.name) - depth(two.name) || one.name.localeCompare(two.name),
  );
}
