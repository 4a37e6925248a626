import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type EngineEvents, readEngineEvents } from "./engine-events.ts";
import type { PulumiCli } from "./find-cli.ts";
import { startLanguageHost } from "./language-host.ts";
import { endWithThisTest, killGroup } from "./leftovers.ts";

/** What came of an operation. */
export interface OperationResult extends EngineEvents {
  /** Whether the CLI exited with 0. */
  ok: boolean;
  /** As the user reads it, without colours. */
  stdout: string;
  stderr: string;
  durationMs: number;
  /** Peak of the program's process; undefined where it was not the program's own, or no program ran to its end. */
  peakMemoryKiB?: number;
}

/** An operation on its way. */
export interface Operation {
  /** Never rejects for what the operation did. */
  result: Promise<OperationResult>;
  /** Ends the CLI at once, as a lost machine would, and waits for its end. */
  kill(): Promise<OperationResult>;
}

/** How the CLI is run. */
export interface OperationContext {
  cli: PulumiCli;
  /** Working folder of the project. */
  directory: string;
  /** Folder for what operations leave: event logs and figures. */
  records: string;
  environment: NodeJS.ProcessEnv;
  /** Whether the program runs in a process in which others run before and after it. */
  sharesProcess: boolean;
  /** Operations on their way. */
  running: Set<Operation>;
}

const memoryReporter = new URL("./report-memory.ts", import.meta.url).href;

/** Starts a command of the CLI that runs the engine, such as `["up", "--yes"]`. */
export async function startOperation(words: string[], context: OperationContext): Promise<Operation> {
  const { cli, directory, records } = context;
  const own = mkdtempSync(join(records, "operation-"));
  const eventLog = join(own, "events.json");
  const memoryFile = join(own, "memory");
  const environment = {
    ...context.environment,
    ...(!context.sharesProcess && { STACK_TESTING_MEMORY_FILE: memoryFile }),
    NODE_OPTIONS: `--import=${memoryReporter}`,
  };
  const host = cli.hasLanguageHost
    ? undefined
    : await startLanguageHost({ environment, shared: context.sharesProcess });
  const client = host === undefined ? [] : [`--client=${host.address}`];
  const begin = performance.now();
  const child = spawn(cli.command, [...words, ...client, "--event-log", eventLog], {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithThisTest(child);
  const result = (async () => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    const durationMs = Math.round(performance.now() - begin);
    host?.close();
    const peakMemoryKiB = readNumber(memoryFile);
    return {
      ok: code === 0,
      ...readEngineEvents(eventLog),
      stdout,
      stderr,
      durationMs,
      ...(peakMemoryKiB !== undefined && { peakMemoryKiB }),
    };
  })();
  const operation: Operation = {
    result,
    kill: () => {
      killGroup(child);
      return result;
    },
  };
  context.running.add(operation);
  result.finally(() => context.running.delete(operation));
  return operation;
}

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
