// Proves what members do with themselves, by injection, with a real PostgreSQL.
import assert from "node:assert/strict";
import { createTestIssuer, openPool } from "@starter/service-kit/testing";
import { ann, useMember } from "./fixtures/member-app.ts";

const me = "/api/members/me";

describe("/api/members/me", () => {
  const member = useMember();

  it("shows oneself", async () => {
    const { id, token } = await member().join();
    const answer = await member().send("GET", me, undefined, token);
    assert.deepEqual([answer.statusCode, answer.json().id, answer.json().email], [200, id, ann.email]);
  });

  it("shows the same while a migration adds a column and this task still runs", async () => {
    const { token } = await member().join();
    const show = () => member().send("GET", me, undefined, token);
    const before = await show();
    const admin = openPool(member().database.admin, "test");
    await admin.query("alter table member add column nickname text");
    try {
      for (let time = 0; time < 12; time += 1) {
        const { statusCode, body } = await show();
        assert.deepEqual([statusCode, body], [200, before.body]);
      }
      assert.equal((await member().logIn()).statusCode, 201);
    } finally {
      await admin.query("alter table member drop column nickname");
      await admin.end();
    }
  });

  it("answers 401 without a token", async () => {
    assert.equal((await member().send("GET", me)).statusCode, 401);
  });

  it("answers 401 to a token signed with another key", async () => {
    const { id } = await member().join();
    const forger = await createTestIssuer("member", "starter");
    assert.equal((await member().send("GET", me, undefined, await forger.sign(id))).statusCode, 401);
  });

  it("changes what is given and nothing else", async () => {
    const { id, token } = await member().join();
    const renamed = await member().send("PATCH", me, { name: "Anna" }, token);
    assert.deepEqual(
      [renamed.statusCode, renamed.json().name, renamed.json().email],
      [200, "Anna", ann.email],
    );
    const moved = await member().send("PATCH", me, { email: "anna@example.com" }, token);
    assert.deepEqual(
      [moved.json().id, moved.json().name, moved.json().email],
      [id, "Anna", "anna@example.com"],
    );
    assert.equal((await member().logIn({ ...ann, email: "anna@example.com" })).statusCode, 201);
  });

  it("refuses to change to an e-mail address that is taken, and changes nothing", async () => {
    const { token } = await member().join();
    await member().signUp({ ...ann, email: "bob@example.com" });
    const answer = await member().send("PATCH", me, { email: "BOB@example.com", name: "Bob" }, token);
    assert.deepEqual([answer.statusCode, answer.json().type], [409, "urn:problem-type:email-taken"]);
    assert.equal((await member().send("GET", me, undefined, token)).json().name, "Ann");
  });

  it("accepts one's own e-mail address in other capitals", async () => {
    const { token } = await member().join();
    const answer = await member().send("PATCH", me, { email: "ann@example.com" }, token);
    assert.equal(answer.statusCode, 200);
  });

  it("removes oneself, and takes the token no more", async () => {
    const { id, token } = await member().join();
    const removed = await member().send("DELETE", me, undefined, token);
    assert.deepEqual([removed.statusCode, removed.body], [204, ""]);
    const passwords = { currentPassword: ann.password, newPassword: "another horse" };
    const answers = [
      await member().send("GET", me, undefined, token),
      await member().send("PATCH", me, { name: "Anna" }, token),
      await member().send("DELETE", me, undefined, token),
      await member().send("PUT", `${me}/password`, passwords, token),
      await member().logIn(),
    ];
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [401, 401, 401, 401, 401],
    );
    assert.equal((await member().send("GET", `/api/members/${id}`)).statusCode, 404);
  });

  it("changes the password", async () => {
    const { token } = await member().join();
    const passwords = { currentPassword: ann.password, newPassword: "another horse" };
    const answer = await member().send("PUT", `${me}/password`, passwords, token);
    assert.deepEqual([answer.statusCode, answer.body], [204, ""]);
    assert.equal((await member().logIn()).statusCode, 401);
    assert.equal((await member().logIn({ ...ann, password: "another horse" })).statusCode, 201);
  });

  it("keeps the password when the current one is wrong, and limits the tries", async () => {
    const { token } = await member().join();
    const passwords = { currentPassword: "wrong horse", newPassword: "another horse" };
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      statuses.push((await member().send("PUT", `${me}/password`, passwords, token)).statusCode);
    assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429]);
    assert.equal((await member().logIn(ann, "198.51.100.7")).statusCode, 201);
  });

  const refused: [method: "PATCH" | "PUT", url: string, body: object, field: string][] = [
    ["PATCH", me, {}, ""],
    ["PATCH", me, { name: "" }, "name"],
    ["PATCH", me, { email: "ann" }, "email"],
    ["PATCH", me, { password: "another horse" }, "password"],
    ["PATCH", me, { id: "7" }, "id"],
    ["PUT", `${me}/password`, { currentPassword: ann.password, newPassword: "short" }, "newPassword"],
    ["PUT", `${me}/password`, { newPassword: "another horse" }, "currentPassword"],
  ];
  for (const [method, url, body, field] of refused) {
    it(`refuses ${method} ${url} of ${JSON.stringify(body)} and names ${field || "the body"}`, async () => {
      const { token } = await member().join();
      const answer = await member().send(method, url, body, token);
      assert.equal(answer.statusCode, 400);
      assert.deepEqual(
        answer.json().errors.map((error: { field: string }) => error.field),
        [field],
      );
    });
  }
});
