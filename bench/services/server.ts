import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";

/** A server's program: a file, and what it reads from its environment. */
export interface Program {
  file: string;
  environment: Record<string, string>;
}

/** What a process has used so far. */
export interface Usage {
  cpuMicroseconds: number;
  rss: number;
}

/** A server in a process of its own. */
export interface RunningServer {
  port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const preload = join(import.meta.dirname, "subjects/usage.mjs");

/** What V8 chooses by itself in a container of 512 MiB; on a larger machine it would let garbage lie. */
const containerHeap = "--max-old-space-size=256 --max-semi-space-size=1";

/** Starts a server that tells what it uses, and waits for its first 200 at the path. Its log is dropped. */
export async function startServer(program: Program, path: string): Promise<RunningServer> {
  const { child, port } = await launch(program, ["--import", preload, ...profiling()]);
  await firstAnswer(child, port, path);
  return {
    port,
    async usage() {
      child.send("usage");
      const [usage] = await once(child, "message");
      return usage as Usage;
    },
    stop: () => stop(child),
  };
}

/** Seconds from starting a server's process to its first 200 at the path. */
export async function timeStart(program: Program, path: string): Promise<number> {
  const started = performance.now();
  const { child, port } = await launch(program, []);
  await firstAnswer(child, port, path);
  const seconds = (performance.now() - started) / 1000;
  await stop(child);
  return seconds;
}

async function launch({ file, environment }: Program, options: string[]) {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: `${port}`,
    ...environment,
    // Of two values the later one holds: the program's own.
    NODE_OPTIONS: `${containerHeap} ${environment.NODE_OPTIONS ?? ""}`,
  };
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const child = spawn(process.execPath, [...options, file], { env, stdio: [...stdio] });
  return { child, port };
}

/** With CPU_PROFILES, a folder, each server leaves a profile there when it ends. */
function profiling(): string[] {
  const folder = process.env.CPU_PROFILES;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`] : [];
}

async function firstAnswer(child: ChildProcess, port: number, path: string): Promise<void> {
  while (child.exitCode === null) {
    const status = await new Promise((resolve) => {
      get({ host: "127.0.0.1", port, path, agent: false }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode));
      }).on("error", resolve);
    });
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`a server ended with ${child.exitCode} before its first answer`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(process.env.CPU_PROFILES ? "SIGINT" : "SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
