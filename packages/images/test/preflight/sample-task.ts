import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PreflightOptions, preflight } from "../../src/preflight/preflight.ts";
import type {
  Finding,
  PreflightReport,
  PreflightTask,
  TaskContainer,
} from "../../src/preflight/preflight-task.ts";
import { proxy, registry } from "../proxied-registry.ts";
import { pushImage, pushIndex, type SampleImage } from "../sample-images.ts";

/** Configuration of an image that fits its task. */
export const config = {
  User: "1000:1000",
  ExposedPorts: { "8080/tcp": {} },
  Env: ["PATH=/usr/bin"],
  Cmd: ["node", "main.mjs"],
};
/** Its files. */
export const files = [{ path: "usr/bin/node", mode: 0o755 }];
/** An image that fits its task. */
export const sample: SampleImage = { config, layers: [{ files }] };

/**
 * Checks one task in a machine where no program is installed and nobody logged in; what is for Docker Hub goes to the
 * proxy.
 * @param dockerConfig Folder of Docker's configuration.
 */
export async function check(
  one: PreflightTask,
  options: Partial<PreflightOptions> = {},
  dockerConfig?: string,
): Promise<PreflightReport> {
  const empty = mkdtempSync(join(tmpdir(), "preflight-"));
  try {
    const environment = { PATH: empty, DOCKER_CONFIG: dockerConfig ?? empty };
    return await preflight({ tasks: [one], environment, fetch: toProxy, ...options });
  } finally {
    rmSync(empty, { recursive: true });
  }
}

const toProxy: typeof fetch = (input, init) =>
  fetch(String(input).replace("https://registry-1.docker.io", `http://${proxy.host}`), init);

/** A task of member in dev. */
export function task(containers: (Partial<TaskContainer> & { image: string })[]): PreflightTask {
  return {
    stack: "stacks/member",
    service: "member",
    architecture: "arm64",
    ephemeralStorageGiB: 20,
    count: 1,
    containers: containers.map((container) => ({ name: "app", environment: {}, ...container })),
  };
}

/** Pushes an index; its address leads through the proxy. */
export async function index(repository: string, images: SampleImage[]): Promise<string> {
  return (await pushIndex(registry.host, repository, images)).replace(registry.host, proxy.host);
}

/** Pushes an image without an index; its address leads through the proxy. */
export async function single(repository: string, image: SampleImage): Promise<string> {
  return (await pushImage(registry.host, repository, image)).replace(registry.host, proxy.host);
}

/** Pushes the sample; its address is one of Docker Hub. */
export async function hubIndex(): Promise<string> {
  return (await pushIndex(registry.host, "hub/member", [sample])).replace(registry.host, "docker.io");
}

/** A mistake in the task's container. */
export function error(message: string): Finding {
  return { level: "error", stack: "stacks/member", container: "app", message };
}

/** Something worth knowing of the task's container. */
export function warning(message: string): Finding {
  return { ...error(message), level: "warning" };
}
