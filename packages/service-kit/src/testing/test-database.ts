import { randomBytes } from "node:crypto";
import { type LocalPostgres, startPostgres } from "@starter/local-postgres";
import type pg from "pg";
import { type DatabaseLogin, openPool } from "../database.ts";
import { type Migration, migrate } from "../migrate.ts";

/** A suite's own migrated database. */
export interface TestDatabase {
  /** The suite's own connections, logged in as the service's least-rights role. */
  pool: pg.Pool;
  /** More connections of that kind, for an app, which closes them. */
  openPool(): pg.Pool;
  app: DatabaseLogin;
  admin: DatabaseLogin;
  /** What a service's process gets to use this database. */
  environment: Record<string, string>;
}

let cluster: Promise<LocalPostgres> | undefined;

// On mocha's root suite, since this module is first imported outside any `describe`: one cluster for the whole process.
after("stop PostgreSQL", async () => {
  await (await cluster)?.stop();
});

/** Gives the surrounding `describe` a fresh database in a real PostgreSQL; call the result inside hooks and tests. */
export function useDatabase(migrations: readonly Migration[]): () => TestDatabase {
  let database: TestDatabase | undefined;
  before("make a database", async function () {
    this.timeout(30_000);
    database = await makeDatabase(migrations);
  });
  after("close the database", () => database?.pool.end());
  return () => {
    if (!database) throw new Error("the database is there only while hooks and tests run");
    return database;
  };
}

async function makeDatabase(migrations: readonly Migration[]): Promise<TestDatabase> {
  cluster ??= startPostgres();
  const postgres = await cluster;
  const name = `test_${randomBytes(6).toString("hex")}`;
  await postgres.createDatabase(name);
  const { host, port, superuser, password } = postgres;
  const place = { host, port, database: name, verifyTls: false };
  // A role of its own, as databases of one cluster share their roles.
  const app = { address: { ...place, user: name }, password: randomBytes(12).toString("hex") };
  const admin = { address: { ...place, user: superuser }, password };
  await migrate({ app, admin, migrations, log: { info: () => undefined, warn: () => undefined } });
  const environment = {
    DATABASE_URL: `postgres://${name}@${host}:${port}/${name}`,
    DATABASE_PASSWORD: app.password,
    DATABASE_ADMIN_URL: postgres.url(name),
    DATABASE_ADMIN_PASSWORD: password,
  };
  const open = () => openPool(app, "test");
  return { pool: open(), openPool: open, app, admin, environment };
}
