// Proves what becomes of authors' names in answers, with a stand-in for member over real HTTP that fails in its ways.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { memberNames } from "../src/member-client.ts";
import { jisu, mina, useBoard } from "./use-board.ts";

describe("authors", () => {
  const board = useBoard();
  const authorsOf = async (url: string) => {
    const answer = await board().app.inject(url);
    assert.equal(answer.statusCode, 200);
    const { items } = answer.json<{ items: { authorName: string | null; authorKnown: boolean }[] }>();
    return items.map(({ authorName, authorKnown }) => [authorName, authorKnown]);
  };

  it("of a page are asked for in one call", async () => {
    const { post, member, restart } = board();
    for (const as of [mina, jisu, mina]) await post({ as });
    await restart();
    member.calls.length = 0;
    assert.deepEqual(await authorsOf("/api/posts"), [
      ["Mina", true],
      ["지수", true],
      ["Mina", true],
    ]);
    assert.deepEqual(member.calls, [[mina, jisu]]);
  });

  it("who have left have no name", async () => {
    const { post } = board();
    await post({ as: randomUUID() });
    assert.deepEqual(await authorsOf("/api/posts"), [[null, true]]);
  });

  const failures = {
    "is down": undefined,
    "answers 500": 500,
    "answers 404": 404,
    "does not answer": "nothing",
  } as const;
  for (const [what, failure] of Object.entries(failures)) {
    it(`are unknown while member ${what}, and everything is read all the same`, async () => {
      const { post, member, send, restart } = board();
      const { id } = await post();
      await send("POST", `/api/posts/${id}/comments`, { as: jisu, body: { body: "Hi" } });
      await restart();
      if (failure === undefined) await member.stop();
      else member.failure = failure;
      const begun = performance.now();
      assert.deepEqual(await authorsOf("/api/posts"), [[null, false]]);
      assert.deepEqual(await authorsOf(`/api/posts/${id}/comments`), [[null, false]]);
      const { authorId, authorName, authorKnown } = (await send("GET", `/api/posts/${id}`)).json();
      assert.deepEqual(
        { authorId, authorName, authorKnown },
        { authorId: mina, authorName: null, authorKnown: false },
      );
      assert.ok(performance.now() - begun < 2500);
    });
  }

  for (const answer of ["null", "[]", '{"items":{}}', '{"items":[{"id":1,"name":"Mina"}]}', "<html>"]) {
    it(`are unknown when member answers ${answer}`, async () => {
      const { post, member } = board();
      member.failure = answer;
      await post();
      assert.deepEqual(await authorsOf("/api/posts"), [[null, false]]);
    });
  }

  it("are asked for no longer than half a second", async () => {
    const { member } = board();
    member.failure = "nothing";
    const begun = performance.now();
    await assert.rejects(memberNames(member.url)([mina]), { name: "TimeoutError" });
    // Any other call of a service is given two seconds.
    assert.ok(performance.now() - begun < 1900);
  });
});

describe("writing while member is down", () => {
  const board = useBoard();

  it("is refused with 503 while a token cannot be checked, and recovers by itself", async () => {
    const { member, post, restart, send } = board();
    await post();
    await restart();
    await member.stop();
    const body = { title: "Hello", body: "world" };
    const answer = await send("POST", "/api/posts", { as: mina, body });
    assert.deepEqual([answer.statusCode, answer.json().type], [503, "urn:problem-type:unavailable"]);
    await member.start();
    assert.equal((await send("POST", "/api/posts", { as: mina, body })).statusCode, 201);
  });
});
