import { isStandInImage } from "@starter/fargate/contracts";
import type { Finding, PreflightTask, TaskContainer } from "@starter/images";
import type { EvaluatedStack } from "@starter/stack-testing";
import { folderOf, placeOf } from "../evaluate-workspace.ts";
import { planServices } from "../plan/service-plan.ts";
import { StackResources } from "../plan/stack-resources.ts";
import type { ContainerDefinition } from "../provider-inputs.ts";

/** What evaluated stacks run, and what of it cannot be checked since it was never released. */
export interface PreflightTasks {
  tasks: PreflightTask[];
  findings: Finding[];
}

interface TaskInputs {
  containerDefinitions?: string;
  runtimePlatform?: { cpuArchitecture?: string };
  ephemeralStorage?: { sizeInGib?: number };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html */
const includedStorageGiB = 20;

/** Reads every task definition of the stacks; mistakes of a stack are findings, since they hide what it runs. */
export function readPreflightTasks(stacks: readonly EvaluatedStack[], environment: string): PreflightTasks {
  const read: PreflightTasks = { tasks: [], findings: [] };
  for (const stack of stacks) {
    const folder = folderOf(stack);
    for (const problem of stack.problems) {
      read.findings.push({ level: "error", stack: placeOf(problem, folder), message: problem.message });
    }
    const tasks = tasksOf(stack, folder);
    for (const task of tasks) {
      const released = task.containers.filter(({ image }) => !isStandInImage(image));
      const missing = task.containers
        .filter(({ image }) => isStandInImage(image))
        .map(({ name }) => (tasks.length > 1 ? `${task.service}/${name}` : name));
      if (released.length > 0) read.tasks.push({ ...task, containers: released });
      if (missing.length === 0) continue;
      const service = folder.replace("stacks/", "");
      read.findings.push({
        level: "error",
        stack: folder,
        container: missing.join(", "),
        message: `the image must be released to ${environment}, got none; run npm run ship -- release ${service} ${environment}`,
      });
    }
  }
  return read;
}

function tasksOf(stack: EvaluatedStack, folder: string): PreflightTask[] {
  const resources = new StackResources(stack);
  const plans = planServices(resources);
  const services = resources.ofType<{ taskDefinition: string }>("aws:ecs/service:Service");
  return stack.resources
    .filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")
    .map(({ name, inputs, outputs }) => {
      const { containerDefinitions = "", runtimePlatform, ephemeralStorage } = inputs as TaskInputs;
      const service = services.find((one) => one.inputs.taskDefinition === outputs.arn)?.name ?? name;
      // Anything else than a list is what only a deployment knows, in a program that broke off.
      const text = containerDefinitions.startsWith("[") ? containerDefinitions : "[]";
      const definitions = JSON.parse(text) as (ContainerDefinition & { user?: string })[];
      return {
        stack: folder,
        service,
        architecture: runtimePlatform?.cpuArchitecture === "ARM64" ? ("arm64" as const) : ("amd64" as const),
        ephemeralStorageGiB: ephemeralStorage?.sizeInGib ?? includedStorageGiB,
        count: plans.find((plan) => plan.name === service)?.tasks.min ?? 1,
        containers: definitions.map(toContainer),
      };
    });
}

function toContainer(definition: ContainerDefinition & { user?: string }): TaskContainer {
  const { name, image, user, entryPoint, command, environment, portMappings, healthCheck } = definition;
  return {
    name,
    image,
    port: portMappings?.[0]?.containerPort,
    user,
    entryPoint,
    command,
    healthCommand: healthCheck?.command,
    environment: Object.fromEntries((environment ?? []).map((variable) => [variable.name, variable.value])),
  };
}
