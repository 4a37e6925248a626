import { busy } from "./problem.ts";

/** Runs work when its turn comes, unless more wait already than this work may wait behind. */
export type Limit = <Result>(work: () => Promise<Result>, longestLine?: number) => Promise<Result>;

/** How much of a kind of work there may be at once. */
export interface LimitOptions {
  /** What callers are too many of, in the refusal: `searches`. */
  of: string;
  running: number;
  waiting: number;
}

/** Makes a limit on how much runs at once and how much may wait for it; work beyond both is refused with 503. */
export function createLimit({ of, running, waiting }: LimitOptions): Limit {
  let free = running;
  const line: (() => void)[] = [];
  return async (work, longestLine = waiting) => {
    if (free > 0) free -= 1;
    else if (line.length < longestLine) await new Promise<void>((resolve) => line.push(resolve));
    else throw busy(of);
    try {
      return await work();
    } finally {
      const next = line.shift();
      // The turn goes from hand to hand, so that nobody who comes in between can take it.
      if (next) next();
      else free += 1;
    }
  };
}
