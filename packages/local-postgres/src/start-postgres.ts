import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findBinaries } from "./binaries.ts";
import { deleteCluster, findCluster, openCluster, superuser } from "./cluster.ts";
import { type DatabaseOwner, ensureDatabase } from "./databases.ts";
import { type Server, startServer } from "./server.ts";
import { findServerAccount, sharedSubdirectory } from "./server-account.ts";
import { refuseSecondServer } from "./server-lock.ts";

/** How to start a PostgreSQL on this machine. */
export interface StartPostgresOptions {
  /** Where the data is kept from one start to the next. Left out: a temporary folder, deleted on stop. */
  dataDirectory?: string;
  /** Deletes the data of earlier starts first. @default false */
  fresh?: boolean;
  /** Receives each line of the server's log. Left out: the log is dropped. */
  onLog?: (line: string) => void;
}

/** A PostgreSQL that runs on this machine until `stop`, or until this process ends in whatever way. */
export interface LocalPostgres {
  host: "127.0.0.1";
  /** A free port, another one at each start. */
  port: number;
  superuser: string;
  /** The superuser's password: generated once, kept in the data directory in a file that only its owner can read. */
  password: string;
  /** Makes a database, and its owner with this password, where they do not exist yet. */
  createDatabase(name: string, owner?: DatabaseOwner): Promise<void>;
  /** Address of a database for the superuser, without the password. */
  url(database: string): string;
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL, as root or as a normal user.
 * Errors with one sentence when another running process uses the same data directory.
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<LocalPostgres> {
  const { fresh = false, onLog = () => undefined } = options;
  const account = await findServerAccount();
  const binaries = await findBinaries(account);
  const temporaryDirectory =
    options.dataDirectory === undefined ? await makeTemporaryDirectory(account !== undefined) : undefined;
  try {
    const dataDirectory = resolve(temporaryDirectory ?? options.dataDirectory ?? "");
    if (fresh) {
      const existing = await findCluster(dataDirectory);
      if (existing) await refuseSecondServer(existing);
      await deleteCluster(dataDirectory);
    }
    const { directory, password } = await openCluster(dataDirectory, binaries, account);
    const server = await startServer({ binaries, account, cluster: directory, temporaryDirectory, onLog });
    return describeServer(server, password);
  } catch (error) {
    if (temporaryDirectory) await rm(temporaryDirectory, { recursive: true, force: true });
    throw error;
  }
}

function describeServer({ port, stop }: Server, password: string): LocalPostgres {
  const host = "127.0.0.1";
  return {
    host,
    port,
    superuser,
    password,
    createDatabase: (name, owner) => ensureDatabase({ host, port, user: superuser, password }, name, owner),
    url: (database) => `postgres://${superuser}@${host}:${port}/${encodeURIComponent(database)}`,
    stop,
  };
}

async function makeTemporaryDirectory(asRoot: boolean): Promise<string> {
  const directory = await mkdtemp(
    join(asRoot ? await sharedSubdirectory("temporary") : tmpdir(), "postgres-"),
  );
  // As root the server runs as another user, who must be able to enter.
  if (asRoot) await chmod(directory, 0o755);
  return directory;
}
