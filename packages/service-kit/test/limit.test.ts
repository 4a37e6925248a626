import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createLimit, Problem } from "../src/index.ts";

describe("createLimit", () => {
  it("runs no more at once than told, in the order of arrival", async () => {
    const limit = createLimit({ of: "tests", running: 2, waiting: 10 });
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
    const limit = createLimit({ of: "tests", running: 1, waiting: 1 });
    const [first, second] = [limit(turn), limit(turn)];
    await assert.rejects(limit(turn), (error) => error instanceof Problem && error.status === 503);
    await Promise.all([first, second]);
  });

  it("refuses work that may not wait behind as many as wait, and takes other work", async () => {
    const limit = createLimit({ of: "tests", running: 1, waiting: 2 });
    const [first, second] = [limit(turn, 1), limit(turn, 1)];
    await assert.rejects(limit(turn, 1), (error) => error instanceof Problem && error.status === 503);
    await Promise.all([first, second, limit(turn)]);
  });

  it("gives the turn on after a failure", async () => {
    const limit = createLimit({ of: "tests", running: 1, waiting: 1 });
    await assert.rejects(
      limit(() => Promise.reject(new Error("broken"))),
      /broken/,
    );
    assert.equal(await limit(async () => "fine"), "fine");
  });
});
