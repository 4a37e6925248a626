import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where root keeps what the unprivileged account must reach: world-readable parents, on disk, kept over a reboot. */
export const sharedDirectory = "/var/tmp/fargate-starter";

/** The account that a root user's PostgreSQL runs as, since PostgreSQL refuses to run as root. */
export interface ServerAccount {
  name: string;
  uid: number;
  gid: number;
}

/** The account to run PostgreSQL as; undefined for a normal user, who runs it as himself. */
export async function findServerAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "_postgres", "nobody"]) {
    const ids = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]).catch(() => undefined);
    if (ids) return { name, uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error(
    "PostgreSQL must run as a user other than root, and there is no user postgres or nobody; create one with: useradd postgres",
  );
}

/** Whether the account can enter a directory: every folder above it may be closed to others. */
export async function canReach(account: ServerAccount, directory: string): Promise<boolean> {
  const child = spawn("/bin/sh", ["-c", 'cd "$1" 2>/dev/null', "sh", directory], {
    uid: account.uid,
    gid: account.gid,
    cwd: "/",
    stdio: "ignore",
  });
  const [code] = await once(child, "exit");
  return code === 0;
}

/**
 * Makes a folder below the shared one and returns its path.
 * Errors when the shared folder is not root's own: anyone can write to /var/tmp, and could have put programs there.
 */
export async function sharedSubdirectory(name: string): Promise<string> {
  const directory = `${sharedDirectory}/${name}`;
  await mkdir(directory, { recursive: true, mode: 0o755 });
  for (const path of [sharedDirectory, directory]) {
    const entry = await lstat(path);
    if (!entry.isDirectory() || entry.uid !== 0 || (entry.mode & 0o022) !== 0) {
      throw new Error(`${path} must be a folder that only root can write to; delete it and start again`);
    }
  }
  return directory;
}
