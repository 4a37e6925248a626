import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "mocha";

/** A registry on this machine, without TLS. */
export interface RegistryServer {
  /** `127.0.0.1:<port>` */
  host: string;
  stop(): Promise<void>;
}

let told = false;

/** Skips the suite where there is no registry, with a line that says how to get one; in CI that is a failure. */
export function needsRegistry(this: Context): void {
  if (spawnSync("docker-registry", ["--version"]).error === undefined) return;
  const message = "a registry is not installed: apt-get install docker-registry";
  if (process.env.CI) throw new Error(message);
  if (!told) console.log(`skipped: ${message}`);
  told = true;
  this.skip();
}

/**
 * Starts an empty registry on a free port, and waits until it answers.
 * @param htpasswd Line of its password file (`user:$2y$…`, bcrypt); anonymous when left out.
 */
export async function startRegistry({ htpasswd }: { htpasswd?: string } = {}): Promise<RegistryServer> {
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const passwords = join(folder, "htpasswd");
  if (htpasswd !== undefined) writeFileSync(passwords, `${htpasswd}\n`);
  const configuration = {
    version: "0.1",
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "images") } },
    http: { addr: host },
    ...(htpasswd !== undefined && { auth: { htpasswd: { realm: "test", path: passwords } } }),
  };
  const file = join(folder, "config.yml");
  // YAML reads JSON too.
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn("docker-registry", ["serve", file], { stdio: "ignore" });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.removeListener("exit", kill);
    if (child.exitCode === null && child.signalCode === null) {
      kill();
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  };
  try {
    await untilItAnswers(host, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, stop };
}

async function untilItAnswers(host: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) return;
    await sleep(50);
  }
  throw new Error("docker-registry did not answer within 10 s");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
