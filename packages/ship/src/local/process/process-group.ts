import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** How a program ended; `error` when it could not be started at all. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

/** A program to start. */
export interface ProgramStart {
  command: readonly string[];
  cwd: string;
  environment: Record<string, string>;
  onLine(line: string): void;
}

/** A running program with everything that it starts itself. */
export interface ProcessGroup {
  /** Undefined when the program could not be started. */
  pid: number | undefined;
  /** Resolves when the program has ended and its output is read. */
  exited: Promise<ProcessExit>;
  /** The last lines of output, oldest first. */
  lastLines: readonly string[];
  /** Asks it to end (TERM); kills whatever is left when the signal aborts. */
  stop(kill: AbortSignal): Promise<void>;
}

const keptLines = 20;
const outputGraceMs = 300;

/** Starts a program as leader of its own process group: a signal reaches its descendants, a Ctrl-C does not. */
export function startGroup({ command, cwd, environment, onLine }: ProgramStart): ProcessGroup {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lastLines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      onLine(line);
    });
  }
  let running = child.pid !== undefined;
  const signal = (name: NodeJS.Signals) => {
    if (running && child.pid) signalGroup(child.pid, name);
  };
  const exited = exitOf(child, () => {
    // What the program has left behind would outlive it, and hold its output open.
    signal("SIGKILL");
    running = false;
  });
  const stop = async (kill: AbortSignal) => {
    const killNow = () => signal("SIGKILL");
    kill.addEventListener("abort", killNow, { once: true });
    signal(kill.aborted ? "SIGKILL" : "SIGTERM");
    await exited;
    kill.removeEventListener("abort", killNow);
  };
  return { pid: child.pid, lastLines, exited, stop };
}

/** Signals every process of a group; one that has ended is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function exitOf(child: ChildProcess, onExit: () => void): Promise<ProcessExit> {
  const closed = once(child, "close").catch(() => {});
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    onExit();
    await Promise.race([closed, setTimeout(outputGraceMs, undefined, { ref: false })]);
    return { code, signal };
  } catch (error) {
    return { code: null, signal: null, error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}
