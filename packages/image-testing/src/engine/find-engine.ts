import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Where the programs of a Docker engine are on this machine. */
export interface EnginePrograms {
  /** PATH with `dockerd` and `docker`. */
  path: string;
  /** Folder with docker's plug-ins, when they are not where docker looks by itself. */
  plugins?: string;
  /** What a command that needs root begins with: nothing as root, else sudo without a password. */
  asRoot: string[];
}

/** What `.ci/docker-engine` has unpacked: programs, plug-ins, and the files that base images are made of. */
export const unpacked = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "fargate-starter/docker-engine",
);

/** Finds an engine that can be started here; otherwise a line that says what is missing and how to get it. */
export function findEngine(): EnginePrograms | { missing: string } {
  if (process.platform !== "linux")
    return { missing: "a Docker engine of its own can be started on Linux only" };
  const isUnpacked = existsSync(join(unpacked, "bin/dockerd"));
  // Debian's own is in /usr/sbin, which a normal user's PATH lacks.
  const path = [...(isUnpacked ? [join(unpacked, "bin")] : []), process.env.PATH, "/usr/sbin", "/sbin"].join(
    delimiter,
  );
  if (!isUnpacked && findProgram("dockerd", path) === undefined) {
    return { missing: "Docker's engine is not installed: .ci/docker-engine gets it, or install Docker" };
  }
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (asRoot.length > 0 && spawnSync("sudo", ["-n", "true"]).status !== 0) {
    return { missing: "Docker's engine must be started as root, or with sudo without a password" };
  }
  return { path, asRoot, ...(isUnpacked ? { plugins: join(unpacked, "cli-plugins") } : {}) };
}

/** The absolute path of a program, as a shell finds it. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
