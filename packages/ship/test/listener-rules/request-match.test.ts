// Proves that requests are matched as AWS documents its listener rules; AWS itself is not asked.
import assert from "node:assert/strict";
import { meetsAll, type RequestFacts } from "../../src/listener-rules/request-match.ts";
import type { RuleCondition } from "../../src/provider-inputs.ts";

const request: RequestFacts = {
  method: "GET",
  target: "/api/members/me?version=v1&debug",
  headers: { host: "Api.Example.com:8080", "x-mode": ["plain", "Beta-2"] },
  sourceAddress: "::ffff:127.0.0.1",
};

function matches(conditions: RuleCondition[], facts: Partial<RequestFacts> = {}): boolean {
  return meetsAll(conditions, { ...request, ...facts });
}

describe("meetsAll", () => {
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
});
