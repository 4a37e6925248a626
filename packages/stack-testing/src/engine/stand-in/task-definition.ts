import { AwsError, isProperties, type Properties } from "./subject.ts";

const range = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/**
 * Memory in MiB that Fargate takes with each number of CPU units.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html (read November 2026)
 */
const fargateSizes: Record<string, number[]> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16384, 1024),
  4096: range(8192, 30720, 1024),
  8192: range(16384, 61440, 4096),
  16384: range(32768, 122880, 8192),
};

/**
 * Throws where ECS refuses to register a task definition.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function refuseTaskDefinition(inputs: Properties): void {
  const refuse = (message: string) => new AwsError("ClientException", message);
  const containers = parse(inputs.containerDefinitions);
  if (containers.length === 0) throw refuse("Task definition must have at least one container definition");
  if (!containers.some(({ essential = true }) => essential)) {
    throw refuse("At least one container must be marked as essential");
  }
  const compatible = inputs.requiresCompatibilities;
  if (!Array.isArray(compatible) || !compatible.includes("FARGATE")) return;
  if (!fargateSizes[String(inputs.cpu)]?.includes(Number(inputs.memory))) {
    throw refuse(
      `No Fargate configuration exists for given values: ${inputs.cpu} CPU, ${inputs.memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  }
  if (inputs.networkMode !== "awsvpc") throw refuse("Fargate only supports network mode 'awsvpc'.");
  const needsRole = containers.some(({ secrets, repositoryCredentials, logConfiguration }) =>
    Boolean(secrets || repositoryCredentials || logConfiguration),
  );
  if (needsRole && !inputs.executionRoleArn) {
    throw refuse(
      "Fargate requires task definition to have execution role ARN to support secrets and log drivers.",
    );
  }
}

/**
 * Container definitions in the form in which ECS returns them: every default filled in, named things sorted by name as
 * the provider sorts them, keys sorted. A program that writes them otherwise has a difference in every preview.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition_equivalency.go
 */
export function returnedContainerDefinitions(definitions: unknown): string {
  const returned = parse(definitions).map((container) => ({
    cpu: 0,
    essential: true,
    environment: [],
    mountPoints: [],
    portMappings: [],
    systemControls: [],
    volumesFrom: [],
    ...container,
    ...(Array.isArray(container.portMappings) && {
      portMappings: container.portMappings.map((mapping: Properties) => ({
        protocol: "tcp",
        hostPort: mapping.containerPort,
        ...mapping,
      })),
    }),
    ...(isProperties(container.healthCheck) && {
      healthCheck: { interval: 30, retries: 3, timeout: 5, ...container.healthCheck },
    }),
  }));
  return JSON.stringify(sorted(returned));
}

function parse(definitions: unknown): Properties[] {
  try {
    const containers: unknown = JSON.parse(String(definitions));
    if (Array.isArray(containers) && containers.every(isProperties)) return containers;
  } catch {
    // Refused below, as what is valid JSON and no list of containers.
  }
  throw new AwsError("ClientException", "containerDefinitions must be a JSON list of containers");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const nameOf = (item: unknown) =>
      isProperties(item) ? String(item.name ?? item.containerName ?? "") : "";
    return items.every((item) => nameOf(item) !== "")
      ? items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      : items;
  }
  if (!isProperties(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
