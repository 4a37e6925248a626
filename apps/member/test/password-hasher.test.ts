// Proves results and bounds; that the time is similar is proved by counting the work, as clocks on a busy machine lie.
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
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
