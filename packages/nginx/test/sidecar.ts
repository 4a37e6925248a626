import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  request,
  type Server,
} from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "mocha";

const root = join(import.meta.dirname, "../../..");
// Where Debian puts nginx, and what a normal user's PATH lacks.
const path = `${process.env.PATH}:/usr/sbin`;
const entrypoint = join(root, "packages/nginx/entrypoint.sh");

let told = false;
/** Skips the suite where nginx is missing, with a line that says how to get it; in CI that is a failure. */
export function needsNginx(this: Context): void {
  if (spawnSync("nginx", ["-v"], { env: { PATH: path } }).status === 0) return;
  const message = "nginx is not installed: apt-get install nginx, or brew install nginx";
  if (process.env.CI) throw new Error(message);
  if (!told) console.log(`skipped: ${message}`);
  told = true;
  this.skip();
}

/** The app behind the sidecar, as far as these tests need one. */
export interface App {
  server: Server;
  port: number;
  /** Connections opened so far. */
  connections: number;
}

/** Starts an app on a free port. */
export async function startApp(listener: RequestListener): Promise<App> {
  const server = createServer({ keepAliveTimeout: 72_000 }, listener);
  const app: App = { server, port: 0, connections: 0 };
  server.on("connection", () => {
    app.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  app.port = (server.address() as AddressInfo).port;
  return app;
}

export async function stopApp(app: App): Promise<void> {
  app.server.closeAllConnections();
  await new Promise((resolve) => app.server.close(resolve));
}

/** A port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The real nginx, started by the real entry point with the real site of a service. */
export class Sidecar {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #runDirectory: string;
  #stdout = "";
  #stderr = "";
  /** The exit code, once everything has ended. */
  readonly ended: Promise<number | null>;

  private constructor(port: number, environment: Record<string, string>, args: string[], site: string) {
    this.port = port;
    this.#runDirectory = mkdtempSync(join(tmpdir(), "sidecar-"));
    this.#child = spawn("bash", [entrypoint, ...args], {
      env: {
        PATH: path,
        HOST: "127.0.0.1",
        PORT: String(port),
        DRAIN_SECONDS: "0",
        NGINX_CORE: join(dirname(entrypoint), "core"),
        NGINX_SITE: join(root, "apps", site, "nginx/site"),
        NGINX_PAGE: join(import.meta.dirname, "fixtures/it's a page"),
        NGINX_RUN_DIR: join(this.#runDirectory, "it's run & drained"),
        ...environment,
      },
    });
    this.#child.stdout?.on("data", (chunk) => {
      this.#stdout += chunk;
    });
    this.#child.stderr?.on("data", (chunk) => {
      this.#stderr += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code) => resolve(code));
    });
  }

  /** Starts the sidecar of member, and waits for nothing. */
  static async begin(environment: Record<string, string>): Promise<Sidecar> {
    return new Sidecar(await freePort(), environment, [], "member");
  }

  /** Starts the sidecar of a service and waits until it answers. */
  static async start(environment: Record<string, string>, site = "member"): Promise<Sidecar> {
    const sidecar = new Sidecar(await freePort(), environment, [], site);
    await until(
      async () => (await sidecar.get("/nginx-livez")).status === 200,
      () => sidecar.stderr,
    );
    return sidecar;
  }

  /** Runs the entry point until it ends by itself. */
  static async run(
    environment: Record<string, string>,
    args: string[] = [],
    site?: string,
  ): Promise<Sidecar> {
    const sidecar = new Sidecar(await freePort(), environment, args, site ?? "member");
    await sidecar.ended;
    rmSync(sidecar.#runDirectory, { recursive: true, force: true });
    return sidecar;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The access log so far, as text and as objects. */
  get log(): string {
    return this.#stdout;
  }

  entries(): Record<string, unknown>[] {
    const lines = this.#stdout.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  get(path: string, options: RequestOptions = {}): Promise<Answer> {
    return send(this.port, path, options);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Stops without a drain and deletes the run folder. */
  async stop(): Promise<void> {
    this.signal("SIGINT");
    const ended = await Promise.race([this.ended.then(() => true), sleep(30_000, false, { ref: false })]);
    if (!ended) this.signal("SIGKILL");
    rmSync(this.#runDirectory, { recursive: true, force: true });
  }
}

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  /** As sent, and as text. */
  bytes: Buffer;
  body: string;
}

/** One request on a connection of its own. */
export function send(port: number, path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, headers, body: sent } = options;
    const outgoing = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: response.headers, bytes, body: bytes.toString() });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(sent);
  });
}

/** Asks again until the answer is yes, five seconds at most; a refused connection counts as no. */
export async function until(isSo: () => Promise<boolean>, complaint: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > end) throw new Error(`not within 30 s: ${complaint()}`);
    await sleep(20);
  }
}
