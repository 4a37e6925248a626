import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineApi } from "./engine-api.ts";
import { type EnginePrograms, findEngine } from "./find-engine.ts";
import { isOwnAddress } from "./own-address.ts";

/** A Docker engine of its own: beside one that runs already, and gone after `stop` with all that it has made. */
export interface Engine {
  api: EngineApi;
  /** PATH, DOCKER_HOST and DOCKER_CONFIG for the `docker` program. */
  environment: Record<string, string>;
  /** The network that containers are put on. */
  network: string;
  /** This machine's address on that network. */
  gateway: string;
  /** The network's addresses. */
  subnet: string;
  stop(): Promise<void>;
}

const network = "tasks";
// The kernel cuts off a socket's path at 108 characters.
const longestSocket = 100;
const startSeconds = 60;

/**
 * Starts dockerd on data, socket and network of its own. It ends with `stop`, or with this process in whatever way.
 * Rejects with one sentence where that is not possible here; see findEngine.
 */
export async function startEngine(): Promise<Engine> {
  const programs = findEngine();
  if ("missing" in programs) throw new Error(programs.missing);
  const folder = await makeFolder(programs);
  const socket = join(folder, "docker.sock");
  const environment = {
    PATH: programs.path,
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: join(folder, "config"),
  };
  const [program = "bash", ...rest] = [
    ...programs.asRoot,
    "env",
    `PATH=${programs.path}`,
    "bash",
    join(import.meta.dirname, "run-engine.sh"),
    folder,
  ];
  // In a session of its own: Ctrl-C is for the test, whose end closes the pipe.
  const child = spawn(program, rest, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(child, "exit");
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const api = new EngineApi(socket);
  try {
    await waitForEngine(api, folder, child);
    return { api, environment, network, ...(await makeNetwork(api)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeFolder(programs: EnginePrograms): Promise<string> {
  const folder = await mkdtemp(join(tmpdir().length > longestSocket / 2 ? "/tmp" : tmpdir(), "engine-"));
  await chmod(folder, 0o755);
  await mkdir(join(folder, "config"));
  if (programs.plugins) await symlink(programs.plugins, join(folder, "config/cli-plugins"));
  const daemon = {
    "data-root": join(folder, "data"),
    "exec-root": join(folder, "exec"),
    pidfile: join(folder, "pid"),
    hosts: [`unix://${join(folder, "docker.sock")}`],
    group: String(process.getgid?.() ?? 0),
    features: { "containerd-snapshotter": true },
    // No change to the machine's own network but one bridge.
    bridge: "none",
    iptables: false,
    ip6tables: false,
    "ip-forward": false,
    "ip-masq": false,
    "shutdown-timeout": 1,
    "log-level": "warn",
  };
  await writeFile(join(folder, "daemon.json"), JSON.stringify(daemon));
  return folder;
}

async function waitForEngine(
  api: EngineApi,
  folder: string,
  child: { exitCode: number | null },
): Promise<void> {
  const end = Date.now() + startSeconds * 1000;
  for (;;) {
    const isUp = await api.bytes("GET", "/_ping").then(
      () => true,
      () => false,
    );
    if (isUp) return;
    const log = await readFile(join(folder, "log"), "utf8").catch(() => "");
    const failure = /^failed to start daemon.*$|level=fatal.*$/m.exec(log)?.[0];
    if (failure !== undefined || child.exitCode !== null || Date.now() > end) {
      throw new Error(
        `dockerd must start within ${startSeconds} s, got: ${failure ?? log.trim().split("\n").at(-1)}`,
      );
    }
    await sleep(100);
  }
}

/** Addresses of 198.18.0.0/15, which are set aside for tests of networks: no other network of the machine has them. */
async function makeNetwork(api: EngineApi): Promise<{ gateway: string; subnet: string }> {
  for (;;) {
    // At random: other engines may be started at the same time.
    const prefix = `198.18.${Math.floor(Math.random() * 256)}`;
    const [subnet, gateway] = [`${prefix}.0/24`, `${prefix}.1`];
    if (await isOwnAddress(gateway)) continue;
    await api.call("POST", "/networks/create", {
      Name: network,
      Driver: "bridge",
      IPAM: { Config: [{ Subnet: subnet, Gateway: gateway }] },
    });
    return { subnet, gateway };
  }
}
