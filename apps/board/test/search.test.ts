// Proves what a search finds, on a real PostgreSQL with its C locale. Does not prove it for the locale of another
// server: which signs part words may differ there.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "@starter/service-kit";
import { openPool, useDatabase } from "@starter/service-kit/testing";
import fc from "fast-check";
import { migrations } from "../src/migrations.ts";
import { countWords, mostWords } from "../src/post-queries.ts";
import { jisu, mina, useBoard } from "./use-board.ts";

describe("search", () => {
  const board = useBoard();
  const search = async (q: string, rest = "") => {
    const answer = await board().app.inject(`/api/posts?q=${encodeURIComponent(q)}${rest}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  };
  const titles = async (q: string, rest?: string): Promise<string[]> =>
    (await search(q, rest)).items.map(({ title }: { title: string }) => title);

  describe("by words", () => {
    beforeEach(async () => {
      const { post } = board();
      await post({ title: "Coffee", body: "The Café at the corner, user-friendly, don't miss it" });
      await post({ title: "고양이를 키워요", body: "서울에서 고양이와 산책했습니다" });
      await post({
        title: "Cats",
        body: `A cat called ${"나비".normalize("NFD")}. See https://example.com/cats`,
        as: jisu,
      });
    });

    const cases: [q: string, found: string[]][] = [
      ["coffee", ["Coffee"]],
      ["COFFEE corner", ["Coffee"]],
      ["cof", ["Coffee"]],
      ["offee", []],
      ["café", ["Coffee"]],
      ["cafe\u0301", ["Coffee"]],
      ["cafe", []],
      ["고양이", ["고양이를 키워요"]],
      ["고양이".normalize("NFD"), ["고양이를 키워요"]],
      ["산책", ["고양이를 키워요"]],
      ["양이", []],
      ["고양이와 서울", ["고양이를 키워요"]],
      ["cat", ["Cats"]],
      ["cat or 고양이", ["Cats", "고양이를 키워요"]],
      ["나비", ["Cats"]],
      ["cat -나비", []],
      ['"the corner"', ["Coffee"]],
      ['"corner the"', []],
      ["user-friendly", ["Coffee"]],
      ["don't", ["Coffee"]],
      ["example.com", ["Cats"]],
      ["'; drop table post; --", []],
      ["&|!:*()", []],
      ["c", []],
      ["c or 9", []],
      ["산", ["고양이를 키워요"]],
      ["a", ["Cats"]],
      ["don't a", []],
      ["ca m", []],
    ];
    for (const [q, found] of cases) {
      it(`finds ${JSON.stringify(found)} for ${JSON.stringify(q)}`, async () => {
        assert.deepEqual(await titles(q), found);
      });
    }

    it("finds only those of an author when told so", async () => {
      assert.deepEqual(await titles("cat or coffee", `&author=${mina}`), ["Coffee"]);
    });

    it("finds a changed post by its new words only", async () => {
      const { items } = await search("coffee");
      await board().send("PATCH", `/api/posts/${items[0].id}`, { as: mina, body: { title: "Tea" } });
      assert.deepEqual([await titles("coffee"), await titles("tea")], [[], ["Tea"]]);
    });

    it("takes any text for a query", async () => {
      const text = fc.string({ unit: "binary", minLength: 1, maxLength: 100 });
      const storable = text.filter((q) => q.isWellFormed() && !q.includes("\u0000") && /\S/.test(q));
      const short = storable.filter((q) => countWords(q) <= mostWords);
      await fc.assert(fc.asyncProperty(short, async (q) => void (await search(q))));
    });
  });

  it("leads through all posts found, newest first, also beyond those that are looked through one by one", async () => {
    const { post, database } = board();
    const ids: string[] = [];
    for (let number = 0; number < 5; number += 1) ids.push((await post({ body: "rare words" })).id);
    await database.pool.query(
      `insert into post (author_id, title, body) select '${jisu}', 'Other', 'text' from generate_series(1, 600)`,
    );
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await search("rare", `&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, ids.toReversed());
  });
});

describe("many searches at once", () => {
  const board = useBoard();

  it("hold three connections, make twenty more wait, and are refused with 503 beyond", async () => {
    const { app, database, post } = board();
    await post();
    const admin = openPool(database.admin, "test");
    const lock = await admin.connect();
    await lock.query("begin; lock table post");
    const answers: string[] = [];
    const search = async () => {
      const { statusCode, headers, body } = await app.inject("/api/posts?q=hello");
      answers.push(`${statusCode} ${JSON.parse(body).type} ${headers["retry-after"]}`);
    };
    const searches = Array.from({ length: 40 }, search);
    while (answers.length < 17) await sleep(5);
    const waiting = async () => {
      const { rows } = await admin.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length;
    };
    while ((await waiting()) < 3) await sleep(5);
    await sleep(100);
    assert.equal(await waiting(), 3);
    assert.deepEqual(answers.splice(0), Array(17).fill("503 urn:problem-type:busy 2"));
    await lock.query("rollback");
    lock.release();
    await admin.end();
    await Promise.all(searches);
    assert.deepEqual(answers, Array(23).fill("200 undefined undefined"));
  });
});

describe("the migration to search", () => {
  const database = useDatabase(migrations.slice(0, 1));

  it("keeps older posts, and finds them", async () => {
    const { pool, app, admin } = database();
    await pool.query(`insert into post (author_id, title, body) values ('${mina}', '오래된 글', 'kept')`);
    await migrate({ app, admin, migrations, log: { info: () => undefined, warn: () => undefined } });
    const { rows } = await pool.query("select title, updated_at from post where search @@ '오래된'");
    assert.deepEqual(rows, [{ title: "오래된 글", updated_at: null }]);
  });
});
