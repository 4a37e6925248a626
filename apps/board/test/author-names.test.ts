// Proves the bounds of the memory of names, with a stand-in for the call to member and short limits. Waits are checked
// against generous bounds, since the machine may be busy.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type AuthorNamesLimits, createAuthorNames } from "../src/author-names.ts";

describe("author names", () => {
  let calls: string[][];
  let failures: unknown[];
  /** What the stand-in does for a call; answers with the ids in capitals unless told otherwise. */
  let answer: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

  beforeEach(() => {
    calls = [];
    failures = [];
    answer = async (ids) => new Map(ids.map((id) => [id, id.toUpperCase()]));
  });

  const create = (limits?: AuthorNamesLimits) =>
    createAuthorNames(
      (ids) => {
        calls.push([...ids]);
        return answer(ids);
      },
      (error) => failures.push(error),
      limits,
    );
  const fail = async () => {
    throw new Error("down");
  };
  const never = () => new Promise<never>(() => undefined);

  it("are asked for in one call, each once", async () => {
    const nameOf = await create().find(["a", "b", "a"]);
    assert.deepEqual(nameOf("a"), { name: "A", known: true });
    assert.deepEqual(nameOf("b"), { name: "B", known: true });
    assert.deepEqual(calls, [["a", "b"]]);
  });

  it("are not asked for while they are fresh", async () => {
    const names = create();
    await names.find(["a", "b"]);
    assert.deepEqual((await names.find(["b"]))("b"), { name: "B", known: true });
    await names.find([]);
    assert.equal(calls.length, 1);
  });

  it("are asked for anew when they are old", async () => {
    const names = create({ freshMilliseconds: 20 });
    await names.find(["a"]);
    answer = async () => new Map([["a", "Ann"]]);
    await sleep(30);
    assert.equal((await names.find(["a"]))("a").name, "Ann");
  });

  it("are null and known for a member who has left", async () => {
    answer = async () => new Map();
    const names = create();
    await names.find(["a"]);
    assert.deepEqual((await names.find(["a"]))("a"), { name: null, known: true });
    assert.equal(calls.length, 1);
  });

  it("wanted by many at the same time are asked for once, by one call after the other", async () => {
    let underWay = 0;
    answer = async (ids) => {
      underWay += 1;
      assert.equal(underWay, 1);
      await sleep(10);
      underWay -= 1;
      return new Map(ids.map((id) => [id, id.toUpperCase()]));
    };
    const names = create({ waitMilliseconds: 5000 });
    const wanted = Array.from({ length: 50 }, (_, n) => [`a${n % 5}`, "b"]);
    const found = await Promise.all(wanted.map((ids) => names.find(ids)));
    assert.deepEqual(
      found.map((nameOf) => nameOf("b").name),
      Array(50).fill("B"),
    );
    assert.deepEqual(calls.flat().sort(), ["a0", "a1", "a2", "a3", "a4", "b"]);
  });

  it("are asked for in calls of a bounded size", async () => {
    const names = create({ batch: 2 });
    const nameOf = await names.find(["a", "b", "c", "d", "e"]);
    assert.equal(nameOf("e").name, "E");
    assert.deepEqual(calls, [["a", "b"], ["c", "d"], ["e"]]);
  });

  it("are kept up to a bound, the ones asked for longest ago going first", async () => {
    const names = create({ size: 2 });
    for (const id of ["a", "b", "c"]) await names.find([id]);
    await names.find(["b", "c"]);
    assert.deepEqual(calls, [["a"], ["b"], ["c"]]);
    await names.find(["a"]);
    assert.equal(calls.length, 4);
  });

  it("asked for anew are not the oldest any more", async () => {
    const names = create({ size: 2, freshMilliseconds: 0 });
    for (const id of ["a", "b", "a", "c"]) await names.find([id]);
    answer = fail;
    const nameOf = await names.find(["a", "b", "c"]);
    assert.deepEqual(
      ["a", "b", "c"].map((id) => nameOf(id).known),
      [true, false, true],
    );
  });

  describe("when member fails", () => {
    it("are unknown, and member is left alone for a while", async () => {
      answer = fail;
      const names = create({ pauseMilliseconds: 60 });
      for (let time = 0; time < 10; time += 1) {
        assert.deepEqual((await names.find([`a${time}`]))("a0"), { name: null, known: false });
      }
      assert.deepEqual([calls.length, failures.length], [1, 1]);
      answer = async () => new Map([["a0", "Ann"]]);
      await sleep(70);
      assert.equal((await names.find(["a0"]))("a0").name, "Ann");
    });

    it("are used beyond their time", async () => {
      const names = create({ freshMilliseconds: 1 });
      await names.find(["a"]);
      answer = fail;
      await sleep(10);
      assert.deepEqual((await names.find(["a"]))("a"), { name: "A", known: true });
      assert.equal(failures.length, 1);
    });

    it("are given up by all who wait for the call", async () => {
      answer = async () => {
        await sleep(20);
        return fail();
      };
      const names = create({ waitMilliseconds: 5000, batch: 1 });
      const begun = performance.now();
      await Promise.all(["a", "b", "c"].map((id) => names.find([id])));
      assert.ok(performance.now() - begun < 2000);
      assert.equal(calls.length, 1);
    });
  });

  describe("when member does not answer", () => {
    it("are waited for no longer than the limit, by many requests on one call", async () => {
      answer = never;
      const names = create({ waitMilliseconds: 30 });
      const begun = performance.now();
      const found = await Promise.all(Array.from({ length: 200 }, (_, n) => names.find([`a${n}`])));
      assert.ok(performance.now() - begun < 1000);
      assert.ok(found.every((nameOf) => !nameOf("a0").known));
      assert.equal(calls.length, 1);
    });

    it("are wanted in bounded numbers", async () => {
      const late = Promise.withResolvers<ReadonlyMap<string, string>>();
      answer = () => late.promise;
      const names = create({ waitMilliseconds: 1, size: 2 });
      await names.find(["a"]);
      await names.find(["b", "c", "d"]);
      late.resolve(new Map());
      await sleep(10);
      assert.deepEqual(calls, [["a"], ["b"]]);
    });

    it("are there for the next request once a late answer came", async () => {
      answer = async () => {
        await sleep(40);
        return new Map([["a", "Ann"]]);
      };
      const names = create({ waitMilliseconds: 5 });
      assert.equal((await names.find(["a"]))("a").known, false);
      await sleep(80);
      assert.equal((await names.find(["a"]))("a").name, "Ann");
      assert.equal(calls.length, 1);
    });
  });
});
