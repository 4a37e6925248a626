import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
const children = new Set<ChildProcess>();
let watching = false;

/** A temporary folder that ends with this process at the latest. */
export function temporaryFolder(): string {
  endWithThisProcess();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-engine-"));
  folders.add(folder);
  return folder;
}

/** Removes a temporary folder, also while a killed process still writes into it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  folders.delete(folder);
}

/** Makes a child, started in a process group of its own, end with this process. */
export function endWithThisTest(child: ChildProcess): void {
  endWithThisProcess();
  children.add(child);
  child.once("close", () => children.delete(child));
}

/** Kills a child and what it started, at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // It ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function endWithThisProcess(): void {
  if (watching) return;
  watching = true;
  process.on("exit", () => {
    for (const child of children) killGroup(child);
    for (const folder of folders) removeFolder(folder);
  });
  // A signal alone would end this process without an `exit` event, and a test runner would wait for the running test.
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
}
