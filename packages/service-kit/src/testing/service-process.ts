import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A service that runs as a process of its own. */
export interface TestService {
  process: ChildProcess;
  /** Address that it listens on, taken from its log. */
  url: string;
  /** All lines of its log so far. */
  log: readonly string[];
  /** Exit code, or the signal that ended it. */
  exited: Promise<number | string>;
}

/** Starts a service's main file on a free port of 127.0.0.1, and waits until it listens. */
export async function startService(
  mainFile: string,
  environment: Record<string, string>,
): Promise<TestService> {
  const child = spawn(process.execPath, [mainFile], {
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: string[] = [];
  const exited = once(child, "exit").then(([code, signal]): number | string => code ?? signal);
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      log.push(line);
      const address = /listening at (http:[^"]+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
  }
  exited.then((code) => reject(new Error(`the service ended with ${code}: ${log.join("\n")}`)));
  return { process: child, url: await url, log, exited };
}
