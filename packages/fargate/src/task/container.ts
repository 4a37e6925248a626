import type * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../secret/secret-reference.ts";
import type { ContainerResources } from "./container-resources.ts";
import type { Health } from "./health.ts";
import type { Image } from "./image.ts";

/** When a container that another one waits for counts as ready. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html */
export type StartCondition = "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";

/** One container of a task. All containers of a task share 127.0.0.1, so their ports differ. */
export interface ContainerArgs extends ContainerResources {
  /** By digest; see `releasedImages`. */
  image: Image;
  /** Port the container listens on, 1024 to 65535, also handed to it as `PORT`. Left out: it accepts no connections. */
  port?: number;
  /** Program and arguments. @default what the image declares */
  command?: string[];
  /** Plain variables; the task definition shows them to everyone who may read it, so never a secret. @default none */
  environment?: Record<string, pulumi.Input<string>>;
  /** Variables that ECS fills from Secrets Manager or the Parameter Store when the task starts. @default none */
  secrets?: Record<string, SecretReference>;
  /** Left out: the container counts as running when its process does. */
  health?: Health;
  /**
   * Container of the same task that this one forwards requests to: it gets that one's address as `UPSTREAM` and starts
   * when that one is healthy. Left out: it forwards nothing.
   */
  upstream?: string;
  /** Containers that must come first, and how far they must be. @default none */
  dependsOn?: Record<string, StartCondition>;
  /** Whether the task stops when this container does. @default true */
  essential?: boolean;
  /** Seconds from SIGTERM to SIGKILL, 2 to 120. @default 30 */
  stopTimeoutSeconds?: number;
  /**
   * How long it serves on after SIGTERM while it already answers "not ready", 0 to 119 seconds and less than
   * `stopTimeoutSeconds`; handed to it as `DRAIN_SECONDS`. Left out: it stops as it likes.
   */
  drainSeconds?: number;
  /** Whether nothing but /tmp can be written. ECS Exec works only where it is false. @default true */
  readonlyRootFilesystem?: boolean;
  /** Numeric user and group, `uid:gid`. @default "1000:1000", the node image's */
  user?: string;
}

/** A step that must succeed before the container it is for starts: a migration, for example. */
export interface BeforeStepArgs {
  /** Container that waits for the step; the step runs its image with its environment and secrets. */
  container: string;
  /** Program and arguments. */
  command: string[];
  /** Variables that only the step has. @default none */
  environment?: Record<string, pulumi.Input<string>>;
  /** Secrets that only the step has, for example the database's master user. @default none */
  secrets?: Record<string, SecretReference>;
}

/** A task's containers by name. */
export type Containers = Record<string, ContainerArgs>;

/** A container by name; a name that every object has, such as `constructor`, is none. */
export function findContainer(containers: Containers, name: string): ContainerArgs | undefined {
  return Object.hasOwn(containers, name) ? containers[name] : undefined;
}

/**
 * The containers as the task definition has them: addresses and start order of upstreams filled in, `before` steps
 * made containers of their own. References that do not resolve are left for the checks to name.
 */
export function resolveContainers(
  containers: Containers,
  before: Record<string, BeforeStepArgs> = {},
): Containers {
  const connected = Object.entries(containers).map(([name, container]) => [
    name,
    withUpstream(container, containers),
  ]);
  return withBeforeSteps(Object.fromEntries(connected), before);
}

function withUpstream(container: ContainerArgs, containers: Containers): ContainerArgs {
  const { upstream, ...rest } = container;
  const port = upstream === undefined ? undefined : findContainer(containers, upstream)?.port;
  if (upstream === undefined || port === undefined) return rest;
  return {
    ...rest,
    environment: { UPSTREAM: `127.0.0.1:${port}`, ...rest.environment },
    dependsOn: { [upstream]: "HEALTHY", ...rest.dependsOn },
  };
}

/**
 * Adds each `before` step as a container that ends before its container starts.
 * Several steps run one after the other, in the order they are written.
 */
function withBeforeSteps(containers: Containers, before: Record<string, BeforeStepArgs>): Containers {
  const all: Containers = { ...containers };
  const previous: string[] = [];
  for (const [name, step] of Object.entries(before)) {
    const target = findContainer(all, step.container);
    if (target === undefined) continue;
    all[name] = {
      image: target.image,
      command: step.command,
      environment: { ...target.environment, ...step.environment },
      secrets: { ...target.secrets, ...step.secrets },
      dependsOn: Object.fromEntries(previous.map((earlier) => [earlier, "SUCCESS"])),
      essential: false,
      readonlyRootFilesystem: target.readonlyRootFilesystem,
      user: target.user,
    };
    all[step.container] = { ...target, dependsOn: { ...target.dependsOn, [name]: "SUCCESS" } };
    previous.splice(0, 1, name);
  }
  return all;
}
