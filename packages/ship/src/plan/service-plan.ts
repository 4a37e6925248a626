import { isStandInImage, parseHealthCommand } from "@starter/fargate/contracts";
import type { ContainerDefinition } from "../provider-inputs.ts";
import type { ContainerPlan, ServicePlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";

interface ServiceInputs {
  desiredCount: number;
  taskDefinition: string;
  capacityProviderStrategies: { capacityProvider: string }[];
  serviceConnectConfiguration: { services?: { clientAlias?: ClientAlias | ClientAlias[] }[] };
}
interface ClientAlias {
  dnsName?: string;
  port: number;
}
interface TaskInputs {
  cpu: string;
  memory: string;
  containerDefinitions: string;
  runtimePlatform: { cpuArchitecture?: string };
}
/** What runs: every ECS service with its task definition. */
export function planServices(resources: StackResources): ServicePlan[] {
  return resources.ofType<ServiceInputs>("aws:ecs/service:Service").map(({ name, inputs, outputs }) => {
    const task = resources.find<TaskInputs>(
      "aws:ecs/taskDefinition:TaskDefinition",
      inputs.taskDefinition,
    )?.inputs;
    const address = addressOf(inputs);
    return {
      name,
      tasks: taskRange(resources, name, inputs.desiredCount ?? 1, outputs),
      cpu: Number(task?.cpu ?? 0),
      memoryMiB: Number(task?.memory ?? 0),
      architecture: (task?.runtimePlatform?.cpuArchitecture ?? "X86_64").toLowerCase(),
      capacityProviders: (inputs.capacityProviderStrategies ?? []).map(
        ({ capacityProvider }) => capacityProvider,
      ),
      ...(address !== undefined && { address }),
      containers: planContainers(task?.containerDefinitions),
    };
  });
}

function taskRange(
  resources: StackResources,
  name: string,
  desiredCount: number,
  outputs: Record<string, unknown>,
): { min: number; max: number } {
  const serviceName = String(outputs.name ?? name);
  const target = resources
    .ofType<{ resourceId: string; minCapacity: number; maxCapacity: number }>(
      "aws:appautoscaling/target:Target",
    )
    .find(({ inputs }) => inputs.resourceId?.split("/").at(-1) === serviceName)?.inputs;
  return { min: target?.minCapacity ?? desiredCount, max: target?.maxCapacity ?? desiredCount };
}

function addressOf(inputs: Partial<ServiceInputs>): string | undefined {
  const [alias] = [inputs.serviceConnectConfiguration?.services?.[0]?.clientAlias ?? []].flat();
  if (alias?.dnsName === undefined) return undefined;
  return `http://${alias.dnsName}${alias.port === 80 ? "" : `:${alias.port}`}`;
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
