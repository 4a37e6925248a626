import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Binaries } from "./binaries.ts";
import { accountOptions, serverEnvironment } from "./cluster.ts";
import type { ServerAccount } from "./server-account.ts";
import { refuseSecondServer } from "./server-lock.ts";

/** What `startServer` needs to know. */
export interface ServerOptions {
  binaries: Binaries;
  account: ServerAccount | undefined;
  /** PostgreSQL's data directory. */
  cluster: string;
  /** Deleted after the server's end: nothing of it is to be kept. */
  temporaryDirectory: string | undefined;
  onLog: (line: string) => void;
}

/** A running PostgreSQL. */
export interface Server {
  port: number;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a free port and waits until it takes connections. */
export async function startServer(options: ServerOptions): Promise<Server> {
  await refuseSecondServer(options.cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = spawnServer(options, port);
    const failure = await whenReady(server, options.onLog);
    if (failure === undefined) return { port, stop: guard(server, options.temporaryDirectory) };
    // Between finding a free port and taking it, another program may have taken it.
    if (failure.includes("could not bind") && attempt < 3) continue;
    throw new Error(`PostgreSQL did not start in ${options.cluster}: ${failure}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

function spawnServer({ binaries, account, cluster, temporaryDirectory }: ServerOptions, port: number) {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(temporaryDirectory ? { fsync: "off", full_page_writes: "off", synchronous_commit: "off" } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return spawn(binaries.postgres, ["-D", cluster, "-p", String(port), ...flags], {
    ...accountOptions(account),
    cwd: "/",
    env: serverEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
    // A process group of its own: Ctrl-C in the terminal must reach the services first, not their database.
    detached: true,
  });
}

/** Resolves to undefined when the server takes connections, or to the reason why it never will. */
async function whenReady(server: ChildProcess, onLog: (line: string) => void): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const complaints: string[] = [];
  if (server.stderr) {
    createInterface({ input: server.stderr }).on("line", (line) => {
      onLog(line);
      const complaint = /(?:FATAL|DETAIL|WARNING|error while loading[^:]*): +(.*)/.exec(line)?.[1];
      if (complaint) complaints.push(complaint);
      if (line.includes("ready to accept connections")) resolve(undefined);
    });
  }
  server.once("error", (error) => resolve(error.message));
  server.once("close", (code) => resolve(complaints.join("; ") || `it ended with exit code ${code}`));
  return promise;
}

/**
 * Sets a watch beside the server that ends it when this process dies, even by SIGKILL, and returns the function that
 * stops both. The watch reads from a pipe that only this process holds: an answer means a stop in good order, the
 * pipe's end means that this process is gone.
 */
function guard(server: ChildProcess, temporaryDirectory: string | undefined): () => Promise<void> {
  const script =
    'read -r _ && exit; kill -INT "$1"; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; if [ -n "$2" ]; then rm -rf -- "$2"; fi';
  const watch = spawn("/bin/sh", ["-c", script, "sh", String(server.pid), temporaryDirectory ?? ""], {
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const dismiss = () => watch.stdin?.end("stopped\n");
  watch.stdin?.on("error", () => undefined);
  server.once("exit", dismiss);
  return async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGINT");
      const late = setTimeout(() => server.kill("SIGQUIT"), 3000);
      await ended;
      clearTimeout(late);
    }
    if (temporaryDirectory) await rm(temporaryDirectory, { recursive: true, force: true });
  };
}
