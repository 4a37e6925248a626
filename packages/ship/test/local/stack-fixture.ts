import type { EvaluatedStack, RegisteredResource } from "@starter/stack-testing";
import type { Machine } from "../../src/local/plan/container-source.ts";
import type { LocalContainer, LocalTask } from "../../src/local/plan/local-plan.ts";
import type { ContainerDefinition } from "../../src/provider-inputs.ts";

/** Root folder of the made-up workspace. */
export const workspace = "/workspace";

/** A machine that has the sources of member and board, and nginx unless told otherwise. */
export function machine(overrides: Partial<Machine> = {}): Machine {
  const present = ["apps/member/src/main.ts", "apps/board/src/main.ts"];
  return {
    workspace,
    dataFolder: `${workspace}/.local/dev`,
    nginx: true,
    exists: (path) => present.includes(path),
    ...overrides,
  };
}

/** An image as a task definition names it. */
export function image(repository: string): string {
  return `docker.io/acme/${repository}@sha256:${"a".repeat(64)}`;
}

/** One evaluated stack with the given resources. */
export function stack(name: string, resources: RegisteredResource[]): EvaluatedStack {
  return {
    project: `starter-${name}`,
    stack: "dev",
    directory: `${workspace}/stacks/${name}`,
    resources,
    outputs: {},
    problems: [],
    warnings: [],
  };
}

/** One registered resource whose stand-in answer has an ARN of the name. */
export function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  outputs: Record<string, unknown> = {},
): RegisteredResource {
  return {
    type,
    name,
    custom: true,
    inputs,
    outputs: { ...inputs, id: name, arn: `arn:${type}/${name}`, ...outputs },
  };
}

/** A service and its task definition. */
export function serviceResources(
  name: string,
  containers: ContainerDefinition[],
  inputs: Record<string, unknown> = {},
): RegisteredResource[] {
  const definition = resource("aws:ecs/taskDefinition:TaskDefinition", name, {
    containerDefinitions: JSON.stringify(containers),
  });
  return [
    definition,
    resource("aws:ecs/service:Service", name, {
      taskDefinition: definition.outputs.arn,
      desiredCount: 1,
      ...inputs,
    }),
  ];
}

/** A container that runs `script` with this Node. */
export function scriptContainer(
  name: string,
  script: string,
  overrides: Partial<LocalContainer> = {},
): LocalContainer {
  return {
    name,
    source: `apps/sample/${name}.ts`,
    command: [process.execPath, "--eval", script],
    cwd: process.cwd(),
    environment: {},
    secrets: [],
    dependsOn: [],
    essential: true,
    ...overrides,
  };
}

/** A task of such containers. */
export function task(containers: LocalContainer[], overrides: Partial<LocalTask> = {}): LocalTask {
  return { service: "sample", folder: "stacks/sample", containers, targetChecks: [], ...overrides };
}
