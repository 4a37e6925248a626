import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { filesFor, type Level } from "./levels.ts";
import { applyMutation, type Mutation } from "./mutation.ts";
import { type FailedTest, runMocha } from "./run-mocha.ts";
import type { WorkspaceCopies } from "./workspace-copy.ts";

/** What came of a mutation. */
export interface Outcome {
  mutation: Mutation;
  /** The cheapest level that fails with it; left out when it survives. */
  caught?: FailedTest & { level: Level["name"] };
  /** Why nothing can be said: the mutated program does not even load. */
  broken?: string;
  seconds: number;
}

/** What a run needs. */
export interface MutationRun {
  copies: WorkspaceCopies;
  levels: readonly Level[];
  /** Copies that are worked on at once. */
  workers: number;
  onOutcome: (outcome: Outcome) => void;
  onProgress: (line: string) => void;
}

/**
 * Applies the mutations one by one, each to a copy, and runs the level's tests up to the first that fails; what no test of
 * a level notices is left for the next one. The outcomes are in the order of the list.
 */
export async function runMutations(mutations: readonly Mutation[], run: MutationRun): Promise<Outcome[]> {
  const scratch = join(run.copies.folder, "scratch");
  mkdirSync(scratch);
  const workers = Array.from({ length: Math.min(run.workers, mutations.length) }, (_, index) => index);
  const copies = workers.map((worker) => run.copies.add(`copy-${worker}`));
  const outcomes = mutations.map((mutation): Outcome => ({ mutation, seconds: 0 }));
  for (const level of run.levels) {
    const open = outcomes.filter(isOpen);
    if (open.length === 0) break;
    const { millisecondsOf } = await runUnchanged(level, scratch, run);
    const queue = open.values();
    const work = async (copy: string) => {
      for (const outcome of queue) {
        const undo = applyMutation(copy, outcome.mutation);
        const begin = performance.now();
        const files = filesFor(outcome.mutation.file, level, millisecondsOf);
        const result = await runMocha(copy, scratch, files, { bail: true }).finally(undo);
        outcome.seconds += (performance.now() - begin) / 1000;
        if (typeof result === "string") outcome.broken = result;
        else if (result.failures[0] !== undefined)
          outcome.caught = { level: level.name, ...result.failures[0] };
        if (!isOpen(outcome)) run.onOutcome(outcome);
      }
    };
    await Promise.all(copies.map(work));
    run.onProgress(`${level.name}: leaves ${open.filter(isOpen).length} of ${open.length}`);
  }
  return outcomes;
}

function isOpen({ caught, broken }: Outcome): boolean {
  return caught === undefined && broken === undefined;
}

/** A suite that fails without a mutation would seem to catch them all. */
async function runUnchanged(level: Level, scratch: string, { copies, onProgress }: MutationRun) {
  onProgress(`${level.name}: unchanged, ${level.files.length} files …`);
  const begin = performance.now();
  const result = await runMocha(copies.pristine, scratch, level.files, { bail: false });
  if (typeof result === "string")
    throw new Error(`the ${level.name} tests must load and end, got: ${result}`);
  if (result.failures.length > 0) {
    const lines = result.failures.map(({ suite, test, message }) => `  ${suite} › ${test}: ${message}`);
    throw new Error(`the ${level.name} tests must pass without a mutation, got\n${lines.join("\n")}`);
  }
  onProgress(`${level.name}: unchanged, passes in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  return result;
}
