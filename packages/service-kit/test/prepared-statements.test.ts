// Proves what PostgreSQL is asked to keep, on a real one. That it costs less is measured in bench/.
import assert from "node:assert/strict";
import type pg from "pg";
import { openPool } from "../src/database.ts";
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

  it("prepares no more than 200, and goes on without", async () => {
    for (let n = 0; n < 210; n++) {
      const { rows } = await pool.query(`select $1::int + ${n} as sum`, [1]);
      assert.equal(rows[0].sum, n + 1);
    }
    assert.equal((await prepared()).length, 200);
  });
});
