import {
  type ContainerDefinition,
  type Deployment,
  evaluateWorkspace,
  folderOf,
  planDatabases,
  postgres,
  readDeployment,
  repositoryOf,
  secretEnvironment,
  secretReference,
  startOrder,
} from "@starter/ship/deployment";
import type { EvaluatedStack } from "@starter/stack-testing";

/** A container as its task definition declares it; with what an engine is told of it. */
export interface TaskContainer extends ContainerDefinition {
  user?: string;
  readonlyRootFilesystem?: boolean;
  stopTimeout?: number;
  linuxParameters?: {
    capabilities?: { add?: string[]; drop?: string[] };
    initProcessEnabled?: boolean;
    tmpfs?: { containerPath: string; size: number; mountOptions?: string[] }[];
  };
}

/** The load balancer's side of a service, in the provider's words. */
export interface Target {
  containerPort: number;
  deregistrationDelay: number;
  healthCheck: {
    path: string;
    matcher: string;
    interval: number;
    timeout: number;
    healthyThreshold: number;
    unhealthyThreshold: number;
  };
}

/** What a task reaches outside of itself, where it runs. */
export interface Surroundings {
  /** The addresses that requests come from, in place of the VPC's. */
  subnet: string;
  /** PostgreSQL, in place of the stack's database. */
  postgres: { host: string; port: number; superuser: string; password: string };
}

/** One service's task, from its evaluated stack. */
export interface TaskPlan {
  service: string;
  /** 1024 for one vCPU. */
  cpu: number;
  memoryMiB: number;
  /** Each after those it depends on. */
  containers: TaskContainer[];
  target: Target;
  /** Names of the databases that must be there. */
  databases: string[];
  /** The variables and secrets of a container: as declared but for what is elsewhere here (see Surroundings), and for TLS. */
  variables(container: TaskContainer, surroundings: Surroundings): Record<string, string>;
}

/** Evaluates the stacks of an environment and reads one service's task. */
export async function readTaskPlans(
  workspace: string,
  environment: string,
): Promise<(service: string) => TaskPlan> {
  const stacks = await evaluateWorkspace(workspace, environment);
  const [problem] = stacks.flatMap(({ problems }) => problems);
  if (problem) throw new Error(`${problem.where}: ${problem.message}`);
  const deployment = readDeployment(stacks);
  return (service) => {
    const stack = stacks.find(({ directory }) => directory.endsWith(`/stacks/${service}`));
    if (!stack) throw new Error(`stacks/${service}: must exist, got no such stack`);
    return readTaskPlan(service, stack, deployment);
  };
}

function readTaskPlan(service: string, stack: EvaluatedStack, deployment: Deployment): TaskPlan {
  const folder = folderOf(stack);
  const definition = inputsOf(stack, "aws:ecs/taskDefinition:TaskDefinition");
  const { loadBalancers } = inputsOf(stack, "aws:ecs/service:Service") as {
    loadBalancers: { containerPort: number }[];
  };
  const target = inputsOf(stack, "aws:lb/targetGroup:TargetGroup") as unknown as Target;
  const secrets = deployment.stacks.find((read) => read.folder === folder)?.secrets ?? [];
  const values = new Map(secrets.map(({ name, value }) => [name, value ?? ""]));
  const databases = planDatabases(deployment).filter((database) => database.folder === folder);
  return {
    service,
    cpu: Number(definition.cpu),
    memoryMiB: Number(definition.memory),
    containers: startOrder(JSON.parse(String(definition.containerDefinitions))) as TaskContainer[],
    target: { ...target, containerPort: loadBalancers[0]?.containerPort ?? 0 },
    databases: databases.map(({ name }) => name),
    variables(container, surroundings) {
      const localize = postgres(databases, surroundings.postgres);
      const plain = (container.environment ?? []).map(({ name, value }) => [
        name,
        name === "REAL_IP_FROM" ? surroundings.subnet : localize(value),
      ]);
      const references = (container.secrets ?? []).map(({ name, valueFrom }) =>
        secretReference(name, valueFrom, secrets),
      );
      const { superuser, password } = surroundings.postgres;
      return {
        // The load's members all come from one address.
        SIGN_UPS_PER_ADDRESS: "1000000",
        ...Object.fromEntries(plain),
        ...secretEnvironment(references, values, { username: superuser, password }),
      };
    },
  };
}

/** The local tag of a container's image. */
export function localImage(container: ContainerDefinition): string {
  return `images-test/${repositoryOf(container.image)}`;
}

function inputsOf(stack: EvaluatedStack, type: string): Record<string, unknown> {
  const found = stack.resources.find((resource) => resource.type === type);
  if (!found) throw new Error(`${folderOf(stack)}: must have a resource of type ${type}, got none`);
  return found.inputs;
}
