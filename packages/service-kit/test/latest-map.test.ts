import assert from "node:assert/strict";
import { LatestMap } from "../src/index.ts";

describe("LatestMap", () => {
  it("keeps as many entries as it may, and lets the one go that was set longest ago", () => {
    const map = new LatestMap<string, number>(2);
    for (const [value, key] of ["a", "b", "a", "c"].entries()) map.set(key, value);
    assert.deepEqual(
      [...map],
      [
        ["a", 2],
        ["c", 3],
      ],
    );
  });

  it("takes the same entry again and again without letting another go", () => {
    const map = new LatestMap<string, number>(2).set("a", 1).set("b", 2).set("b", 3).set("b", 4);
    assert.deepEqual([map.get("a"), map.get("b"), map.size], [1, 4, 2]);
  });
});
