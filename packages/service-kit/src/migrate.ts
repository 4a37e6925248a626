import { type Kysely, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Logger } from "pino";
import { connectionConfig, type DatabaseLogin, openDatabase, surviveLostConnections } from "./database.ts";
import { ensureRole, grantRows } from "./database-role.ts";
import { Mistake } from "./mistake.ts";

/** One step forward of a database's shape. There is no way back: a mistake is put right by the next step. */
export interface Migration {
  /** Never changed once released: `0001-members`. */
  name: string;
  /** Runs in the transaction of the whole migration, so no `create index concurrently`. */
  up(transaction: Transaction<unknown>): Promise<void>;
}

/** What `migrate` needs. */
export interface MigrateOptions {
  /** Who the service logs in as. */
  app: DatabaseLogin;
  /** Who makes the tables and the app's role. Left out: the app's own role, which must exist and own the database. */
  admin?: DatabaseLogin;
  /** In their order; new ones are added at the end. */
  migrations: readonly Migration[];
  /** How long to wait for another task that migrates the same database. @default 60 */
  lockTimeoutSeconds?: number;
  log: Pick<Logger, "info" | "warn">;
}

const table = "schema_migration";

/** Any number, the same for every task: one migration of a database at a time. */
const migrationLock = 72_616_721;

/**
 * Brings a database to its newest shape, in one transaction: all of it or nothing. Harmless when it is up to date, when
 * several start at once, and when a newer release has been here before (a rollback to this one).
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { app, admin = app, migrations, lockTimeoutSeconds = 60, log } = options;
  const pool = new pg.Pool({ ...connectionConfig(admin), application_name: "migrate", max: 1 });
  surviveLostConnections(pool);
  try {
    await openDatabase<unknown>(pool)
      .transaction()
      .execute(async (transaction) => {
        await waitForTurn(transaction, lockTimeoutSeconds);
        // Waiting longer for a table in use would hold up every query behind it.
        await sql`set local lock_timeout = '10s'`.execute(transaction);
        const ownRole = admin.address.user === app.address.user;
        if (!ownRole) await ensureRole(transaction, app.address.user, app.password);
        await runMissing(transaction, migrations, log);
        if (!ownRole) await grantRows(transaction, app.address.user, table);
      });
  } finally {
    await pool.end();
  }
}

async function waitForTurn(transaction: Transaction<unknown>, seconds: number): Promise<void> {
  await sql`set local lock_timeout = ${sql.lit(seconds * 1000)}`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction).catch((error: unknown) => {
    if (!(error instanceof pg.DatabaseError) || error.code !== "55P03") throw error;
    throw new Mistake(
      `another task must end its migration of this database within ${seconds} s, and has not; see what it waits for in pg_stat_activity (application_name "migrate"), then start again`,
    );
  });
}

async function runMissing(
  transaction: Transaction<unknown>,
  migrations: readonly Migration[],
  log: MigrateOptions["log"],
): Promise<void> {
  const done = await appliedNames(transaction);
  const known = new Set(migrations.map(({ name }) => name));
  const newer = done.filter((name) => !known.has(name));
  if (newer.length > 0) log.warn({ newer }, "the database is ahead of this release: it is left as it is");
  const missing = migrations.filter(({ name }) => !done.includes(name));
  const firstMissing = missing[0];
  const later = migrations.findLast(({ name }) => done.includes(name));
  if (firstMissing && later && migrations.indexOf(firstMissing) < migrations.indexOf(later)) {
    throw new Mistake(
      `migration ${firstMissing.name} must come after ${later.name}, which the database already has; move it to the end of the list`,
    );
  }
  for (const { name, up } of missing) {
    await up(transaction).catch((cause: unknown) => {
      if (cause instanceof pg.DatabaseError)
        throw new Mistake(`migration ${name}: ${cause.message}`, { cause });
      throw cause;
    });
    await sql`insert into ${sql.table(table)} (name) values (${name})`.execute(transaction);
    log.info({ migration: name }, "migrated");
  }
  log.info({ migrated: missing.length }, "the database is up to date");
}

async function appliedNames(transaction: Kysely<unknown>): Promise<string[]> {
  await sql`create table if not exists ${sql.table(table)} (
    name text primary key,
    applied_at timestamptz not null default now()
  )`.execute(transaction);
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(transaction);
  return rows.map(({ name }) => name);
}
