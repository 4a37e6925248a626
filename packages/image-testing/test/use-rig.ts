import { after, type Context } from "mocha";
import { findEngine } from "../src/engine/find-engine.ts";
import { type Rig, startRig } from "../src/task/rig.ts";

let told = false;
let started: Promise<Rig> | undefined;

/** Skips the suite where no engine can be started, with a line that says how to get one; in CI that is a failure. */
export function needsEngine(this: Context): void {
  const found = findEngine();
  if (!("missing" in found)) return;
  if (process.env.CI) throw new Error(found.missing);
  if (!told) console.log(`skipped: ${found.missing}`);
  told = true;
  this.skip();
}

/** The one rig of all tests, with the images of both services; started by the first that asks. */
export function useRig(): Promise<Rig> {
  started ??= startRig(["member", "board"]);
  return started;
}

after("stops the engine", async function () {
  this.timeout(120_000);
  await (await started?.catch(() => undefined))?.stop();
});
