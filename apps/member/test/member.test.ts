// Proves signing up and public profiles by injection, with a real PostgreSQL. nginx, the load balancer and real sockets
// are elsewhere.
import assert from "node:assert/strict";
import { ann, useMember } from "./fixtures/member-app.ts";

const nobody = "00000000-0000-4000-8000-000000000000";

describe("POST /api/members", () => {
  const member = useMember();

  it("signs up, and answers without the password", async () => {
    const answer = await member().signUp();
    assert.equal(answer.statusCode, 201);
    const { id, createdAt, ...rest } = answer.json();
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
    assert.deepEqual(rest, { email: ann.email, name: ann.name });
  });

  for (const name of ["Lucía Fernández", "김서연", "محمد", "नी\u200dल", "👩‍💻 O'Neil-Łęcka"]) {
    it(`takes ${name} for a name`, async () => {
      const { statusCode, body } = await member().signUp({ ...ann, name });
      assert.deepEqual([statusCode, JSON.parse(body).name], [201, name]);
    });
  }

  it("stores an argon2id hash of 19 MiB and two passes", async () => {
    await member().signUp();
    const { rows } = await member().database.pool.query("select password_hash from member");
    assert.match(rows[0].password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it("refuses an e-mail address that is taken, however capitalised", async () => {
    await member().signUp();
    const answer = await member().signUp({ ...ann, email: "aNN@EXAMPLE.com" });
    assert.deepEqual([answer.statusCode, answer.json().type], [409, "urn:problem-type:email-taken"]);
  });

  it("accepts one of many that register an e-mail address at the same moment", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => member().signUp()));
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409, 409]);
  });

  const refused: [field: string, change: object][] = [
    ["email", { email: "ann" }],
    ["email", { email: "ann@localhost" }],
    ["email", { email: '"ann ann"@example.com' }],
    ["email", { email: `${"a".repeat(250)}@b.co` }],
    ["email", { email: "a\u0000@b.co" }],
    ["email", { email: undefined }],
    ["password", { password: "short" }],
    ["password", { password: "x".repeat(129) }],
    ["password", { password: 12_345_678 }],
    ["name", { name: "  " }],
    ["name", { name: "a\u0000b" }],
    ["name", { name: "x".repeat(81) }],
    ["name", { name: "Ann\nadmin" }],
    ["name", { name: "Ann\u2028admin" }],
    ["name", { name: "Ann\u202enimda" }],
    ["name", { name: "\u200b" }],
    ["role", { role: "admin" }],
  ];
  for (const [field, change] of refused) {
    it(`refuses ${JSON.stringify(change).slice(0, 40)}, names ${field} and stores nothing`, async () => {
      const answer = await member().signUp({ ...ann, ...change });
      assert.equal(answer.statusCode, 400);
      assert.deepEqual(
        answer.json().errors.map((error: { field: string }) => error.field),
        [field],
      );
      assert.equal((await member().database.pool.query("select from member")).rowCount, 0);
    });
  }
});

describe("GET /api/members", () => {
  const member = useMember();
  const bob = { email: "bob@example.com", password: "battery staple", name: "Bob" };

  it("names a member, and tells nothing else", async () => {
    const { id } = await member().join();
    const answer = await member().send("GET", `/api/members/${id}`);
    assert.deepEqual([answer.statusCode, answer.json()], [200, { id, name: "Ann" }]);
  });

  it("answers 404 for a member that is not", async () => {
    const answer = await member().send("GET", `/api/members/${nobody}`);
    assert.deepEqual([answer.statusCode, answer.json().detail], [404, "there is no such member"]);
  });

  it("names those that are there of many", async () => {
    const [first, second] = [await member().join(), await member().join(bob)];
    const answer = await member().send("GET", `/api/members?ids=${second.id},${nobody},${first.id}`);
    assert.deepEqual(
      answer.json().items.toSorted((a: typeof ann, b: typeof ann) => a.name.localeCompare(b.name)),
      [
        { id: first.id, name: "Ann" },
        { id: second.id, name: "Bob" },
      ],
    );
  });

  it("names a hundred at most", async () => {
    const ids = (length: number) => Array.from({ length }, () => nobody).join();
    assert.equal((await member().send("GET", `/api/members?ids=${ids(100)}`)).statusCode, 200);
    assert.equal((await member().send("GET", `/api/members?ids=${ids(101)}`)).statusCode, 400);
  });

  const refused: [string, field: string][] = [
    ["/api/members", "ids"],
    ["/api/members?ids=", "ids"],
    ["/api/members?ids=ann", "ids"],
    [`/api/members?ids=${nobody},`, "ids"],
    [`/api/members?ids=${nobody}'--`, "ids"],
    [`/api/members?ids=${nobody}&ids=${nobody}`, "ids"],
    ["/api/members/ann", "id"],
    ["/api/members/%00", "id"],
    [`/api/members/urn:uuid:${nobody}`, "id"],
  ];
  for (const [url, field] of refused) {
    it(`refuses ${url} and names ${field}`, async () => {
      const answer = await member().send("GET", url);
      assert.equal(answer.statusCode, 400);
      assert.deepEqual(
        answer.json().errors.map((error: { field: string }) => error.field),
        [field],
      );
    });
  }
});
