import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { endWithThisTest, killGroup } from "./leftovers.ts";
import type { ProgramRequest } from "./run-programs.ts";

/** What to run, and where its output goes. */
export interface ProgramOptions extends Omit<ProgramRequest, "endMark"> {
  /** Whether its process runs others too, before and after it. */
  shared: boolean;
  /** Takes a line of the program's output: of stream 1 or 2. */
  print(line: string, stream: number): Promise<void>;
}

/** How a program ended, or its process where it was its own or was killed. */
export type ProgramEnd = [code: number | null, signal: NodeJS.Signals | null];

/** A program on its way. */
export interface Program {
  ended: Promise<ProgramEnd>;
  /** Ends it, and its process, at once. */
  kill(): void;
}

/** Processes that wait for a program, in the order in which they began to. */
const waiting = new Set<ProgramProcess>();

/** Runs a program. */
export function startProgram({ shared, print, ...request }: ProgramOptions): Program {
  // The last one, so that a sequence of operations stays in one process.
  const another = shared ? [...waiting].at(-1) : undefined;
  const chosen = another ?? new ProgramProcess(request.environment);
  const ended = chosen.run(request, print, shared);
  let isOver = false;
  ended.finally(() => {
    isOver = true;
  });
  return { ended, kill: () => (isOver ? undefined : chosen.kill()) };
}

/** Runs programs one after another. */
class ProgramProcess {
  private readonly child: ChildProcess;
  /** Lines of both streams. */
  private readonly output: AsyncIterator<string>[];
  private readonly closed: Promise<ProgramEnd>;

  constructor(environment: NodeJS.ProcessEnv) {
    this.child = fork(fileURLToPath(new URL("./run-programs.ts", import.meta.url)), {
      execArgv: [],
      env: environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    endWithThisTest(this.child);
    this.output = [this.child.stdout, this.child.stderr].map((input) =>
      createInterface({ input: input as Readable })[Symbol.asyncIterator](),
    );
    this.closed = once(this.child, "close") as Promise<ProgramEnd>;
    this.child.once("exit", () => waiting.delete(this));
  }

  async run(request: ProgramRequest, print: ProgramOptions["print"], shared: boolean): Promise<ProgramEnd> {
    waiting.delete(this);
    for (const part of this.parts()) part.ref();
    const endMark = shared ? randomUUID() : undefined;
    this.child.send({ ...request, endMark } satisfies ProgramRequest);
    const exitCodes = await Promise.all(
      this.output.map((lines, stream) => printLines(lines, (line) => print(line, stream + 1), endMark)),
    );
    const [exitCode] = exitCodes;
    if (exitCode === undefined || exitCodes.includes(undefined)) return this.closed;
    // A process that waits keeps nobody from ending.
    for (const part of this.parts()) part.unref();
    waiting.add(this);
    return [exitCode, null];
  }

  kill(): void {
    killGroup(this.child);
  }

  private parts() {
    const { channel, stdout, stderr } = this.child;
    return [this.child, channel, stdout, stderr] as { ref(): void; unref(): void }[];
  }
}

/** Returns the exit code after the mark; undefined where the output ends without it. */
async function printLines(
  lines: AsyncIterator<string>,
  print: (line: string) => Promise<void>,
  endMark?: string,
): Promise<number | undefined> {
  for (;;) {
    const { value: line = "", done } = await lines.next();
    if (done) return undefined;
    const [text = "", exitCode] = endMark === undefined ? [line] : line.split(endMark);
    if (exitCode === undefined || text !== "") await print(text);
    if (exitCode !== undefined) return Number(exitCode);
  }
}
