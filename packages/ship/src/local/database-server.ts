import { join } from "node:path";
import { startPostgres } from "@starter/local-postgres";
import { ShipError } from "../ship-error.ts";
import type { LocalDatabase } from "./plan/local-plan.ts";
import { type PostgresAddress, postgres, type Substitution } from "./plan/substitution.ts";
import type { Administrator } from "./state/secret-store.ts";

/** The local PostgreSQL with the environment's databases. */
export interface DatabaseServer {
  administrator: Administrator;
  address: PostgresAddress;
  stop(): Promise<void>;
}

const complaint = /\b(WARNING|ERROR|FATAL|PANIC):/;

/** Starts one cluster with one database for each RDS instance; none is started where there is no instance. */
export async function startDatabases(
  databases: readonly LocalDatabase[],
  options: { dataFolder: string; fresh: boolean; onLine(line: string): void },
): Promise<DatabaseServer | undefined> {
  if (databases.length === 0) return undefined;
  const { dataFolder, fresh, onLine } = options;
  let isStopping = false;
  const server = await startPostgres({
    dataDirectory: join(dataFolder, "postgres"),
    fresh,
    // Its everyday lines say nothing to someone who works on a service, and those of its end are expected.
    onLog: (line) => {
      if (!isStopping && complaint.test(line)) onLine(line);
    },
  }).catch((error: Error) => {
    throw new ShipError(error.message);
  });
  const { port, superuser, password } = server;
  const stop = () => {
    isStopping = true;
    return server.stop();
  };
  try {
    for (const { name } of databases) await server.createDatabase(name);
  } catch (error) {
    await stop();
    throw error;
  }
  return { administrator: { username: superuser, password }, address: { port, superuser }, stop };
}

/** Rewrites the database addresses of one stack's containers. */
export function databaseSubstitution(
  databases: readonly LocalDatabase[],
  folder: string,
  server: DatabaseServer | undefined,
): Substitution {
  if (!server) return (text) => text;
  const own = databases.filter((database) => database.folder === folder);
  return postgres(own, server.address);
}
