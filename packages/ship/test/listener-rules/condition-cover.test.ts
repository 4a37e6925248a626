// Proves when one rule's conditions take all that another's do. That requests are matched as here is proven beside it.
import assert from "node:assert/strict";
import fc from "fast-check";
import { takesAll } from "../../src/listener-rules/condition-cover.ts";
import { meetsAll } from "../../src/listener-rules/request-match.ts";
import type { RuleCondition } from "../../src/provider-inputs.ts";

const path = (...values: string[]): RuleCondition => ({ pathPattern: { values } });
const host = (...values: string[]): RuleCondition => ({ hostHeader: { values } });
const header = (httpHeaderName: string, ...values: string[]): RuleCondition => ({
  httpHeader: { httpHeaderName, values },
});
const method = (...values: string[]): RuleCondition => ({ httpRequestMethod: { values } });
const source = (...values: string[]): RuleCondition => ({ sourceIp: { values } });
const query = (...queryStrings: { key?: string; value: string }[]): RuleCondition => ({ queryStrings });

describe("takesAll", () => {
  const table: [string, RuleCondition[], RuleCondition[], boolean][] = [
    ["a wider path", [path("/api/*")], [path("/api/posts*", "/api/x")], true],
    ["a path of other case", [path("/API/*")], [path("/api/x")], false],
    ["a path and another one", [path("/api/*")], [path("/api/x", "/other")], false],
    ["several paths together", [path("/a", "/a?*")], [path("/a*")], true],
    ["any path, of a rule without one", [path("/*")], [host("a.example.com")], true],
    ["any path, of a pattern without a slash", [path("/*")], [path("*.png")], true],
    ["a longer path than a pattern without a slash", [path("/*/x")], [path("*/x")], false],
    ["any host, of a rule without one", [host("*")], [path("/a")], true],
    ["paths that no request has", [path("/a*")], [path("api")], false],
    ["a path, of a rule without one", [path("/a*")], [host("a.example.com")], false],
    ["a wider path of one host", [path("/*"), host("a.example.com")], [path("/a")], false],
    ["a path of any host", [path("/a*")], [path("/ab"), host("a.example.com")], true],
    ["a host of other case", [host("*.Example.com")], [host("shop.example.COM")], true],
    ["a host, of a rule without one", [host("*.example.com")], [path("/a")], false],
    ["a wider header", [header("X-Beta", "y*")], [header("x-beta", "YES")], true],
    ["another header", [header("X-Beta", "*")], [header("X-Alpha", "yes")], false],
    ["a header, of a rule without one", [header("X-Beta", "*")], [path("/a")], false],
    ["more methods", [method("GET", "POST")], [method("GET"), path("/a")], true],
    ["fewer methods", [method("GET")], [method("GET", "POST")], false],
    ["a method, of a rule without one", [method("GET")], [path("/a")], false],
    ["a wider query", [query({ key: "v", value: "*" })], [query({ key: "V", value: "1" })], true],
    ["a value of any key", [query({ value: "1" })], [query({ key: "v", value: "1" })], true],
    ["a value of one key", [query({ key: "v", value: "1" })], [query({ value: "1" })], false],
    ["an escaped wildcard", [query({ value: "\\*" })], [query({ value: "\\*x" })], false],
    ["a wider source", [source("10.0.0.0/8")], [source("10.1.0.0/16", "10.2.3.4/32")], true],
    ["a narrower source", [source("10.0.0.0/16")], [source("10.0.0.0/8")], false],
    ["a source of the other family", [source("0.0.0.0/0")], [source("2001:db8::/32")], false],
    [
      "the same regular expression",
      [{ pathPattern: { regexValues: ["^/a"] } }],
      [{ pathPattern: { regexValues: ["^/a"] } }, method("GET")],
      true,
    ],
    ["another regular expression", [{ pathPattern: { regexValues: ["^/"] } }], [path("/a")], false],
    ["any path, of a regular expression", [path("/*")], [{ pathPattern: { regexValues: ["^/a"] } }], true],
    [
      "some paths, of a regular expression",
      [path("/a*")],
      [{ pathPattern: { regexValues: ["^/a"] } }],
      false,
    ],
  ];
  for (const [title, conditions, covered, expected] of table) {
    it(`${expected ? "says yes" : "says no"} to ${title}`, () =>
      assert.equal(takesAll(conditions, covered), expected));
  }

  it("says no to a condition that it does not know, and yes to the same one", () => {
    const unknown = { country: { values: ["KR"] } } as RuleCondition;
    assert.equal(takesAll([unknown], [path("/a")]), false);
    assert.equal(takesAll([unknown], [unknown, path("/a")]), true);
  });

  it("never says yes where a request meets the one and not the other", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 3 });
    const words = fc.array(word, { minLength: 1, maxLength: 2 });
    const condition: fc.Arbitrary<RuleCondition> = fc.oneof(
      words.map((values) => path(...values.map((value) => `/${value}`))),
      words.map((values) => host(...values)),
      words.map((values) => header("X-A", ...values)),
      fc.subarray(["GET", "POST"], { minLength: 1 }).map((values) => method(...values)),
      words.map((values) => query(...values.map((value) => ({ key: "k", value })))),
      fc
        .subarray(["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24"], { minLength: 1 })
        .map((values) => source(...values)),
    );
    const conditions = fc.array(condition, { minLength: 1, maxLength: 2 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 3 });
    const request = fc.record({
      method: fc.constantFrom("GET", "POST"),
      target: fc.tuple(text, text).map(([one, two]) => `/${one}?k=${two}`),
      headers: fc.record({ host: text, "x-a": text }),
      sourceAddress: fc.constantFrom("10.1.2.3", "10.1.9.9", "10.9.9.9", "192.0.2.1"),
    });
    let compared = 0;
    fc.assert(
      fc.property(
        conditions,
        conditions,
        fc.array(request, { minLength: 20, maxLength: 20 }),
        (wide, narrow, requests) => {
          if (!takesAll(wide, narrow)) return;
          for (const one of requests.filter((candidate) => meetsAll(narrow, candidate))) {
            compared += 1;
            assert.ok(meetsAll(wide, one), JSON.stringify({ wide, narrow, one }));
          }
        },
      ),
      { numRuns: 5000 },
    );
    assert.ok(compared > 500, `only ${compared} requests met a narrower rule`);
  });
});
