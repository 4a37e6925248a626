import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const ship = fileURLToPath(new URL("../..", import.meta.url));

/** This repository's stacks and apps, with local data of their own: a test neither sees nor stops a system that runs here. */
export function makeSystemWorkspace(): { folder: string; remove(): void } {
  mkdirSync(join(ship, ".local"), { recursive: true });
  const folder = mkdtempSync(join(ship, ".local/system-"));
  for (const name of ["apps", "packages", "stacks", "pnpm-workspace.yaml"]) {
    symlinkSync(join(repository, name), join(folder, name));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
