import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Machine } from "./plan/container-source.ts";

// Where Debian puts nginx, and what a normal user's PATH lacks.
const systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];
const inherited = ["HOME", "TMPDIR", "LANG", "TZ", "NODE_COMPILE_CACHE", "NODE_EXTRA_CA_CERTS"];

/** Looks at this machine. */
export function findMachine(workspace: string, dataFolder: string): Machine {
  const exists = (path: string) => existsSync(join(workspace, path));
  const nginx = ["nginx", "bash"].every(isInstalled) && exists("packages/nginx/entrypoint.sh");
  return { workspace, dataFolder, nginx, exists };
}

/** What a container gets from this machine besides what its task definition declares: no credentials, no settings. */
export function machineEnvironment(): Record<string, string> {
  const entries = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(entries), PATH: searchPath().join(delimiter) };
}

function searchPath(): string[] {
  return [...(process.env.PATH ?? "").split(delimiter), ...systemFolders].filter(Boolean);
}

function isInstalled(program: string): boolean {
  return searchPath().some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
