import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** `ship local` in a process of its own, with what it has printed. */
export interface LocalRun {
  pid: number;
  output(): string;
  /** Resolves with the URL of the line that ends the start. */
  ready(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code, null after a signal. */
  exited: Promise<number | null>;
}

/** Starts `ship local`. */
export function startLocal(options: {
  workspace: string;
  fresh?: boolean;
  job?: string;
  port: number;
}): LocalRun {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const { port, fresh, job } = options;
  const flags = ["--port", String(port), ...(fresh ? ["--fresh"] : []), ...(job ? ["--job", job] : [])];
  const child = spawn(process.execPath, [main, "local", ...flags], {
    cwd: options.workspace,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  const exited = once(child, "close").then(([code]) => code as number | null);
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  return {
    pid: child.pid ?? 0,
    output: () => text,
    exited,
    signal: (name) => child.kill(name),
    ready: async () => {
      for (;;) {
        const url = /^ready {2}(\S+) {2}in [\d.]+ s$/m.exec(text)?.[1];
        if (url) return url;
        if (isOver) throw new Error(`ended before it was ready:\n${text}`);
        await setTimeout(20);
      }
    },
  };
}
