// Proves how the pool bears a database that is away, and a password that changes, with a real PostgreSQL. A whole app
// under load meets an outage in member's outage.test.ts.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openPool } from "../src/database.ts";
import { isDatabaseUnavailable } from "../src/database-failure.ts";
import { databasePassword, readVariables } from "../src/index.ts";
import { migrate } from "../src/migrate.ts";
import { useDatabase } from "../src/testing/index.ts";

describe("openPool", () => {
  const database = useDatabase([]);

  for (const zone of ["UTC", "Asia/Seoul", "Asia/Kolkata"]) {
    it(`reads times as pg does, in ${zone}`, async () => {
      const { app } = database();
      const pool = openPool(app, "test");
      const client = await pool.connect();
      try {
        await client.query(`set time zone '${zone}'`);
        const times = `values ('2026-11-29 05:44:22.123456+00'::timestamptz), ('2026-11-29 05:44:22.1Z'),
          ('2026-11-29'), ('0099-02-28 23:59:59.999999Z'), ('1969-12-31 23:59:59.9Z'), ('0044-03-15 12:00Z BC'),
          ('12026-01-01Z'), ('infinity'), ('-infinity'), (null)`;
        const { rows } = await client.query({ text: times, rowMode: "array" });
        const { rows: others } = await client.query({ text: times, rowMode: "array", types: pg.types });
        assert.deepEqual(rows, others);
        assert.deepEqual(rows[0], [new Date("2026-11-29T05:44:22.123Z")]);
      } finally {
        client.release();
        await pool.end();
      }
    });
  }

  it("tries few logins while all fail, and refuses the rest at once", async () => {
    let logins = 0;
    const closed = createServer((socket) => {
      logins += 1;
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    const { app } = database();
    const pool = openPool({ ...app, address: { ...app.address, port } }, "test");
    const refused = await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        await sleep(index);
        return pool.query("select 1").catch((error: unknown) => error);
      }),
    );
    assert.ok(refused.every(isDatabaseUnavailable));
    // Ten at most in the first instant, and after each pause; the pauses double.
    assert.ok(logins >= 2 && logins <= 40, `${logins} logins`);
    await pool.end();
    closed.close();
  });

  it("uses a database soon after its coming back, however long it was away", async () => {
    const { app } = database();
    const away = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(away, "listening");
    const { port } = away.address() as AddressInfo;
    const pool = openPool({ ...app, address: { ...app.address, port } }, "test");
    for (let failures = 0; failures < 20; failures += 1) {
      await assert.rejects(pool.query("select 1"));
      await sleep(50);
    }
    pool.options.port = app.address.port;
    const back = performance.now();
    while (
      await pool.query("select 1").then(
        () => false,
        () => true,
      )
    )
      await sleep(10);
    assert.ok(performance.now() - back < 20_000);
    await pool.end();
    away.close();
  });

  it("logs in with the password that its file holds now", async () => {
    const { app, admin } = database();
    const directory = await mkdtemp(join(tmpdir(), "password-"));
    const file = join(directory, "password");
    const { password } = readVariables(
      { DATABASE_PASSWORD_FILE: file },
      { password: databasePassword("DATABASE_PASSWORD") },
    );
    const pool = openPool({ address: app.address, password }, "test");
    const logIn = async () => (await pool.connect()).release(true);
    try {
      await writeFile(file, `${app.password}\n`);
      await logIn();
      const changed = { ...app, password: "another one" };
      await migrate({ app: changed, admin, migrations: [], log: { info() {}, warn() {} } });
      await assert.rejects(logIn(), { code: "28P01" });
      await writeFile(file, changed.password);
      await sleep(150);
      await logIn();
    } finally {
      await migrate({ app, admin, migrations: [], log: { info() {}, warn() {} } });
      await pool.end();
      await rm(directory, { recursive: true });
    }
  });

  it("wants a password or a file of it", () => {
    const variables = { password: databasePassword("DATABASE_PASSWORD") };
    assert.throws(() => readVariables({}, variables), /DATABASE_PASSWORD: must be/);
    assert.equal(readVariables({ DATABASE_PASSWORD: "x" }, variables).password, "x");
  });
});
