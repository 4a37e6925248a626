import type { StackProblem } from "./evaluated-stack.ts";
import type { MonitorOptions, RecordedResource } from "./recording-monitor.ts";

/** Who a program believes it is, its configuration, and answers of its own; everything can be left out. */
export interface RecordOptions extends Partial<MonitorOptions> {
  /** Configuration by full key, `aws:region` or `starter-member:count`; objects and arrays as JSON. */
  config?: Record<string, string>;
  /** Keys of `config` that are encrypted in a stack file. */
  secretKeys?: string[];
  /** Folder of the project, for file names in problems. */
  directory?: string;
}

/** What a program registered, exported and threw. */
export interface RecordedProgram {
  /** In the order of registration, the stack's root left out. */
  resources: RecordedResource[];
  /** What the program returned, with outputs resolved; secrets are plain. */
  outputs: Record<string, unknown>;
  secretOutputPaths: string[];
  /** Everything it threw, in its constructors, in an `apply` or in a promise, each once. */
  errors: unknown[];
  /** The same as texts. */
  problems: StackProblem[];
  warnings: StackProblem[];
  /** All registrations of one type. */
  byType(type: string): RecordedResource[];
  /** The only registration of a type, or the one with that name; throws when there is not exactly one. */
  one(type: string, name?: string): RecordedResource;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a function that creates resources against stand-ins for Pulumi's engine and AWS, in this process, and waits for
 * every registration. Calls take turns, since the SDK's state belongs to the process.
 */
export function recordRegistrations(
  program: () => unknown,
  options: RecordOptions = {},
): Promise<RecordedProgram> {
  const turn = last.then(async () => {
    // The SDK is loaded where a program runs, not where one is only planned.
    const { record } = await import("./program-recorder.ts");
    return record(program, options);
  });
  last = turn.catch(() => undefined);
  return turn;
}
