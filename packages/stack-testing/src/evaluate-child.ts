/** The process in which one stack program runs: told what to do by one message, answers with one. */
import "./lazy-sdk.ts";
import { pathToFileURL } from "node:url";
import type { EvaluatedStack } from "./evaluated-stack.ts";
import { type RecordOptions, recordRegistrations } from "./record-registrations.ts";

/** What the parent sends. */
export interface ChildRequest {
  /** Program file, absolute. */
  entry: string;
  options: Omit<RecordOptions, "answers"> & { directory: string };
}

/** What the child answers. */
export type ChildAnswer = Pick<
  EvaluatedStack,
  "resources" | "outputs" | "secretOutputPaths" | "problems" | "warnings"
>;

process.once("disconnect", () => process.exit(1));
process.once("message", async (message) => {
  const { entry, options } = message as ChildRequest;
  // So that a program that waits for nothing ends, and the parent learns it at once.
  process.channel?.unref();
  const recorded = await recordRegistrations(() => importProgram(entry), options);
  const { resources, outputs, secretOutputPaths, problems, warnings } = recorded;
  const answer: ChildAnswer = { resources, outputs, secretOutputPaths, problems, warnings };
  // Whatever a program left open, a timer or a server, must not keep its process.
  process.send?.(answer, () => process.exit(0));
});

/** The exports as Pulumi's own runner reads them: a default export stands for all, a function is called. */
async function importProgram(entry: string): Promise<unknown> {
  const exports = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
  const program = "default" in exports ? exports.default : { ...exports };
  return typeof program === "function" ? program() : program;
}
