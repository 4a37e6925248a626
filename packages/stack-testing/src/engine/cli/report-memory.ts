/** Preloaded into a program: leaves the peak of its memory, in KiB, in the file that the environment names. */
import "../../lazy-sdk.ts";
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.STACK_TESTING_MEMORY_FILE;
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});

// The SDK's runner would translate each resource's place in the SDK by source maps, for a stack's sake that nobody reads
// here: a seventh of a program's time.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {} });
