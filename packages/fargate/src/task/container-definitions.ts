import { defaults } from "../defaults.ts";
import { valueFrom } from "../secret/secret-reference.ts";
import type { ContainerArgs } from "./container.ts";
import { healthCheck } from "./health.ts";
import { isOnDockerHub } from "./image-source.ts";

/** JSON as AWS takes it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

/** A container with every Input replaced by its value. */
export interface ResolvedContainer extends Omit<ContainerArgs, "image" | "environment" | "secrets"> {
  /** Address that the task pulls. */
  image: string;
  environment?: Record<string, string>;
  secrets?: Record<string, { arn: string; jsonKey?: string }>;
  logGroupName: string;
}

/** What the definitions need besides the containers. */
export interface ContainerDefinitionContext {
  region: string;
  /** Secret with the login at Docker Hub, for images from there; left out or empty for anonymous pulls. */
  registryCredentialsArn?: string;
  /** Container whose port other services reach through Service Connect. */
  connectContainer?: string;
}

/**
 * Renders the task definition's `containerDefinitions` in the form in which ECS returns them, so that a preview of an
 * unchanged service shows no difference.
 */
export function containerDefinitions(
  containers: Record<string, ResolvedContainer>,
  context: ContainerDefinitionContext,
): string {
  const definitions = Object.entries(containers).map(([name, container]) =>
    definition(name, container, context),
  );
  return canonicalJson(definitions);
}

/** Name of a container's port mapping, which Service Connect refers to. */
export function portName(container: string, port: number): string {
  return `${container}-${port}`;
}

function definition(name: string, container: ResolvedContainer, context: ContainerDefinitionContext): Json {
  const { port, drainSeconds } = container;
  const environment = {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(drainSeconds === undefined ? {} : { DRAIN_SECONDS: String(drainSeconds) }),
    ...container.environment,
  };
  const credentialsParameter = isOnDockerHub(container.image) ? context.registryCredentialsArn : "";
  return {
    name,
    image: container.image,
    repositoryCredentials: credentialsParameter ? { credentialsParameter } : undefined,
    cpu: container.cpu ?? 0,
    memory: container.memoryMiB,
    memoryReservation: container.memoryReservationMiB,
    essential: container.essential ?? true,
    command: container.command,
    environment: named(environment, (value) => ({ value })),
    secrets: optional(
      named(container.secrets ?? {}, ({ arn, jsonKey }) => ({ valueFrom: valueFrom(arn, jsonKey) })),
    ),
    portMappings: port === undefined ? [] : [portMapping(name, port, name === context.connectContainer)],
    dependsOn: optional(
      Object.entries(container.dependsOn ?? {}).map(([containerName, condition]) => ({
        containerName,
        condition,
      })),
    ),
    healthCheck: container.health === undefined ? undefined : { ...healthCheck(container.health, port) },
    stopTimeout: container.stopTimeoutSeconds ?? defaults.stopTimeoutSeconds,
    user: container.user ?? defaults.user,
    readonlyRootFilesystem: container.readonlyRootFilesystem ?? true,
    linuxParameters: {
      capabilities: { add: [], drop: ["ALL"] },
      initProcessEnabled: true,
      tmpfs: [{ containerPath: "/tmp", size: container.tmpMiB ?? defaults.tmpMiB, mountOptions: tmpOptions }],
    },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": container.logGroupName,
        "awslogs-region": context.region,
        "awslogs-stream-prefix": name,
      },
    },
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
  };
}

/** Docker's own for a tmpfs. Named, because what comes back for an empty list is written down nowhere. */
const tmpOptions = ["nodev", "noexec", "nosuid"];

function portMapping(container: string, port: number, connected: boolean): Json {
  const mapping = { containerPort: port, hostPort: port, protocol: "tcp" };
  return connected ? { ...mapping, name: portName(container, port), appProtocol: "http" } : mapping;
}

function named<T>(values: Record<string, T>, rest: (value: T) => Record<string, Json>): Json[] {
  return Object.entries(values).map(([name, value]) => ({ name, ...rest(value) }));
}

function optional(values: Json[]): Json[] | undefined {
  return values.length === 0 ? undefined : values;
}

/**
 * JSON with sorted keys, with lists of named things sorted by name, without undefined: the same value, the same text.
 * The order of other lists (a command's arguments, for example) carries meaning and stays.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(canonical(value));
}

function canonical(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item) as Json);
    const keyed = items.map((item) => ({ item, name: nameOf(item), text: JSON.stringify(item) }));
    if (keyed.some(({ name }) => name === undefined)) return items;
    keyed.sort((a, b) => compare(a.name ?? "", b.name ?? "") || compare(a.text, b.text));
    return keyed.map(({ item }) => item);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
}

/** By code units, as the provider compares them; not by the machine's language. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function nameOf(item: Json): string | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  const name = item.name ?? item.containerName;
  return typeof name === "string" ? name : undefined;
}
