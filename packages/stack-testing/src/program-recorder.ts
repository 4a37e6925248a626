import * as pulumi from "@pulumi/pulumi";
import type { StackProblem } from "./evaluated-stack.ts";
import { toProblems } from "./program-problems.ts";
import type { RecordedProgram, RecordOptions } from "./record-registrations.ts";
import { startRecording } from "./recording-monitor.ts";

/** Runs a program against stand-ins; only one at a time, since the SDK's state belongs to the process. */
export async function record(program: () => unknown, options: RecordOptions): Promise<RecordedProgram> {
  const config = options.config ?? {};
  const errors = new Set<unknown>();
  const warnings: StackProblem[] = [];
  const release = interceptFailures(errors, warnings);
  try {
    const recording = await startRecording({
      project: options.project ?? "starter-test",
      stack: options.stack ?? "dev",
      organization: options.organization ?? "organization",
      preview: options.preview ?? false,
      region: options.region ?? config["aws:region"] ?? "us-east-1",
      stackOutputs: options.stackOutputs ?? {},
      answers: options.answers ?? {},
    });
    pulumi.runtime.setAllConfig(config, options.secretKeys ?? []);
    const outputs = await runProgram(program).catch((error: unknown) => {
      errors.add(error);
      return {};
    });
    await pulumi.runtime.disconnect();
    // Rejections that nobody handles are reported after the promise jobs of the turn in which they happen.
    await new Promise(setImmediate);
    return describe({ ...recording, outputs, errors: [...errors], warnings }, options.directory);
  } finally {
    release();
  }
}

async function runProgram(program: () => unknown): Promise<Record<string, unknown>> {
  const outputs: unknown = await pulumi.runtime.runInPulumiStack(async () => program());
  return typeof outputs === "object" && outputs !== null ? (outputs as Record<string, unknown>) : {};
}

function describe(
  recorded: Omit<RecordedProgram, "problems" | "byType" | "one">,
  directory?: string,
): RecordedProgram {
  const byType = (type: string) => recorded.resources.filter((resource) => resource.type === type);
  const problems = recorded.errors.flatMap((error) => toProblems(error, directory));
  return {
    ...recorded,
    problems: uniqueProblems(problems),
    byType,
    one: (type, name) => {
      const found = byType(type).filter((resource) => name === undefined || resource.name === name);
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      const names = byType(type).map((resource) => resource.name);
      throw new Error(
        `must be one ${type}${name === undefined ? "" : ` "${name}"`}, got [${names.join(", ")}]`,
      );
    },
  };
}

function uniqueProblems(problems: StackProblem[]): StackProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.where} ${problem.message}`, problem])).values()];
}

/**
 * Collects what nobody catches while a program runs, and the SDK's log, which it prints when no engine listens.
 * Other listeners, a test runner's for instance, are back in place afterwards.
 */
function interceptFailures(errors: Set<unknown>, warnings: StackProblem[]): () => void {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (error) => errors.add(error));
  const { warn, error } = console;
  console.warn = intercept(warn, "warning", (message) => warnings.push({ message }));
  console.error = intercept(error, "error", (message) => errors.add(new pulumi.RunError(message)));
  return () => {
    Object.assign(console, { warn, error });
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  };
}

function intercept(
  print: typeof console.warn,
  level: string,
  take: (message: string) => void,
): typeof console.warn {
  const prefix = `${level}: [runtime] `;
  return (first: unknown, ...rest: unknown[]) => {
    if (typeof first === "string" && first.startsWith(prefix)) take(first.slice(prefix.length));
    else print(first, ...rest);
  };
}
