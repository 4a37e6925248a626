import { defaults } from "../defaults.ts";
import { checkOneOf } from "../validation/choices.ts";
import { got, listed, type Problem } from "../validation/problem.ts";

/** Processor architecture of a task; its images must have it. */
export type Architecture = "arm64" | "x86_64";

/** CPU, memory and architecture of one task. */
export interface TaskSize {
  /** CPU units, 1024 for one vCPU: 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768. @default 256 */
  cpu?: number;
  /** Memory of the whole task in MiB; which amounts are allowed depends on `cpu`. @default the least that `cpu` allows */
  memoryMiB?: number;
  /** Processor architecture, which the images must have. @default "arm64", about a fifth cheaper than x86_64 */
  architecture?: Architecture;
}

const GiB = 1024;

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * GiB);
}

/**
 * Memory in MiB that Fargate (Linux, platform version 1.4.0) allows for each number of CPU units.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html (read 2026-11-23)
 */
export const taskSizes: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)],
  [16384, steps(32, 120, 8)],
  [32768, [60 * GiB, 120 * GiB, 244 * GiB]],
]);

/** Fills in the defaults of a size; memory left out becomes the least that the CPU allows. */
export function resolveTaskSize(size: TaskSize = {}): Required<TaskSize> {
  const cpu = size.cpu ?? defaults.size.cpu;
  const least = taskSizes.get(cpu)?.[0] ?? defaults.size.memoryMiB;
  return {
    cpu,
    memoryMiB: size.memoryMiB ?? least,
    architecture: size.architecture ?? defaults.size.architecture,
  };
}

/** Checks a size against Fargate's table. */
export function checkTaskSize(size: TaskSize = {}): Problem[] {
  const { cpu, memoryMiB, architecture } = resolveTaskSize(size);
  const problems = checkOneOf("architecture", architecture, ["arm64", "x86_64"]);
  const allowed = taskSizes.get(cpu);
  if (allowed === undefined) return [...problems, ...checkOneOf("cpu", cpu, [...taskSizes.keys()])];
  if (!allowed.includes(memoryMiB)) {
    problems.push({ propertyPath: "memoryMiB", reason: memoryReason(cpu, memoryMiB, allowed) });
  }
  return problems;
}

function memoryReason(cpu: number, memoryMiB: number, allowed: readonly number[]): string {
  const [first = 0, second = 0] = allowed;
  const last = allowed.at(-1) ?? first;
  const range = allowed.length <= 4 ? listed(allowed) : `${first} to ${last} in steps of ${second - first}`;
  const remedy = memoryMiB > last ? "raise cpu or lower memoryMiB" : "take one of these";
  return `must be ${range} when cpu is ${cpu}, got ${got(memoryMiB)}; ${remedy}`;
}
