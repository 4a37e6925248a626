// Proves the routes of posts by injection, with a real PostgreSQL and a stand-in for member over real HTTP.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { jisu, mina, useBoard } from "./use-board.ts";

describe("posts", () => {
  const board = useBoard();
  const list = async (query = "") => (await board().app.inject(`/api/posts${query}`)).json();
  const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);
  const postMany = async (count: number, as = mina) => {
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      ids.push((await board().post({ title: `Post ${number}`, as })).id);
    }
    return ids;
  };

  describe("POST /api/posts", () => {
    it("stores a post under the token's subject", async () => {
      const { app, send } = board();
      const body = { title: "Hello", body: "<b>world</b>" };
      const answer = await send("POST", "/api/posts", { as: mina, body });
      assert.equal(answer.statusCode, 201);
      const { id, createdAt, ...rest } = answer.json();
      const author = { authorId: mina, authorName: "Mina", authorKnown: true };
      assert.deepEqual(rest, { ...author, ...body, updatedAt: null });
      assert.equal(answer.headers.location, `/api/posts/${id}`);
      assert.deepEqual((await app.inject(`/api/posts/${id}`)).json(), answer.json());
      assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
    });

    it("refuses before it looks at the body when there is no token", async () => {
      assert.equal((await board().send("POST", "/api/posts", { body: { title: 1 } })).statusCode, 401);
    });

    it("refuses an expired token, and stores nothing", async () => {
      const { app, member } = board();
      const token = await member.issuer.sign(mina, { exp: Math.floor(Date.now() / 1000) - 60 });
      const headers = { authorization: `Bearer ${token}` };
      const payload = { title: "Hello", body: "world" };
      const answer = await app.inject({ method: "POST", url: "/api/posts", headers, payload });
      assert.equal(answer.statusCode, 401);
      assert.deepEqual(await list(), { items: [], nextCursor: null });
    });
  });

  describe("GET /api/posts", () => {
    it("lists the newest first", async () => {
      const ids = await postMany(3);
      assert.deepEqual(idsOf(await list()), ids.toReversed());
    });

    it("leads through all posts, each once, while others are written", async () => {
      const ids = await postMany(7);
      const seen: string[] = [];
      let query = "?limit=3";
      for (;;) {
        const page = await list(query);
        seen.push(...idsOf(page));
        if (page.nextCursor === null) break;
        await postMany(1);
        query = `?limit=3&cursor=${page.nextCursor}`;
      }
      assert.deepEqual(seen, ids.toReversed());
    });

    it("has no next page behind a last page that is full", async () => {
      await postMany(2);
      assert.equal((await list("?limit=2")).nextCursor, null);
    });

    it("leads through one author's posts only", async () => {
      const ids = await postMany(3, jisu);
      await postMany(2);
      const first = await list(`?author=${jisu}&limit=2`);
      const second = await list(`?author=${jisu}&limit=2&cursor=${first.nextCursor}`);
      assert.deepEqual([...idsOf(first), ...idsOf(second)], ids.toReversed());
      assert.equal(second.nextCursor, null);
    });
  });

  describe("GET /api/posts/:id", () => {
    it("answers 404 for a post that is not there", async () => {
      assert.equal((await board().send("GET", `/api/posts/${randomUUID()}`)).statusCode, 404);
    });
  });

  describe("PATCH /api/posts/:id", () => {
    it("changes what is given, and says when", async () => {
      const { post, send } = board();
      const before = await post({ title: "Helo" });
      const answer = await send("PATCH", `/api/posts/${before.id}`, { as: mina, body: { title: "Hello" } });
      assert.equal(answer.statusCode, 200);
      const { updatedAt, ...rest } = answer.json();
      assert.deepEqual({ ...rest, updatedAt: null }, { ...before, title: "Hello" });
      assert.ok(Math.abs(Date.now() - Date.parse(updatedAt)) < 60_000);
      assert.deepEqual((await send("GET", `/api/posts/${before.id}`)).json(), answer.json());
    });
  });

  describe("DELETE /api/posts/:id", () => {
    it("removes the post with its comments", async () => {
      const { post, send } = board();
      const { id } = await post();
      const comments = `/api/posts/${id}/comments`;
      const comment = (await send("POST", comments, { as: jisu, body: { body: "Hi" } })).json();
      const answer = await send("DELETE", `/api/posts/${id}`, { as: mina });
      assert.deepEqual([answer.statusCode, answer.body], [204, ""]);
      assert.equal((await send("GET", `/api/posts/${id}`)).statusCode, 404);
      assert.equal((await send("GET", comments)).statusCode, 404);
      assert.equal((await send("DELETE", `/api/comments/${comment.id}`, { as: jisu })).statusCode, 404);
    });
  });

  for (const method of ["PATCH", "DELETE"] as const) {
    describe(`${method} /api/posts/:id`, () => {
      const body = method === "PATCH" ? { title: "Mine now" } : undefined;

      it("refuses anyone but the author with 403, and changes nothing", async () => {
        const { post, send } = board();
        const before = await post();
        const answer = await send(method, `/api/posts/${before.id}`, { as: jisu, body });
        assert.deepEqual([answer.statusCode, answer.json().type], [403, "urn:problem-type:forbidden"]);
        assert.deepEqual((await send("GET", `/api/posts/${before.id}`)).json(), before);
      });

      it("answers 404 for a post that is not there", async () => {
        const answer = await board().send(method, `/api/posts/${randomUUID()}`, { as: mina, body });
        assert.deepEqual([answer.statusCode, answer.json().detail], [404, "there is no such post"]);
      });
    });
  }
});
