// Proves that each mutation can still be made; what notices it, `npm run mutations` shows.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { mutations } from "../mutations/list.ts";
import { listProblem } from "../mutations/mutation.ts";

describe("the list of mutations", () => {
  const checkout = resolve(import.meta.dirname, "../../..");

  it("fits the code: each text stands in its file once", () => {
    assert.deepEqual(
      mutations.flatMap((mutation) => listProblem(checkout, mutation) ?? []),
      [],
    );
  });

  it("says when a text does not", () => {
    const mutation = { name: "gone", why: "", file: "package.json", from: "no such text", to: "" };
    assert.match(
      listProblem(checkout, mutation) ?? "",
      /^gone: the text .* must stand there once, got 0; fit/,
    );
  });

  it("has a name for each", () => {
    const names = mutations.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
  });
});
