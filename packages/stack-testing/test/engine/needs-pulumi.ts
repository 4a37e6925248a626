import type { Context } from "mocha";
import { findPulumiCli, howToGetTheCli, type PulumiCli } from "../../src/engine/index.ts";

const found = findPulumiCli();
// Of mocha's parallel workers, one tells.
let told = (process.env.MOCHA_WORKER_ID ?? "0") !== "0";

/** Skips the suite where the Pulumi CLI is missing, with a line that says how to get it; in CI that is a failure. */
export function needsPulumi(this: Context): void {
  if (found !== undefined) return;
  if (process.env.CI) throw new Error(howToGetTheCli);
  if (!told) console.log(`skipped: ${howToGetTheCli}`);
  told = true;
  this.skip();
}

/** The CLI of this machine, behind `before(needsPulumi)`. */
export function pulumiCli(): PulumiCli {
  if (found === undefined) throw new Error(howToGetTheCli);
  return found;
}
