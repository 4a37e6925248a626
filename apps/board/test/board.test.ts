// Proves board's routes by injection, with a real PostgreSQL and a stand-in for member's keys over real HTTP.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { App } from "@starter/service-kit";
import { createTestIssuer, type TestIssuer, useDatabase } from "@starter/service-kit/testing";
import { buildApp } from "../src/build-app.ts";
import { migrations } from "../src/migrations.ts";

const author = randomUUID();

describe("board", () => {
  const database = useDatabase(migrations);
  let issuer: TestIssuer;
  let memberUrl: URL;
  let app: App;

  before(async () => {
    issuer = await createTestIssuer("member", "starter");
    memberUrl = await issuer.listen();
    await issuer.close();
  });
  beforeEach(async () => {
    await database().pool.query("delete from post");
    await issuer.listen();
    app = build();
  });
  afterEach(async () => {
    await app.close();
    await issuer.close();
  });

  const build = () =>
    buildApp({
      memberUrl,
      issuer: "member",
      audience: "starter",
      logLevel: "silent",
      pool: database().openPool(),
    });
  const write = async (payload: object, token?: string) => {
    const headers = { authorization: `Bearer ${token ?? (await issuer.sign(author))}` };
    return app.inject({ method: "POST", url: "/api/posts", payload, headers });
  };
  const writeMany = async (count: number) => {
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      ids.push((await write({ title: `Post ${number}`, body: "text" })).json().id);
    }
    return ids;
  };
  const list = async (query = "") => (await app.inject(`/api/posts${query}`)).json();
  const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);

  describe("POST /api/posts", () => {
    it("stores a post under the token's subject", async () => {
      const answer = await write({ title: "Hello", body: "<b>world</b>" });
      assert.equal(answer.statusCode, 201);
      const { id, createdAt, ...rest } = answer.json();
      assert.deepEqual(rest, { authorId: author, title: "Hello", body: "<b>world</b>" });
      assert.equal(answer.headers.location, `/api/posts/${id}`);
      assert.deepEqual((await app.inject(`/api/posts/${id}`)).json(), answer.json());
      assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
    });

    it("refuses before it looks at the body when there is no token", async () => {
      const answer = await app.inject({ method: "POST", url: "/api/posts", payload: { title: 1 } });
      assert.equal(answer.statusCode, 401);
    });

    it("refuses an expired token, and stores nothing", async () => {
      const now = Math.floor(Date.now() / 1000);
      const answer = await write(
        { title: "Hello", body: "world" },
        await issuer.sign(author, { exp: now - 60 }),
      );
      assert.equal(answer.statusCode, 401);
      assert.deepEqual(await list(), { items: [], nextCursor: null });
    });

    const refused: [field: string, change: object][] = [
      ["title", { title: "" }],
      ["title", { title: "x".repeat(201) }],
      ["body", { body: undefined }],
      ["body", { body: "x".repeat(10_001) }],
      ["body", { body: "a\u0000b" }],
      ["authorId", { authorId: randomUUID() }],
    ];
    for (const [field, change] of refused) {
      it(`refuses ${JSON.stringify(change).slice(0, 40)} and names ${field}`, async () => {
        const answer = await write({ title: "Hello", body: "world", ...change });
        assert.equal(answer.statusCode, 400);
        assert.deepEqual(
          answer.json().errors.map((error: { field: string }) => error.field),
          [field],
        );
      });
    }
  });

  describe("GET /api/posts", () => {
    it("lists the newest first", async () => {
      const ids = await writeMany(3);
      assert.deepEqual(idsOf(await list()), ids.toReversed());
    });

    it("leads through all posts, each once, while others are written", async () => {
      const ids = await writeMany(7);
      const seen: string[] = [];
      let query = "?limit=3";
      for (;;) {
        const page = await list(query);
        seen.push(...idsOf(page));
        if (page.nextCursor === null) break;
        await writeMany(1);
        query = `?limit=3&cursor=${page.nextCursor}`;
      }
      assert.deepEqual(seen, ids.toReversed());
    });

    it("has no next page behind a last page that is full", async () => {
      await writeMany(2);
      assert.equal((await list("?limit=2")).nextCursor, null);
    });

    for (const query of [
      "limit=0",
      "limit=101",
      "limit=x",
      "limit=1&limit=2",
      "cursor=x",
      "cursor=%27or",
      "cursor=",
    ]) {
      it(`refuses ?${query} and names the parameter`, async () => {
        const answer = await app.inject(`/api/posts?${query}`);
        assert.equal(answer.statusCode, 400);
        assert.deepEqual(
          answer.json().errors.map((error: { in: string; field: string }) => [error.in, error.field]),
          [["querystring", query.split("=")[0]]],
        );
      });
    }
  });

  describe("GET /api/posts/:id", () => {
    it("answers 404 for a post that is not there", async () => {
      assert.equal((await app.inject(`/api/posts/${randomUUID()}`)).statusCode, 404);
    });

    it("refuses an id that is none", async () => {
      assert.equal((await app.inject("/api/posts/1;drop")).statusCode, 400);
    });
  });

  describe("while member is down", () => {
    it("answers public reads, refuses posting with 503, and recovers by itself", async () => {
      const [id] = await writeMany(1);
      await app.close();
      await issuer.close();
      app = build();
      assert.deepEqual(idsOf(await list()), [id]);
      assert.equal((await app.inject(`/api/posts/${id}`)).statusCode, 200);
      const answer = await write({ title: "Hello", body: "world" });
      assert.deepEqual([answer.statusCode, answer.json().type], [503, "urn:problem-type:unavailable"]);
      await issuer.listen();
      assert.equal((await write({ title: "Hello", body: "world" })).statusCode, 201);
    });
  });
});
