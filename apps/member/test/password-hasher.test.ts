// Proves results and bounds; that the time is similar is proved by counting the work, as clocks on a busy machine lie.
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Problem } from "@starter/service-kit";
import { createLimit } from "../src/limit.ts";
import { createPasswordHasher } from "../src/password-hasher.ts";

describe("createPasswordHasher", () => {
  const passwords = createPasswordHasher();

  it("verifies a password against its own hash only", async () => {
    const [first, second] = await Promise.all([
      passwords.hash("one password"),
      passwords.hash("two password"),
    ]);
    assert.equal(await passwords.verify("one password", first), true);
    assert.equal(await passwords.verify("one password", second), false);
  });

  it("gives the same password another hash each time", async () => {
    assert.notEqual(await passwords.hash("one password"), await passwords.hash("one password"));
  });

  it("refuses everybody without a stored hash, after work of the same order", async () => {
    const stored = await passwords.hash("one password");
    const cpuOf = async (hash: string | undefined) => {
      const before = process.cpuUsage();
      assert.equal(await passwords.verify("wrong", hash), false);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const [known, unknown] = [await cpuOf(stored), await cpuOf(undefined)];
    assert.ok(unknown > known / 3, `${unknown} µs of CPU against ${known}`);
  });

  it("leaves the event loop free while it works", async () => {
    let working = true;
    const work = passwords.hash("one password").finally(() => {
      working = false;
    });
    let turns = 0;
    while (working) {
      await turn();
      turns += 1;
    }
    await work;
    assert.ok(turns > 50, `${turns} turns of the event loop`);
  });

  it("rejects a stored hash of another form", async () => {
    await assert.rejects(passwords.verify("x", "$2b$10$abc"), /not of the form that this release writes/);
  });
});

describe("createLimit", () => {
  it("runs no more at once than told, in the order of arrival", async () => {
    const limit = createLimit({ running: 2, waiting: 10 });
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = [1, 2, 3, 4, 5].map((number) =>
      limit(async () => {
        running += 1;
        most = Math.max(most, running);
        await turn();
        order.push(number);
        running -= 1;
      }),
    );
    await Promise.all(work);
    assert.equal(most, 2);
    assert.deepEqual(order, [1, 2, 3, 4, 5]);
  });

  it("refuses with 503 what neither runs nor may wait", async () => {
    const limit = createLimit({ running: 1, waiting: 1 });
    const [first, second] = [limit(turn), limit(turn)];
    await assert.rejects(limit(turn), (error) => error instanceof Problem && error.status === 503);
    await Promise.all([first, second]);
  });

  it("refuses work that may not wait behind as many as wait, and takes other work", async () => {
    const limit = createLimit({ running: 1, waiting: 2 });
    const [first, second] = [limit(turn, 1), limit(turn, 1)];
    await assert.rejects(limit(turn, 1), (error) => error instanceof Problem && error.status === 503);
    await Promise.all([first, second, limit(turn)]);
  });

  it("gives the turn on after a failure", async () => {
    const limit = createLimit({ running: 1, waiting: 1 });
    await assert.rejects(
      limit(() => Promise.reject(new Error("broken"))),
      /broken/,
    );
    assert.equal(await limit(async () => "fine"), "fine");
  });
});
