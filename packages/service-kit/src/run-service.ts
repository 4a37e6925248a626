import pg from "pg";
import type { App } from "./app.ts";
import { openPool } from "./database.ts";
import { isDatabaseUnavailable } from "./database-failure.ts";
import { EnvironmentError, readVariables, type Values, type Variables } from "./environment.ts";
import { createLogger, type LogLevel } from "./logging.ts";
import { type Migration, migrate } from "./migrate.ts";
import { Mistake } from "./mistake.ts";
import { serve } from "./serve.ts";
import { migrateVariables, serveVariables } from "./variables.ts";

/** What tells one service from another. */
export interface ServiceDefinition<V extends Variables> {
  name: string;
  /** What it reads from the environment besides what every service does. */
  variables: V;
  migrations: readonly Migration[];
  /** Builds the app from the values of its variables. */
  buildApp(options: Values<V> & { pool: pg.Pool; logLevel: LogLevel }): App | Promise<App>;
}

/** The whole `main` of a service: serves without an argument, migrates its database with `migrate`. */
export async function runService<V extends Variables>(
  definition: ServiceDefinition<V>,
  environment: NodeJS.ProcessEnv,
  [command, ...rest]: readonly string[],
): Promise<void> {
  try {
    if (command === undefined) await runServer(definition, environment);
    else if (command === "migrate" && rest.length === 0) await runMigrations(definition, environment);
    else fail(`the only command is migrate, got "${[command, ...rest].join(" ")}"; leave it out to serve`, 2);
  } catch (error) {
    const reason = explain(error);
    if (reason === undefined) throw error;
    fail(`${definition.name} cannot start: ${reason}`, 1);
  }
}

async function runServer<V extends Variables>(
  { name, variables, buildApp }: ServiceDefinition<V>,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  // TypeScript cannot spread a type parameter's fields into values of their own.
  const values = readVariables<Variables>(environment, { ...variables, ...serveVariables }) as Values<V> &
    Values<typeof serveVariables>;
  const { database, databasePassword, host, port } = values;
  const pool = openPool({ address: database, password: databasePassword }, name);
  await serve(await buildApp({ ...values, pool }), { host, port });
}

async function runMigrations(
  { name, migrations }: ServiceDefinition<Variables>,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const values = readVariables(environment, migrateVariables);
  const { logLevel, adminDatabase, adminPassword } = values;
  if ((adminDatabase === undefined) !== (adminPassword === undefined)) {
    const mistake = "DATABASE_ADMIN_URL, DATABASE_ADMIN_PASSWORD: must both be set or both be left out";
    throw new EnvironmentError([mistake]);
  }
  const app = { address: values.database, password: values.databasePassword };
  const admin = adminDatabase && adminPassword ? { address: adminDatabase, password: adminPassword } : app;
  await migrate({ app, admin, migrations, log: createLogger({ name, logLevel }) });
}

/** A sentence for what the person who started it can put right; undefined for a defect, which keeps its stack. */
function explain(error: unknown): string | undefined {
  if (error instanceof Mistake) return error.message;
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `PORT: must be free, got ${error.message}; set PORT to another one`;
  // An error of the database or the network: its stack shows only library code.
  const outside = error instanceof pg.DatabaseError || isDatabaseUnavailable(error) || "syscall" in error;
  return outside ? `${error.message || "no connection"} (${code ?? error.name})` : undefined;
}

function fail(reason: string, code: number): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = code;
}
