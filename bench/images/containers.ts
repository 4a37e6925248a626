import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { get } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import type { Engine } from "@starter/image-testing";

/** A container on this machine's network. */
export interface ContainerArgs {
  image: string;
  environment: Record<string, string>;
  /** In vCPU; as much as there is when left out. */
  cpus?: number;
  /** Folders to read, as `<here>:<there>:ro`. */
  folders?: string[];
}

/** A container that answers. */
export interface RunningContainer {
  /** From the engine being asked to start it to its first 200. */
  seconds: number;
  stop(): Promise<void>;
}

const signingKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });

/** What member needs to start; its database is never asked. */
export function memberEnvironment(port: number): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    PORT: `${port}`,
    DATABASE_URL: "postgres://member@127.0.0.1:1/member",
    DATABASE_PASSWORD: "never used",
    JWT_SIGNING_KEY: `${signingKey}`,
  };
}

/** Starts a container as a task does, with a read-only root, and waits for its first 200 at the path. */
export async function startContainer(
  { api }: Engine,
  { image, environment, cpus = 0, folders = [] }: ContainerArgs,
  { port, path }: { port: number; path: string },
): Promise<RunningContainer> {
  const { Id } = await api.call<{ Id: string }>("POST", "/containers/create", {
    Image: image,
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    HostConfig: {
      NetworkMode: "host",
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "size=64m,mode=1777" },
      Binds: folders,
      Memory: 512 * 2 ** 20,
      NanoCpus: cpus * 1e9,
      LogConfig: { Type: "local" },
    },
  });
  const stop = async () => {
    await api.call("DELETE", `/containers/${Id}?force=1`);
  };
  try {
    const started = performance.now();
    await api.call("POST", `/containers/${Id}/start`);
    while ((await statusOf(port, path)) !== 200) {
      const { State } = await api.call<{ State: { Running: boolean } }>("GET", `/containers/${Id}/json`);
      if (!State.Running) throw new Error(`${image} ended before its first answer: ${await api.logs(Id)}`);
      if (performance.now() - started > 60_000) throw new Error(`${image} did not answer within 60 s`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { seconds: (performance.now() - started) / 1000, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The status of an answer; undefined without one. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    }).on("error", () => resolve(undefined));
  });
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
