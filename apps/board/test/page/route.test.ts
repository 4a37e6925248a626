// Proves that an address says what is shown, and back.
import assert from "node:assert/strict";
import fc from "fast-check";
import { address, parseRoute, type Route } from "../../web/src/route.ts";

const id = fc.stringMatching(/^[\w-]+$/);
const text = fc.string().map((value) => value.toWellFormed());

describe("page route", () => {
  it("is read from an address as it was written there", () => {
    const routes: fc.Arbitrary<Route> = fc.oneof(
      fc.record({ view: fc.constant("list" as const), q: text, author: text }),
      fc.record({ view: fc.constantFrom("post" as const, "edit" as const), id }),
      fc.constant({ view: "write" as const }),
      fc.record({ view: fc.constantFrom("logIn" as const, "signUp" as const), to: text }),
    );
    fc.assert(fc.property(routes, (route) => assert.deepEqual(parseRoute(address(route)), { ...route })));
  });

  for (const [hash, view] of [
    ["", "list"],
    ["#", "list"],
    ["#/", "list"],
    ["#/?q=a", "list"],
    ["#/posts/1/", "post"],
    ["#/posts", "missing"],
    ["#/posts/1/edit/more", "missing"],
    ["#/posts/1/other", "missing"],
    ["#/nowhere", "missing"],
    ["#//evil.example/", "missing"],
  ] as const) {
    it(`shows ${view} at ${JSON.stringify(hash)}`, () => {
      assert.equal(parseRoute(hash).view, view);
    });
  }

  it("reads any text without failing", () => {
    fc.assert(fc.property(fc.string(), (hash) => typeof parseRoute(hash).view === "string"));
  });
});
