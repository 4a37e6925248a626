// Proves migrations against a real PostgreSQL whose admin is a superuser; RDS's master user is less than that, and is
// stood in for by a role that may create roles and owns the database.
import assert from "node:assert/strict";
import { sql } from "kysely";
import pg from "pg";
import { type DatabaseLogin, openPool } from "../src/database.ts";
import { type Migration, migrate, openDatabase } from "../src/index.ts";
import { useDatabase } from "../src/testing/index.ts";

const step = (name: string, statement: string): Migration => ({
  name,
  up: async (transaction) => void (await sql.raw(statement).execute(transaction)),
});
const notes = step("0001-notes", "create table note (id bigserial primary key, text text not null)");
const authors = step("0002-authors", "alter table note add column author text");

const quiet = { info: () => undefined, warn: () => undefined };

describe("migrate", () => {
  const database = useDatabase([notes]);
  let warnings: unknown[];

  const run = (
    migrations: Migration[],
    log = { ...quiet, warn: (what: unknown) => void warnings.push(what) },
  ) => migrate({ app: database().app, admin: database().admin, migrations, log });

  const queryAs = async (login: DatabaseLogin, statement: string): Promise<unknown[]> => {
    const pool = openPool(login, "test");
    try {
      return (await pool.query({ text: statement, rowMode: "array" })).rows.flat();
    } finally {
      await pool.end();
    }
  };
  const names = () => queryAs(database().admin, "select name from schema_migration order by name");

  beforeEach(async () => {
    warnings = [];
    await queryAs(database().admin, "drop table note, schema_migration");
    await run([notes]);
  });

  it("runs only what is missing", async () => {
    await run([notes, authors]);
    await run([notes, authors]);
    assert.deepEqual(await names(), ["0001-notes", "0002-authors"]);
  });

  it("runs each step once when several start at once", async () => {
    await Promise.all([1, 2, 3, 4].map(() => run([notes, authors])));
    assert.deepEqual(await names(), ["0001-notes", "0002-authors"]);
  });

  it("rejects with one sentence when another task's migration does not end", async () => {
    const { app, admin } = database();
    const pool = openPool(admin, "migrate");
    const other = await pool.connect();
    await other.query("begin; select pg_advisory_xact_lock(72616721)");
    const waiting = migrate({ app, admin, migrations: [notes], lockTimeoutSeconds: 0.2, log: quiet });
    await assert.rejects(
      waiting,
      /^Mistake: another task must end its migration of this database within 0\.2 s/,
    );
    await other.query("rollback");
    other.release();
    await pool.end();
  });

  it("changes nothing at all when a step fails, and names the step", async () => {
    const broken = step("0003-broken", "alter table nowhere add column x int");
    await assert.rejects(
      run([notes, authors, broken]),
      /^Mistake: migration 0003-broken: relation "nowhere" does not/,
    );
    assert.deepEqual(await names(), ["0001-notes"]);
  });

  it("leaves a database alone that a newer release has migrated", async () => {
    await run([notes, authors]);
    await run([notes]);
    assert.deepEqual(await names(), ["0001-notes", "0002-authors"]);
    assert.deepEqual(warnings, [{ newer: ["0002-authors"] }]);
  });

  it("rejects a new step that stands before one that ran", async () => {
    await run([notes, authors]);
    const late = step("0001b-late", "select 1");
    await assert.rejects(run([notes, late, authors]), /0001b-late must come after 0002-authors/);
  });

  it("lets the app's role read and write rows", async () => {
    const { app } = database();
    await queryAs(app, "insert into note (text) values ('a')");
    await queryAs(app, "update note set text = 'b'");
    assert.deepEqual(await queryAs(app, "select text from note"), ["b"]);
    await queryAs(app, "delete from note");
  });

  const denied = [
    "create table mine (id int)",
    "drop table note",
    "alter table note add column x int",
    "truncate note",
    "create role friend",
    "select name from schema_migration",
  ];
  for (const statement of denied) {
    it(`denies the app's role: ${statement}`, async () => {
      await assert.rejects(queryAs(database().app, statement), { code: "42501" });
    });
  }

  it("gives the app's role its new password", async () => {
    const { app, admin } = database();
    const changed = { ...app, password: "another & 'odd' one" };
    await migrate({ app: changed, admin, migrations: [notes], log: quiet });
    assert.deepEqual(await queryAs(changed, "select 1"), [1]);
    await assert.rejects(queryAs(app, "select 1"), { code: "28P01" });
    await run([notes]);
  });

  it("works for an admin that is no superuser, and for the owner alone", async () => {
    const { admin, app } = database();
    const name = `${app.address.user}_master`;
    await queryAs(admin, `create role ${name} login createrole password 'master'`);
    await queryAs(admin, `create database ${name} owner ${name}`);
    const master = { address: { ...admin.address, user: name, database: name }, password: "master" };
    const service = { address: { ...master.address, user: `${name}_app` }, password: "service" };
    await migrate({ app: service, admin: master, migrations: [notes], log: quiet });
    await migrate({ app: service, admin: master, migrations: [notes, authors], log: quiet });
    assert.deepEqual(await queryAs(service, "select count(*)::int from note"), [0]);
    await migrate({ app: master, migrations: [notes, authors], log: quiet });
  });
});

describe("openDatabase", () => {
  const database = useDatabase([notes]);

  it("comes back by itself after the server has cut all connections", async () => {
    const { pool, admin } = database();
    await pool.query("select 1");
    const killer = new pg.Client({ ...admin.address, password: admin.password });
    await killer.connect();
    await killer.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'test'",
    );
    await killer.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const rows = await openDatabase<{ note: { text: string } }>(pool)
      .selectFrom("note")
      .selectAll()
      .execute();
    assert.deepEqual(rows, []);
  });

  for (const use of ["idle", "in use"]) {
    it(`does not end the process when the server ends a connection that is ${use}`, async () => {
      const pool = database().openPool();
      const client = await pool.connect();
      if (use === "idle") client.release();
      client.emit("error", new Error("terminating connection due to administrator command"));
      if (use === "in use") client.release(true);
      await pool.end();
    });
  }
});
