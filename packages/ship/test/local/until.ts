import { setTimeout } from "node:timers/promises";

const limitMs = 8000;

/** Waits until something holds; rejects after 8 seconds, so that a failing test ends. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    if (performance.now() - start > limitMs) throw new Error(`waited in vain until ${what}`);
    await setTimeout(5);
  }
}
