import { join } from "node:path";
import { repositoryOf } from "../../image-repository.ts";
import type { ContainerDefinition } from "../../provider-inputs.ts";
import type { LocalPage } from "./local-plan.ts";

/** What the plan knows about this machine. */
export interface Machine {
  /** The repository's root, absolute. */
  workspace: string;
  /** Folder of this environment's local files, absolute. */
  dataFolder: string;
  /** Whether `nginx` and `bash` are installed, so that sidecars can run. */
  nginx: boolean;
  /** Whether a path of the workspace, relative to it, exists. */
  exists(path: string): boolean;
}

/** Which program of the repository a container's image holds. */
export type ContainerSource =
  | { kind: "app"; service: string; file: string }
  | { kind: "nginx"; service: string; file: string };

const bundle = "main.mjs";

/** Finds the source of an image by its name: `<namespace>/<service>` is apps/<service>, `-nginx` its sidecar. */
export function sourceOf(image: string, machine: Pick<Machine, "exists">): ContainerSource | undefined {
  const repository = repositoryOf(image);
  const program = (service: string) => `apps/${service}/src/main.ts`;
  if (machine.exists(program(repository))) {
    return { kind: "app", service: repository, file: program(repository) };
  }
  const service = repository.replace(/-nginx$/, "");
  if (service === repository || !machine.exists(program(service))) return undefined;
  return { kind: "nginx", service, file: `apps/${service}/nginx/site` };
}

/** The command that runs a container from source, or a sentence that says why there is none. */
export function commandOf(
  container: ContainerDefinition,
  source: ContainerSource,
  machine: Machine,
): { command: string[]; cwd: string } | { problem: string } {
  const cwd = join(machine.workspace, "apps", source.service);
  const declared = [...(container.entryPoint ?? []), ...(container.command ?? [])];
  if (source.kind === "nginx") {
    return { command: ["bash", join(machine.workspace, "packages/nginx/entrypoint.sh")], cwd };
  }
  const [program = "node", script = bundle, ...rest] = declared;
  if (program !== "node" || script !== bundle) {
    return {
      problem: `command: must begin with "node", "${bundle}" to run from source, got ${JSON.stringify(declared)}`,
    };
  }
  return { command: [process.execPath, join(machine.workspace, source.file), ...rest], cwd };
}

/** The page that a sidecar serves, when its service has one. */
export function pageOf(task: string, service: string, machine: Machine): LocalPage | undefined {
  const build = `apps/${service}/web/build.ts`;
  if (!machine.exists(build)) return undefined;
  const folder = join(machine.workspace, "apps", service, "dist/page");
  return { service: task, build, folder, fromGateway: !machine.nginx };
}

/** What an nginx sidecar needs beside its declared environment to run outside its image. */
export function nginxEnvironment(task: string, service: string, machine: Machine): Record<string, string> {
  return {
    NGINX_CORE: join(machine.workspace, "packages/nginx/core"),
    NGINX_SITE: join(machine.workspace, "apps", service, "nginx/site"),
    NGINX_PAGE: join(machine.workspace, "apps", service, "dist/page"),
    NGINX_RUN_DIR: join(machine.dataFolder, "nginx", task),
    DRAIN_SECONDS: "0",
  };
}
