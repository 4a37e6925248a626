// Proves the routes of comments by injection, with a real PostgreSQL and a stand-in for member over real HTTP.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { jisu, mina, useBoard } from "./use-board.ts";

describe("comments", () => {
  const board = useBoard();
  let postId: string;
  let url: string;

  beforeEach(async () => {
    postId = (await board().post()).id;
    url = `/api/posts/${postId}/comments`;
  });

  const write = async (body: string, as = jisu) =>
    (await board().send("POST", url, { as, body: { body } })).json();
  const list = async (query = "") => (await board().send("GET", `${url}${query}`)).json();

  it("are stored under the token's subject", async () => {
    const answer = await board().send("POST", url, { as: jisu, body: { body: "좋아요" } });
    assert.equal(answer.statusCode, 201);
    const { id, createdAt, ...rest } = answer.json();
    const author = { authorId: jisu, authorName: "지수", authorKnown: true };
    assert.deepEqual(rest, { postId, ...author, body: "좋아요" });
    assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
    assert.deepEqual(await list(), { items: [answer.json()], nextCursor: null });
  });

  it("are listed oldest first, page by page, those of one post only", async () => {
    const written: string[] = [];
    for (const text of ["one", "two", "three"]) written.push((await write(text)).id);
    url = `/api/posts/${(await board().post()).id}/comments`;
    await write("elsewhere");
    url = `/api/posts/${postId}/comments`;
    const first = await list("?limit=2");
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    assert.deepEqual(ids, written);
    assert.equal(second.nextCursor, null);
  });

  it("are an empty list where nobody commented, and 404 where there is no post", async () => {
    assert.deepEqual(await list(), { items: [], nextCursor: null });
    assert.equal((await board().send("GET", `/api/posts/${randomUUID()}/comments`)).statusCode, 404);
  });

  it("are refused with 401 without a token, and with 404 where there is no post", async () => {
    const { send } = board();
    assert.equal((await send("POST", url, { body: { body: "Hi" } })).statusCode, 401);
    const nowhere = await send("POST", `/api/posts/${randomUUID()}/comments`, {
      as: jisu,
      body: { body: "Hi" },
    });
    assert.deepEqual([nowhere.statusCode, nowhere.json().detail], [404, "there is no such post"]);
  });

  it("are removed by their author", async () => {
    const { id } = await write("oops");
    const answer = await board().send("DELETE", `/api/comments/${id}`, { as: jisu });
    assert.deepEqual([answer.statusCode, answer.body], [204, ""]);
    assert.deepEqual((await list()).items, []);
  });

  it("are not removed by anyone else, the post's author included", async () => {
    const comment = await write("mine");
    const answer = await board().send("DELETE", `/api/comments/${comment.id}`, { as: mina });
    assert.deepEqual([answer.statusCode, answer.json().type], [403, "urn:problem-type:forbidden"]);
    assert.deepEqual((await list()).items, [comment]);
  });

  it("answer 404 to the removal of one that is not there", async () => {
    const answer = await board().send("DELETE", `/api/comments/${randomUUID()}`, { as: jisu });
    assert.deepEqual([answer.statusCode, answer.json().detail], [404, "there is no such comment"]);
  });
});
