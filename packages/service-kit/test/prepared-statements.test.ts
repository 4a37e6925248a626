// Proves what PostgreSQL is asked to keep, on a real one. That it costs less is measured in bench/.
import assert from "node:assert/strict";
import type pg from "pg";
import { openPool } from "../src/database.ts";
import { isDatabaseUnavailable } from "../src/database-failure.ts";
import { useDatabase } from "../src/testing/index.ts";

describe("prepareStatements", () => {
  const database = useDatabase([]);
  let pool: pg.Pool;
  beforeEach(() => {
    pool = openPool(database().app, "test");
  });
  afterEach(() => pool.end());

  const prepared = async () => {
    const { rows } = await pool.query("select statement from pg_prepared_statements order by prepare_time");
    return rows.map(({ statement }) => statement);
  };

  it("prepares a statement with values once, and answers with each time's values", async () => {
    const ask = async (value: number) => (await pool.query("select $1::int + 1 as sum", [value])).rows[0].sum;
    assert.deepEqual([await ask(1), await ask(2)], [2, 3]);
    assert.deepEqual(await prepared(), ["select $1::int + 1 as sum"]);
  });

  it("leaves statements without values as they are", async () => {
    await pool.query("select 1");
    assert.deepEqual(await prepared(), []);
  });

  describe("when a migration has changed what a statement answers with", () => {
    const table = "create table thing (id int primary key, name text)";
    const all = "select * from thing where id = $1";
    const insert = "insert into thing values ($1, $2) returning *";
    const change = (statement: string) => admin.query(statement);
    let admin: pg.Pool;
    beforeEach(async () => {
      admin = openPool(database().admin, "test");
      await change(`${table}; grant all on thing to public`);
    });
    afterEach(async () => {
      await change("drop table thing");
      await admin.end();
    });

    it("prepares it anew on every connection, and answers as if nothing had been", async () => {
      const clients = await Promise.all([pool.connect(), pool.connect()]);
      for (const [id, client] of clients.entries()) {
        await client.query(insert, [id, "one"]);
        await client.query(all, [id]);
      }
      await change("alter table thing add column size int");
      for (const [id, client] of clients.entries()) {
        for (let time = 0; time < 2; time += 1) {
          assert.deepEqual((await client.query(all, [id])).rows, [{ id, name: "one", size: null }]);
        }
        const { rows } = await client.query(insert, [id + 10, "two"]);
        assert.deepEqual(rows, [{ id: id + 10, name: "two", size: null }]);
      }
      assert.equal((await change("select from thing")).rowCount, 4);
      for (const client of clients) client.release();
    });

    it("answers to a callback too", async () => {
      await pool.query(all, [1]);
      await change("alter table thing add column size int");
      assert.deepEqual((await pool.query(insert, [1, "one"])).rows, [{ id: 1, name: "one", size: null }]);
      assert.equal((await pool.query(all, [1])).rowCount, 1);
    });

    it("lets a transaction fail as in an outage, and the next one succeed", async () => {
      const client = await pool.connect();
      await client.query(all, [1]);
      await change("alter table thing add column size int");
      await client.query("begin");
      await assert.rejects(client.query(all, [1]), isDatabaseUnavailable);
      await client.query("rollback");
      await client.query("begin");
      assert.equal((await client.query(all, [1])).rowCount, 0);
      await client.query("rollback");
      client.release();
    });
  });

  it("passes on what PostgreSQL does not support, and goes on", async () => {
    const client = await pool.connect();
    const unsupported = "select count($1::int) from pg_class for update";
    await assert.rejects(client.query(unsupported, [1]), { code: "0A000" });
    assert.equal((await client.query("select $1::int as one", [1])).rows[0].one, 1);
    client.release();
  });

  it("prepares no more than 200, and goes on without", async () => {
    for (let n = 0; n < 210; n++) {
      const { rows } = await pool.query(`select $1::int + ${n} as sum`, [1]);
      assert.equal(rows[0].sum, n + 1);
    }
    assert.equal((await prepared()).length, 200);
  });
});
