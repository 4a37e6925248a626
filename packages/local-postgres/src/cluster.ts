import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";
import { canReach, type ServerAccount } from "./server-account.ts";
import { deleteAbandonedClusters, isShared, noteLink, sharedClusters } from "./shared-clusters.ts";

const run = promisify(execFile);

/** Name of the cluster's all-powerful user. */
export const superuser = "postgres";

const passwordFile = "superuser-password";
const clusterLink = "cluster";
const unfinished = "unfinished-";

/** A cluster's files, complete and ready to be started. */
export interface Cluster {
  /** PostgreSQL's own data directory, absolute and free of links. */
  directory: string;
  password: string;
}

/** Opens the cluster below `dataDirectory`, making it first where there is none. */
export async function openCluster(
  dataDirectory: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
): Promise<Cluster> {
  await mkdir(dataDirectory, { recursive: true });
  const path = join(dataDirectory, clusterLink);
  const exists = await isPresent(path);
  if (exists && !(await isPresent(join(dataDirectory, passwordFile)))) {
    throw new Error(
      `${join(dataDirectory, passwordFile)} must hold the database's password, and it is gone; delete ${dataDirectory} to start with an empty database`,
    );
  }
  const password = await keepPassword(join(dataDirectory, passwordFile));
  if (!exists) await createCluster(dataDirectory, binaries, account, password);
  const directory = await realpath(path);
  if (isShared(directory)) await noteLink(directory, path);
  await checkOwner(directory, account);
  return { directory, password };
}

/** Deletes what `openCluster` made, and nothing else that may lie in the folder. */
export async function deleteCluster(dataDirectory: string): Promise<void> {
  const path = join(dataDirectory, clusterLink);
  const target = await realpath(path).catch(() => path);
  // Made by createCluster in a folder of its own, which goes too.
  await rm(isShared(target) ? dirname(target) : target, { recursive: true, force: true });
  const entries = await readdir(dataDirectory).catch(() => []);
  const ours = entries.filter(
    (entry) => entry === clusterLink || entry === passwordFile || entry.startsWith(unfinished),
  );
  for (const entry of ours) await rm(join(dataDirectory, entry), { recursive: true, force: true });
}

/** The path of an existing cluster's files; undefined where there is none yet. */
export async function findCluster(dataDirectory: string): Promise<string | undefined> {
  return realpath(join(dataDirectory, clusterLink)).catch(() => undefined);
}

async function keepPassword(path: string): Promise<string> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, randomBytes(18).toString("base64url"), { mode: 0o600 });
  try {
    // A link appears whole or not at all, so that two starts at once agree on one password.
    await link(own, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(own, { force: true });
  }
  return readFile(path, "utf8");
}

async function createCluster(
  dataDirectory: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
  password: string,
): Promise<void> {
  const elsewhere = account !== undefined && !(await canReach(account, dataDirectory));
  const parent = elsewhere ? await sharedClusters() : dataDirectory;
  if (elsewhere) await deleteAbandonedClusters();
  const workspace = await mkdtemp(join(parent, elsewhere ? "cluster-" : unfinished));
  const made = join(workspace, "cluster");
  const link = join(dataDirectory, clusterLink);
  let kept = false;
  try {
    await initialise(made, workspace, binaries, account, password);
    // A link to nowhere: what was behind it has been cleaned up with the rest of the shared folder.
    if (!(await isPresent(link))) await rm(link, { force: true });
    // The last step, so that a cluster at its final place is complete even after a kill half-way.
    await (elsewhere ? symlink(made, link) : rename(made, link));
    kept = elsewhere;
  } catch (error) {
    // Another start at the same moment was faster: its cluster is as good.
    if (!(await isPresent(link))) throw error;
  } finally {
    if (!kept) await rm(workspace, { recursive: true, force: true });
  }
}

async function initialise(
  cluster: string,
  workspace: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
  password: string,
): Promise<void> {
  const secret = join(workspace, "password");
  await writeFile(secret, password, { mode: 0o600 });
  if (account) {
    await chown(secret, account.uid, account.gid);
    await chown(workspace, account.uid, account.gid);
  }
  // The built-in locale is the same on every machine; `--no-sync` because an interrupted cluster is thrown away.
  const flags = [
    `--pgdata=${cluster}`,
    `--username=${superuser}`,
    `--pwfile=${secret}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-sync",
  ];
  try {
    await run(binaries.initdb, flags, { ...accountOptions(account), cwd: "/", env: serverEnvironment() });
  } catch (error) {
    const output = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(`PostgreSQL could not make its data directory ${cluster}: ${output.split("\n").at(-1)}`);
  } finally {
    await rm(secret, { force: true });
  }
}

async function checkOwner(cluster: string, account: ServerAccount | undefined): Promise<void> {
  const { uid } = await stat(cluster);
  const runsAs = account?.uid ?? process.getuid?.();
  if (runsAs === undefined || uid === runsAs) return;
  throw new Error(
    `${cluster} must belong to the user that runs PostgreSQL (uid ${runsAs}), and belongs to uid ${uid}; start as the user that made it, or delete it`,
  );
}

/** Spawn options that run a child as the account. */
export function accountOptions(account: ServerAccount | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** A small environment of its own: PG* variables of the user would change which server is talked to. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C" };
}

async function isPresent(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
