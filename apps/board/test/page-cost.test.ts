// Proves that a late page of a list reads as few rows as the first, by what PostgreSQL counts while it runs the
// store's own statements on 100,000 posts. Does not prove it for every distribution of words: one that most of the old
// posts have and none of the new is looked for in all posts.
import assert from "node:assert/strict";
import { type Migration, openDatabase } from "@starter/service-kit";
import { useDatabase } from "@starter/service-kit/testing";
import { type RawBuilder, sql } from "kysely";
import { selectComments } from "../src/comment-store.ts";
import { migrations } from "../src/migrations.ts";
import { findByWords, selectMatches, selectNewest, selectRecentMatches } from "../src/post-queries.ts";
import type { BoardSchema } from "../src/tables.ts";

/** Wrote every fifth of the older half of the posts, and none since. */
const author = "00000000-0000-4000-8000-000000000000";

/** Every post has "all", every 1,000th "rare"; the oldest two have 5,000 comments each, in turn. */
const fill: Migration = {
  name: "9999-fill",
  async up(transaction) {
    await sql`insert into post (author_id, title, body)
      select ('00000000-0000-4000-8000-' || lpad(case when n < 50000 and n % 5 = 0 then '0' else n::text end, 12, '0'))::uuid, 'Post ' || n,
        'all of them' || case when n % 1000 = 0 then ' rare' else '' end
      from generate_series(1, 100000) n`.execute(transaction);
    await sql`insert into comment (post_id, author_id, body)
      select post.id, post.author_id, 'Comment'
      from generate_series(1, 5000), (select id, author_id from post order by id limit 2) post`.execute(
      transaction,
    );
    // In a migration, since only the tables' owner may.
    await sql`analyze post, comment`.execute(transaction);
  },
};

/** A step of a plan, as far as the tests look into it. */
interface Plan {
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: Plan[];
}

/** A statement that PostgreSQL can be asked about. */
interface Explainable {
  explain(format: "json", options: RawBuilder<unknown>): Promise<{ "QUERY PLAN": [{ Plan: Plan }] }[]>;
}

describe("the cost of a page", function () {
  this.timeout(60_000);
  const database = useDatabase([...migrations, fill]);
  const kysely = () => openDatabase<BoardSchema>(database().pool);

  /** What a statement touched: rows, in the step with most of them, and blocks of 8 KB. */
  async function cost(statement: Explainable) {
    const [answer] = await statement.explain("json", sql`analyze, buffers`);
    const plan = answer?.["QUERY PLAN"][0].Plan;
    assert.ok(plan);
    return { rows: mostRows(plan), blocks: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
  }

  function mostRows(plan: Plan): number {
    const removed = (plan["Rows Removed by Filter"] ?? 0) + (plan["Rows Removed by Index Recheck"] ?? 0);
    const own = (plan["Actual Rows"] + removed) * plan["Actual Loops"];
    return Math.max(own, ...(plan.Plans ?? []).map(mostRows));
  }

  function countStatements() {
    let count = 0;
    const database = kysely().withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        count += 1;
        return result;
      },
    });
    return { database, count: () => count };
  }

  const postAt = (position: number) =>
    kysely().selectFrom("post").select("id").orderBy("id", "desc").offset(position).executeTakeFirstOrThrow();

  it("is the same for page 5,000 of all posts as for page 1", async () => {
    const page = { limit: 21 };
    const { id } = await postAt(4999 * 20 - 1);
    const late = await cost(selectNewest(kysely(), { ...page, after: id }));
    assert.equal(late.rows, 20);
    assert.ok(late.blocks <= 10, `${late.blocks} blocks`);
    const first = await cost(selectNewest(kysely(), page));
    assert.equal(first.rows, 21);
    assert.ok(first.blocks <= 10, `${first.blocks} blocks`);
  });

  it("is the same for an author's pages, however long ago", async () => {
    const page = { limit: 21, author };
    assert.equal((await cost(selectNewest(kysely(), page))).rows, 21);
    const { id } = await postAt(95_000);
    assert.equal((await cost(selectNewest(kysely(), { ...page, after: id }))).rows, 21);
  });

  it("is the same for a late page of a post's comments as for the first", async () => {
    const { id: postId } = await postAt(99_998);
    const middle = await kysely()
      .selectFrom("comment")
      .select("id")
      .where("post_id", "=", postId)
      .orderBy("id")
      .offset(2500)
      .executeTakeFirstOrThrow();
    assert.equal((await cost(selectComments(kysely(), { postId, limit: 21 }))).rows, 21);
    assert.equal((await cost(selectComments(kysely(), { postId, limit: 21, after: middle.id }))).rows, 21);
  });

  it("is a look at 500 posts at most for a word that many posts have, on any page", async () => {
    const page = { limit: 21 };
    const { id: after } = await postAt(99_000);
    for (const request of [page, { ...page, after }]) {
      const { rows } = await cost(selectRecentMatches(kysely(), "all", request));
      assert.ok(rows <= 500, `${rows} rows`);
      const statements = countStatements();
      assert.equal((await findByWords(statements.database, "all", request)).length, 21);
      assert.equal(statements.count(), 1);
    }
  });

  it("is as many rows as match for a word that few posts have, on any page", async () => {
    const page = { limit: 21 };
    const { id: after } = await postAt(50_000);
    for (const request of [page, { ...page, after }]) {
      assert.equal((await cost(selectMatches(kysely(), "rare", request))).rows, 100);
    }
    assert.equal((await findByWords(kysely(), "rare", { ...page, after })).length, 21);
  });

  it("is nothing beyond the 500 for a word that no post has", async () => {
    const { rows } = await cost(selectMatches(kysely(), "nowhere", { limit: 21 }));
    assert.equal(rows, 0);
  });
});
