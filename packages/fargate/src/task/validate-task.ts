import type { ProgramContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { checkOneOf } from "../validation/choices.ts";
import { checkName } from "../validation/names.ts";
import { got, listed, type Problem } from "../validation/problem.ts";
import type { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";
import { checkCapacity, checkDatabaseOnSpot } from "./capacity.ts";
import { type BeforeStepArgs, type ContainerArgs, findContainer, resolveContainers } from "./container.ts";
import { checkContainerResources } from "./container-resources.ts";
import { checkHealth } from "./health.ts";
import { checkImage } from "./image.ts";
import { checkStartOrder } from "./start-order.ts";
import type { TaskArgs } from "./task-args.ts";
import { checkTaskSize, resolveTaskSize } from "./task-size.ts";
import { checkContainerVariables, checkStepVariables } from "./variables.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionSteps = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Notes every mistake about a task that does not depend on what runs it.
 * @param connected Whether Service Connect's proxy takes a part of its memory.
 */
export function checkTask(
  args: TaskArgs,
  connected: boolean,
  context: ProgramContext,
  problems: Problems,
): void {
  problems.addAll(checkStackName(context.stack));
  problems.addAll(checkTaskSize(args.size), "size");
  problems.addAll(
    checkInteger("ephemeralStorageGiB", args.ephemeralStorageGiB, { min: 21, max: 200, unit: "GiB" }),
  );
  const capacity = args.capacity ?? defaults.capacity;
  problems.addAll(checkCapacity(capacity));
  problems.addAll(checkDatabaseOnSpot(capacity, args.containers));
  checkContainers(args, connected, context, problems);
  const { logRetentionDays = defaults.logRetentionDays } = args;
  problems.addAll(checkOneOf("logRetentionDays", logRetentionDays, retentionSteps));
}

/** It is a part of the task definition's family. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
function checkStackName(stack: string): Problem[] {
  if (/^[A-Za-z0-9_-]+$/.test(stack)) return [];
  const reason = `must be named with letters, digits, - and _ alone, as the family of a task definition is, got ${got(stack)}; rename it with: pulumi stack rename <name>`;
  return [{ propertyPath: "stack", reason }];
}

function checkContainers(
  args: TaskArgs,
  connected: boolean,
  context: ProgramContext,
  problems: Problems,
): void {
  const { containers, before = {} } = args;
  if (Object.keys(containers).length === 0)
    problems.add("containers", "must name at least one container, got none");
  for (const [name, container] of Object.entries(containers)) {
    const path = `containers.${name}`;
    problems.addAll(checkName(name, path));
    problems.addAll(checkImage(container.image, context.offline, context.stack), path);
    problems.addAll(checkContainerFields(container), path);
    if (container.upstream !== undefined) {
      checkServingContainer(`${path}.upstream`, container.upstream, containers, problems);
    }
    if (container.health !== undefined) {
      problems.addAll(checkHealth(container.health, container.port), `${path}.health`);
    }
  }
  if (
    Object.keys(containers).length > 0 &&
    Object.values(containers).every((each) => each.essential === false)
  ) {
    problems.add(
      "containers",
      "must have one that is essential, got none; leave out essential: false on the one that serves",
    );
  }
  checkPortClash(containers, problems);
  problems.addAll(checkContainerResources(containers, { ...resolveTaskSize(args.size), connected }));
  for (const [name, step] of Object.entries(before)) checkBeforeStep(name, step, containers, problems);
  problems.addAll(checkStartOrder(resolveContainers(containers, before)), "containers");
}

function checkContainerFields(container: ContainerArgs) {
  const problems = [
    ...checkInteger("port", container.port, { min: 1024, max: 65535 }),
    ...checkInteger("stopTimeoutSeconds", container.stopTimeoutSeconds, {
      min: 2,
      max: 120,
      unit: "seconds",
    }),
    ...checkDraining(container),
  ];
  if (container.user !== undefined && !/^[1-9]\d*(?::\d+)?$/.test(container.user)) {
    const reason = `must be a numeric user other than root, "uid" or "uid:gid", got ${got(container.user)}`;
    problems.push({ propertyPath: "user", reason });
  }
  problems.push(...checkContainerVariables(container));
  return problems;
}

function checkDraining({ drainSeconds, stopTimeoutSeconds }: ContainerArgs): Problem[] {
  const problems = checkInteger("drainSeconds", drainSeconds, { min: 0, max: 119, unit: "seconds" });
  const killed = stopTimeoutSeconds ?? defaults.stopTimeoutSeconds;
  if (problems.length > 0 || drainSeconds === undefined || drainSeconds < killed) return problems;
  const reason = `must be less than stopTimeoutSeconds (${killed}), after which it is killed, got ${got(drainSeconds)}; lower it or raise stopTimeoutSeconds`;
  return [{ propertyPath: "drainSeconds", reason }];
}

function checkPortClash(containers: Record<string, ContainerArgs>, problems: Problems): void {
  const taken = new Map<number, string>();
  for (const [name, { port }] of Object.entries(containers)) {
    if (port === undefined) continue;
    const other = taken.get(port);
    if (other !== undefined) {
      const reason = `must differ from ${other}'s, since containers of a task share their address, got ${port} for both`;
      problems.add(`containers.${name}.port`, reason);
    }
    taken.set(port, name);
  }
}

function checkBeforeStep(
  name: string,
  step: BeforeStepArgs,
  containers: Record<string, ContainerArgs>,
  problems: Problems,
): void {
  const path = `before.${name}`;
  problems.addAll(checkName(name, path));
  if (findContainer(containers, name) !== undefined)
    problems.add(path, "must not have the name of a container; rename the step");
  const target = findContainer(containers, step.container);
  if (target === undefined) problems.add(`${path}.container`, mustBeContainer(containers, step.container));
  if (step.command.length === 0)
    problems.add(`${path}.command`, "must name a program of the image, got nothing");
  problems.addAll(checkStepVariables(step, target), path);
}

/** Notes that a field must name a container with a port. */
export function checkServingContainer(
  path: string,
  name: string,
  containers: Record<string, ContainerArgs>,
  problems: Problems,
): void {
  const container = findContainer(containers, name);
  if (container === undefined) problems.add(path, mustBeContainer(containers, name));
  else if (container.port === undefined) {
    problems.add(path, `must have a port, got none; set containers.${name}.port`);
  }
}

function mustBeContainer(containers: Record<string, ContainerArgs>, name: string): string {
  return `must be one of the containers (${listed(Object.keys(containers))}), got ${got(name)}`;
}
