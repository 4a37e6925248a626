import { readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sharedDirectory, sharedSubdirectory } from "./server-account.ts";
import { findServer } from "./server-lock.ts";

const noteFile = "link";

/** The folder of the clusters whose data directory the server's account cannot reach. */
export function sharedClusters(): Promise<string> {
  return sharedSubdirectory("clusters");
}

/** Whether a cluster lies in the shared folder, in a folder of its own. */
export function isShared(cluster: string): boolean {
  return cluster.startsWith(`${sharedDirectory}/clusters/`);
}

/** Notes the link that leads to a shared cluster, each time it is opened: the checkout may have been moved. */
export async function noteLink(cluster: string, link: string): Promise<void> {
  await writeFile(join(dirname(cluster), noteFile), link);
}

/** Deletes the shared clusters that no link leads to any more, as their data directory was deleted. */
export async function deleteAbandonedClusters(): Promise<void> {
  const parent = await sharedClusters();
  for (const entry of await readdir(parent)) {
    const cluster = join(parent, entry, "cluster");
    const link = await readFile(join(parent, entry, noteFile), "utf8").catch(() => undefined);
    // Without a note it is being made at this moment.
    if (link === undefined || (await readlink(link).catch(() => undefined)) === cluster) continue;
    if ((await findServer(cluster)) === undefined)
      await rm(dirname(cluster), { recursive: true, force: true });
  }
}
