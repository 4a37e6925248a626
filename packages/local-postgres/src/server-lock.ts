import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Waits for a server that is going down with its parent, and errors when one lives on this cluster. */
export async function refuseSecondServer(cluster: string): Promise<void> {
  const deadline = Date.now() + 3000;
  for (;;) {
    const pid = await findServer(cluster);
    if (pid === undefined) return;
    if (Date.now() > deadline) {
      throw new Error(
        `the database in ${cluster} is in use by process ${pid}; stop the run that started it, or use another data directory`,
      );
    }
    await sleep(100);
  }
}

/** The process number of the server that runs on a cluster; undefined when none does. */
export async function findServer(cluster: string): Promise<number | undefined> {
  const lock = join(cluster, "postmaster.pid");
  const pid = Number.parseInt(await readFile(lock, "utf8").catch(() => ""), 10);
  if (!Number.isInteger(pid)) return undefined;
  const command = await commandOf(pid);
  if (command === undefined) return undefined;
  if (command === "" || command.includes(cluster)) return pid;
  // After a reboot the number can belong to any program, which PostgreSQL would take for a living server.
  await rm(lock, { force: true });
  return undefined;
}

/** A process's command line; undefined when there is no such process, empty when it cannot be read. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return undefined;
  }
  const listed = () => run("ps", ["-o", "args=", "-p", String(pid)]).then(({ stdout }) => stdout);
  return readFile(`/proc/${pid}/cmdline`, "utf8")
    .catch(listed)
    .catch(() => "");
}
