// Proves which statement and which parameters a query has that is compiled once. Does not prove that PostgreSQL takes
// them: the apps' tests do, with the queries that they make this way.
import assert from "node:assert/strict";
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from "kysely";
import { compileOnce } from "../src/index.ts";

interface Schema {
  post: { id: string; author_id: string; likes: number };
}

interface Request {
  limit: number;
  after?: string;
  author?: string;
}

describe("compileOnce", () => {
  const kysely = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  let asked: CompiledQuery[];
  let built: number;

  /** Answers with one row, and keeps what was asked. */
  const database: Pick<Kysely<unknown>, "executeQuery"> = {
    async executeQuery<Row>(query: CompiledQuery<Row> | { compile(): CompiledQuery<Row> }) {
      assert.ok("sql" in query);
      asked.push(query);
      return { rows: [{ id: "1" } as Row] };
    },
  };

  const posts = () =>
    compileOnce(database, ({ limit, after, author }: Request) => {
      built += 1;
      let page = kysely.selectFrom("post").select("id").where("likes", ">", 3).limit(limit);
      if (after !== undefined) page = page.where("id", "<", after);
      if (author !== undefined) page = page.where(sql<boolean>`author_id = any(${[author]})`);
      return page;
    });

  beforeEach(() => {
    asked = [];
    built = 0;
  });

  it("builds a query once, and asks it with the values of each call, beside the query's own", async () => {
    const find = posts();
    assert.deepEqual(await find({ limit: 20, after: "a" }), [{ id: "1" }]);
    await find({ limit: 5, after: "b" });
    assert.equal(built, 1);
    const [first, second] = asked;
    assert.equal(first?.sql, `select "id" from "post" where "likes" > $1 and "id" < $2 limit $3`);
    assert.deepEqual(first.parameters, [3, "a", 20]);
    assert.equal(second?.sql, first.sql);
    assert.deepEqual(second.parameters, [3, "b", 5]);
  });

  it("builds another one where other values are left out, whatever their order", async () => {
    const find = posts();
    await find({ limit: 20 });
    await find({ limit: 20, after: undefined });
    assert.equal(built, 1);
    await find({ limit: 20, author: "me" });
    await find({ author: "you", limit: 21 });
    const texts = new Set(asked.map(({ sql }) => sql));
    assert.deepEqual(
      [...texts],
      [
        `select "id" from "post" where "likes" > $1 limit $2`,
        `select "id" from "post" where "likes" > $1 and author_id = any($2) limit $3`,
      ],
    );
    assert.deepEqual(asked.at(-1)?.parameters, [3, ["you"], 21]);
  });

  it("takes null and a list for values as they are", async () => {
    const find = compileOnce(database, ({ ids, author }: { ids: string[]; author: string | null }) =>
      kysely.selectFrom("post").select("id").where(sql<boolean>`id = any(${ids}) or author_id is ${author}`),
    );
    await find({ ids: ["a", "b"], author: null });
    assert.deepEqual(asked[0]?.parameters, [["a", "b"], null]);
  });

  it("refuses a query that looks at a value, when it is first asked", async () => {
    const ignores = compileOnce(database, (_: { limit: number }) => kysely.selectFrom("post").select("id"));
    await assert.rejects(
      ignores({ limit: 1 }),
      /^Error: compileOnce: "limit" must stand in the query as it is$/,
    );
    const counts = compileOnce(database, ({ limit }: { limit: number }) =>
      kysely
        .selectFrom("post")
        .select("id")
        .limit(limit + 1),
    );
    await assert.rejects(counts({ limit: 1 }), TypeError);
    const chooses = compileOnce(database, ({ limit }: { limit: number }) =>
      kysely
        .selectFrom("post")
        .select("id")
        .limit(limit > 3 ? 3 : limit),
    );
    await assert.rejects(chooses({ limit: 1 }), TypeError);
    assert.deepEqual(asked, []);
  });
});
