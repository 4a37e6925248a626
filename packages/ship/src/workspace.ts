import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The root folder of the workspace to work on: the nearest one around the current folder, else the one this command
 * belongs to.
 */
export function findWorkspace(from: string = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "pnpm-workspace.yaml")) && existsSync(join(folder, "stacks"))) return folder;
    if (dirname(folder) === folder)
      return fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
  }
}
