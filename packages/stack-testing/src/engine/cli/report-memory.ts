/** Preloaded into a program: leaves the peak of its memory, in KiB, in the file that the environment names. */
import "../../lazy-sdk.ts";
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.STACK_TESTING_MEMORY_FILE;
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});

// The SDK notes the place of each promise and resource, for the sake of messages that nobody reads here, and its runner
// would translate each by source maps: a third of a program's time. What has a message keeps its stack.
const stackOf = (error: Error, trace: NodeJS.CallSite[]) =>
  error.message === "" ? "" : `${error}\n    at ${trace.join("\n    at ")}`;
Object.defineProperty(Error, "prepareStackTrace", { get: () => stackOf, set: () => {} });
