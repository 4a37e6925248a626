// Proves that requests are matched as AWS documents its listener rules; AWS itself is not asked.
import assert from "node:assert/strict";
import fc from "fast-check";
import { findRoute, matchesWildcard, type RequestFacts } from "../../../src/local/gateway/route-match.ts";
import type { RuleCondition } from "../../../src/provider-inputs.ts";

const request: RequestFacts = {
  method: "GET",
  target: "/api/members/me?version=v1&debug",
  headers: { host: "Api.Example.com:8080", "x-mode": ["plain", "Beta-2"] },
  sourceAddress: "::ffff:127.0.0.1",
};

function matches(conditions: RuleCondition[], facts: Partial<RequestFacts> = {}): boolean {
  const route = { rule: "r", conditions, to: { service: "s", port: 1 } };
  return findRoute([route], { ...request, ...facts }) === route;
}

describe("findRoute", () => {
  const table: [string, RuleCondition, boolean][] = [
    ["a path by *", { pathPattern: { values: ["/api/members*"] } }, true],
    ["a path by ?", { pathPattern: { values: ["/api/members/??"] } }, true],
    ["a path by ? only for each character", { pathPattern: { values: ["/api/members/?"] } }, false],
    ["the path without the query", { pathPattern: { values: ["*version*"] } }, false],
    ["the whole path", { pathPattern: { values: ["/api/members"] } }, false],
    ["a path with case", { pathPattern: { values: ["/API/members/me"] } }, false],
    ["one of several paths", { pathPattern: { values: ["/x", "/api/*"] } }, true],
    ["a path's dot as a dot", { pathPattern: { values: ["/api.members/me"] } }, false],
    ["a host without case and port", { hostHeader: { values: ["*.example.COM"] } }, true],
    ["another host", { hostHeader: { values: ["example.com"] } }, false],
    ["any value of a header", { httpHeader: { httpHeaderName: "X-Mode", values: ["beta*"] } }, true],
    ["a missing header", { httpHeader: { httpHeaderName: "X-None", values: ["*"] } }, false],
    ["a method", { httpRequestMethod: { values: ["POST", "GET"] } }, true],
    ["another method", { httpRequestMethod: { values: ["get"] } }, false],
    ["a query key and value", { queryStrings: [{ key: "version", value: "V?" }] }, true],
    ["a query value alone", { queryStrings: [{ value: "v1" }] }, true],
    ["a query key without value", { queryStrings: [{ key: "debug", value: "*" }] }, true],
    ["another query value", { queryStrings: [{ key: "version", value: "v2" }] }, false],
    ["an escaped wildcard in a query", { queryStrings: [{ key: "version", value: "v\\?" }] }, false],
    ["an address in a range", { sourceIp: { values: ["10.0.0.0/8", "127.0.0.0/8"] } }, true],
    ["an address outside", { sourceIp: { values: ["10.0.0.0/8", "::/0"] } }, false],
  ];
  for (const [name, condition, expected] of table) {
    it(`${expected ? "matches" : "does not match"} ${name}`, () =>
      assert.equal(matches([condition]), expected));
  }

  it("needs every condition", () => {
    const path = { pathPattern: { values: ["/api/*"] } };
    assert.equal(matches([path, { httpRequestMethod: { values: ["POST"] } }]), false);
  });

  it("resolves dots in the path first", () => {
    const path = { pathPattern: { values: ["/api/*"] } };
    assert.equal(matches([path], { target: "/api/../admin" }), false);
    assert.equal(matches([path], { target: "/x/%2e%2e/api/1" }), true);
  });

  it("does not match a target that is no path", () => {
    const path = { pathPattern: { values: ["/api/*"] } };
    assert.equal(matches([path], { target: "*" }), false);
  });

  it("takes the first route that matches", () => {
    const routes = ["/a*", "/*"].map((pattern) => ({
      rule: pattern,
      conditions: [{ pathPattern: { values: [pattern] } }],
      to: { service: "s", port: 1 },
    }));
    const found = (target: string) => findRoute(routes, { ...request, target })?.rule;
    assert.deepEqual([found("/abc"), found("/b")], ["/a*", "/*"]);
  });
});

describe("matchesWildcard", () => {
  const options = { ignoreCase: false };
  const text = fc.string({ unit: "binary-ascii", maxLength: 20 });
  const plain = text.map((value) => value.replaceAll(/[*?]/g, "."));

  it("matches a text without wildcards exactly when equal", () => {
    fc.assert(fc.property(plain, plain, (a, b) => matchesWildcard(a, b, options) === (a === b)));
    fc.assert(fc.property(plain, (a) => matchesWildcard(a, a, options)));
  });

  it("matches every text by * and by as many ? as it has characters", () => {
    fc.assert(fc.property(text, (a) => matchesWildcard("*", a) && matchesWildcard("?".repeat(a.length), a)));
  });

  it("agrees with a matcher that tries every split", () => {
    const slow = (pattern: string, rest: string): boolean => {
      if (pattern === "") return rest === "";
      if (pattern.startsWith("*")) {
        return Array.from({ length: rest.length + 1 }).some((_, at) =>
          slow(pattern.slice(1), rest.slice(at)),
        );
      }
      return (
        rest !== "" && (pattern[0] === "?" || pattern[0] === rest[0]) && slow(pattern.slice(1), rest.slice(1))
      );
    };
    const from = (characters: string[]) =>
      fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        from(["a", "b", "/", ".", "*", "?"]),
        from(["a", "b", "/", "."]),
        (pattern, tried) => matchesWildcard(pattern, tried, options) === slow(pattern, tried),
      ),
      { numRuns: 2000 },
    );
  });

  it("takes an escaped wildcard literally where escapes count", () => {
    const escapes = { escapes: true };
    assert.equal(matchesWildcard("a\\*b", "a*b", escapes), true);
    assert.equal(matchesWildcard("a\\*b", "axb", escapes), false);
  });
});
