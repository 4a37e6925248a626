// Proves how priorities are chosen; that two stacks' rules never meet is a matter of chance that `ship plan` looks at.
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkRoute, routePriority } from "../../src/service/route.ts";

describe("route priority", () => {
  it("puts the longer literal prefix first", () => {
    assert.ok(routePriority("a", ["/api/posts*"]) < routePriority("b", ["/api/*"]));
    assert.ok(routePriority("b", ["/api/*"]) < routePriority("c", ["/*"]));
  });

  it("puts an exact path before the pattern that begins with it", () => {
    assert.ok(routePriority("a", ["/api"]) < routePriority("b", ["/api*"]));
  });

  it("goes by the least specific path of a rule", () => {
    assert.ok(routePriority("a", ["/api/*", "/.well-known/jwks.json"]) > routePriority("b", ["/api/posts*"]));
  });

  it("does not depend on the order of the paths", () => {
    assert.equal(routePriority("a", ["/x*", "/y*"]), routePriority("a", ["/y*", "/x*"]));
  });

  it("stays in AWS's range for any path", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string({ maxLength: 128 }), { minLength: 1, maxLength: 5 }),
        (name, paths) => {
          const priority = routePriority(name, paths);
          return Number.isInteger(priority) && priority >= 1 && priority <= 50000;
        },
      ),
    );
  });

  it("never changes: rules of deployed services would be replaced", () => {
    assert.equal(routePriority("board", ["/api/posts*"]), 46002);
    assert.equal(
      routePriority("member", ["/api/members*", "/api/sessions*", "/.well-known/jwks.json"]),
      45090,
    );
  });
});

describe("route", () => {
  it("accepts up to five paths", () => {
    assert.deepEqual(checkRoute({ paths: ["/a*", "/b/?", "/c.json", "/d", "/*"], container: "app" }), []);
  });

  it("rejects more than five paths", () => {
    assert.deepEqual(checkRoute({ paths: ["/1", "/2", "/3", "/4", "/5", "/6"], container: "app" }), [
      {
        propertyPath: "paths",
        reason: "must be 1 to 5 path patterns, got 6; join them with * or add a service",
      },
    ]);
  });

  it("rejects a path without a leading slash", () => {
    assert.deepEqual(checkRoute({ paths: ["/ok", "api"], container: "app" }), [
      {
        propertyPath: "paths[1]",
        reason: `must start with "/" and have at most 128 of the characters A-Z a-z 0-9 _-.$/~"'@:+&*?, got "api"`,
      },
    ]);
  });

  it("rejects a priority outside AWS's range", () => {
    assert.deepEqual(checkRoute({ paths: ["/"], container: "app", priority: 50001 }), [
      { propertyPath: "priority", reason: "must be a whole number from 1 to 50000, got 50001" },
    ]);
  });
});
