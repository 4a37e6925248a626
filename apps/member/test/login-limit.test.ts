// Proves the limit's counts with a real PostgreSQL; time is moved by changing the rows, not by waiting.
import assert from "node:assert/strict";
import { openDatabase } from "@starter/service-kit";
import { createLoginLimit, networkOf } from "../src/login-limit.ts";
import type { MemberSchema } from "../src/member-store.ts";
import { ann, useMember } from "./fixtures/member-app.ts";

const wrong = { email: ann.email, password: "wrong horse" };

describe("the limit on logins", () => {
  const member = useMember();

  const limit = () => createLoginLimit(openDatabase<MemberSchema>(member().database.pool), 20);
  const fail = async (account: string, address: string) =>
    limit()
      .attempt({ account, address }, async () => false)
      .then(
        () => "checked",
        (error) => error.status,
      );
  const succeed = (account: string, address: string) =>
    limit().attempt({ account, address }, async () => true);
  const rows = async () => (await member().database.pool.query("select from login_attempt")).rowCount;

  it("refuses the sixth try of one account from one address with 429, also with the right password", async () => {
    await member().signUp();
    for (let tries = 0; tries < 5; tries += 1) assert.equal((await member().logIn(wrong)).statusCode, 401);
    const answer = await member().logIn();
    assert.deepEqual([answer.statusCode, answer.json().type], [429, "urn:problem-type:too-many-logins"]);
    const seconds = Number(answer.headers["retry-after"]);
    assert.ok(seconds > 890 && seconds <= 900, String(seconds));
  });

  it("gives the same answers for an account that does not exist", async () => {
    await member().signUp();
    for (const email of [ann.email, "nobody@example.com"]) {
      const statuses: number[] = [];
      for (let tries = 0; tries < 7; tries += 1)
        statuses.push((await member().logIn({ ...wrong, email })).statusCode);
      assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
    }
  });

  it("takes the account's address as one, however capitalised", async () => {
    for (const account of ["a@b.co", "A@b.co", "a@B.co", "a@b.CO", "A@B.CO"])
      await fail(account, "192.0.2.1");
    assert.equal(await fail("a@b.co", "192.0.2.1"), 429);
  });

  it("lets no more through when many come at once, to several tasks", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => fail("a@b.co", "192.0.2.1")));
    assert.deepEqual(
      answers.filter((answer) => answer === "checked"),
      ["checked", "checked", "checked", "checked", "checked"],
    );
  });

  it("forgets after a quarter of an hour", async () => {
    for (let tries = 0; tries < 6; tries += 1) await fail("a@b.co", "192.0.2.1");
    await member().database.pool.query("update login_attempt set expires_at = now()");
    assert.equal(await fail("a@b.co", "192.0.2.1"), "checked");
  });

  it("does not count what succeeds, nor what could not be checked", async () => {
    for (let tries = 0; tries < 60; tries += 1) await succeed("a@b.co", "192.0.2.1");
    for (let tries = 0; tries < 60; tries += 1) {
      const who = { account: "b@b.co", address: "192.0.2.1" };
      await assert.rejects(
        limit().attempt(who, () => Promise.reject(new Error("busy"))),
        /busy/,
      );
    }
    assert.equal(await fail("b@b.co", "192.0.2.1"), "checked");
  });

  it("limits one address over all accounts", async () => {
    for (let tries = 0; tries < 50; tries += 1)
      assert.equal(await fail(`${tries}@b.co`, "192.0.2.1"), "checked");
    assert.equal(await fail("new@b.co", "192.0.2.1"), 429);
    assert.equal(await fail("new@b.co", "192.0.2.2"), "checked");
  });

  it("makes an attacked member wait at new addresses only", async () => {
    await succeed(ann.email, "198.51.100.7");
    for (let tries = 0; tries < 50; tries += 1) await fail(ann.email, `192.0.2.${tries}`);
    assert.equal(await fail(ann.email, "203.0.113.1"), 429);
    assert.equal(await succeed(ann.email, "198.51.100.7"), true);
  });

  it("does not let one address use up an account's tries", async () => {
    for (let tries = 0; tries < 45; tries += 1) await fail(ann.email, "192.0.2.1");
    assert.equal(await fail(ann.email, "192.0.2.2"), "checked");
  });

  it("keeps few rows for one address, and none of its text", async () => {
    for (let tries = 0; tries < 70; tries += 1) await fail(`${tries}@b.co`, "192.0.2.1");
    assert.equal(await rows(), 101);
    const { rows: kept } = await member().database.pool.query(
      "select login_attempt::text as text from login_attempt",
    );
    assert.doesNotMatch(JSON.stringify(kept), /192\.0\.2\.1|b\.co/);
  });

  it("deletes what has expired, once a minute", async () => {
    await fail("a@b.co", "192.0.2.1");
    await member().database.pool.query("update login_attempt set expires_at = now()");
    const now = performance.now.bind(performance);
    const later = limit();
    performance.now = () => now() + 61_000;
    try {
      await later.attempt({ account: "c@b.co", address: "192.0.2.9" }, async () => false);
    } finally {
      performance.now = now;
    }
    assert.equal(await rows(), 3);
  });
});

describe("the limit on sign-ups", () => {
  const member = useMember();

  const signUp = async (number: number, address?: string) =>
    member().signUp({ ...ann, email: `${number}@b.co` }, address);

  it("refuses the twenty-first of an address in a quarter of an hour with 429, whatever became of the others", async () => {
    const statuses: number[] = [];
    for (let number = 0; number < 20; number += 1) statuses.push((await signUp(number % 10)).statusCode);
    assert.deepEqual(statuses, [...Array(10).fill(201), ...Array(10).fill(409)]);
    const answer = await signUp(20);
    assert.deepEqual([answer.statusCode, answer.json().type], [429, "urn:problem-type:too-many-logins"]);
    const seconds = Number(answer.headers["retry-after"]);
    assert.ok(seconds > 890 && seconds <= 900, String(seconds));
    assert.equal((await signUp(21, "192.0.2.2")).statusCode, 201);
    await member().database.pool.query("update login_attempt set expires_at = now()");
    assert.equal((await signUp(22)).statusCode, 201);
  });

  it("leaves logging in to the members of that address, and to all others", async () => {
    await member().signUp();
    await Promise.all(Array.from({ length: 130 }, (_, number) => signUp(number)));
    assert.equal((await member().logIn()).statusCode, 201);
    assert.equal((await member().logIn(ann, "198.51.100.7")).statusCode, 201);
  });

  it("does not let sign-ups from many addresses keep anyone from logging in", async () => {
    await member().signUp();
    const flood = Array.from({ length: 130 }, (_, number) => signUp(number, `192.0.3.${number}`));
    // After the first refusal the line is as long as they can make it.
    const refusal = Promise.withResolvers<void>();
    for (const one of flood) void one.then(({ statusCode }) => statusCode === 503 && refusal.resolve());
    await refusal.promise;
    const logins = await Promise.all([1, 2, 3].map(() => member().logIn(ann, "198.51.100.7")));
    assert.deepEqual(
      logins.map(({ statusCode }) => statusCode),
      [201, 201, 201],
    );
    const statuses = (await Promise.all(flood)).map(({ statusCode }) => statusCode);
    assert.deepEqual([...new Set(statuses)].sort(), [201, 503]);
  });
});

describe("networkOf", () => {
  const networks: [address: string, network: string][] = [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:0001:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ];
  for (const [address, network] of networks) {
    it(`takes ${address} for ${network}`, () => assert.equal(networkOf(address), network));
  }
});
