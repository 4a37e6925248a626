import { defaults } from "../defaults.ts";
import { got, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";
import type { Containers } from "./container.ts";

/** What a container gets of its task; everything left out is shared. */
export interface ContainerResources {
  /**
   * CPU units that the container gets when all want more than there is, 0 to the task's.
   * @default 0, what the others leave
   */
  cpu?: number;
  /** Hard limit in MiB, 6 to the task's: the container is killed above it. @default none but the task's */
  memoryMiB?: number;
  /** Soft limit in MiB, 6 to the task's, at most `memoryMiB`: what is kept free for the container. @default none */
  memoryReservationMiB?: number;
  /** Size of /tmp in MiB, 1 to the task's; the only writable place, and memory of the task. @default 64 */
  tmpMiB?: number;
}

/** The task that the containers share. */
export interface SharedTask {
  cpu: number;
  memoryMiB: number;
  /** Whether Service Connect adds its proxy. */
  connected: boolean;
}

/** Docker's least. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const leastMemoryMiB = 6;

/**
 * Checks each container's share and their sums against the task, the Service Connect proxy counted.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts.html
 */
export function checkContainerResources(containers: Containers, task: SharedTask): Problem[] {
  const problems = Object.entries(containers).flatMap(([name, container]) =>
    checkShare(container, task).map(({ propertyPath, reason }) => ({
      propertyPath: `containers.${name}.${propertyPath}`,
      reason,
    })),
  );
  // A container that is out of range is reason enough; its sums would only repeat it.
  return problems.length > 0 ? problems : checkSums(containers, task);
}

function checkShare(share: ContainerResources, task: SharedTask): Problem[] {
  const memory = { min: leastMemoryMiB, max: task.memoryMiB, unit: "MiB, the task's memory" };
  const problems = [
    ...checkInteger("cpu", share.cpu, { min: 0, max: task.cpu, unit: "CPU units, the task's" }),
    ...checkInteger("memoryMiB", share.memoryMiB, memory),
    ...checkInteger("memoryReservationMiB", share.memoryReservationMiB, memory),
    ...checkInteger("tmpMiB", share.tmpMiB, { ...memory, min: 1 }),
  ];
  const { memoryMiB, memoryReservationMiB } = share;
  if (memoryMiB !== undefined && memoryReservationMiB !== undefined && memoryReservationMiB > memoryMiB) {
    const reason = `must be at most memoryMiB (${memoryMiB}), got ${got(memoryReservationMiB)}; lower it or raise memoryMiB`;
    problems.push({ propertyPath: "memoryReservationMiB", reason });
  }
  return problems;
}

function checkSums(containers: Containers, task: SharedTask): Problem[] {
  const all = Object.values(containers);
  const problems: Problem[] = [];
  const cpu = sum(all.map((container) => container.cpu ?? 0));
  if (cpu > task.cpu) {
    const reason = `must have at most ${task.cpu} CPU units together, the task's, got ${cpu}; lower them or raise size.cpu`;
    problems.push({ propertyPath: "containers", reason });
  }
  const proxy = task.connected ? defaults.connect.proxyMemoryMiB : 0;
  const reserved = sum(
    all.map(({ memoryMiB, memoryReservationMiB }) => memoryReservationMiB ?? memoryMiB ?? 0),
  );
  if (reserved > 0 && reserved + proxy > task.memoryMiB) {
    const withProxy = proxy > 0 ? ` and ${proxy} MiB for the Service Connect proxy` : "";
    const reason = `must reserve at most ${task.memoryMiB} MiB together, the task's memory, got ${reserved} MiB${withProxy}; lower them or raise size.memoryMiB`;
    problems.push({ propertyPath: "containers", reason });
  }
  return problems;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
