// Proves what a rewrite asks of the load balancer, and what its expression does in this machine's engine. AWS's own engine
// is not asked: that it agrees is why the expression is as plain as it is.
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkRoute, type RouteArgs, routePriority } from "../../src/service/route.ts";
import { type RouteRewrite, readRewrite, rewriteExpression } from "../../src/service/route-rewrite.ts";
import { recordService } from "../sample-service.ts";

function rewritten(rewrite: RouteRewrite, target: string): string {
  const { regex, replace } = rewriteExpression(rewrite);
  return target.replace(new RegExp(regex), replace);
}

describe("a route's rewrite", () => {
  it("is the rule's transform in AWS's words", async () => {
    const route = {
      paths: ["/api/board", "/api/board/*"],
      rewrite: { from: "/api/board", to: "/" },
      container: "nginx",
    };
    const recorded = await recordService({ route });
    assert.deepEqual(recorded.one("aws:lb/listenerRule:ListenerRule").inputs.transforms, [
      {
        type: "url-rewrite",
        urlRewriteConfig: {
          rewrite: { regex: "^/api/board((?:\\?.*)?)(?:/+|$)(.*)$", replace: "/$1$2" },
        },
      },
    ]);
  });

  it("keeps the slash after the prefix where another one takes its place", () => {
    assert.deepEqual(rewriteExpression({ from: "/a.b+c", to: "/v2" }), {
      regex: "^/a\\.b\\+c((?:[/?].*)?)$",
      replace: "/v2$1",
    });
  });

  it("leaves the rule without a transform when there is none", async () => {
    const recorded = await recordService({ route: { paths: ["/*"], container: "nginx" } });
    assert.ok(!("transforms" in recorded.one("aws:lb/listenerRule:ListenerRule").inputs));
  });

  it("has no say in the priority, which a deployed rule keeps", () => {
    const route: RouteArgs = { paths: ["/api/*"], container: "app" };
    assert.equal(
      routePriority("a", { ...route, rewrite: { from: "/api", to: "/" } }),
      routePriority("a", route),
    );
  });

  const strip = { from: "/api/board", to: "/" };
  const replace = { from: "/api/board", to: "/v2/b" };
  const add = { from: "/", to: "/shop" };
  const table: [string, RouteRewrite, string, string][] = [
    ["strips the prefix", strip, "/api/board/posts/1", "/posts/1"],
    ["leaves the root of the prefix alone", strip, "/api/board", "/"],
    ["leaves the root of the prefix with a slash", strip, "/api/board/", "/"],
    ["keeps the query", strip, "/api/board/posts?q=/api/board/x&r=?", "/posts?q=/api/board/x&r=?"],
    ["keeps the query of the root", strip, "/api/board?q=a/b", "/?q=a/b"],
    ["keeps the query of the root with a slash", strip, "/api/board/?q=1", "/?q=1"],
    ["never leaves a path that reads as a host", strip, "/api/board//evil.example/x", "/evil.example/x"],
    ["ends the prefix with a segment", strip, "/api/boardroom/x", "/api/boardroom/x"],
    ["replaces the prefix", replace, "/api/board/posts?q=1", "/v2/b/posts?q=1"],
    ["replaces the whole path", replace, "/api/board", "/v2/b"],
    ["replaces the whole path before a query", replace, "/api/board?q=1", "/v2/b?q=1"],
    ["replaces nothing inside a path", replace, "/x/api/board/y", "/x/api/board/y"],
    ["replaces nothing of a longer segment", replace, "/api/board-2", "/api/board-2"],
    ["takes a dot for a dot", { from: "/v1.0", to: "/" }, "/v1x0/a", "/v1x0/a"],
    ["counts case", strip, "/API/board/x", "/API/board/x"],
    ["puts a prefix in front", add, "/cart?id=1", "/shop/cart?id=1"],
    ["puts a prefix in front of the root", add, "/", "/shop/"],
  ];
  for (const [title, rewrite, target, expected] of table) {
    it(title, () => assert.equal(rewritten(rewrite, target), expected));
  }

  const segment = fc
    .string({
      unit: fc.constantFrom(..."abcXYZ019_.~@:+-".split("")),
      minLength: 1,
      maxLength: 6,
    })
    .filter((text) => text !== "." && text !== "..");
  const prefix = fc
    .array(segment, { minLength: 0, maxLength: 3 })
    .map((parts) => (parts.length === 0 ? "/" : parts.map((part) => `/${part}`).join("")));
  const distinct = fc.record({ from: prefix, to: prefix }).filter(({ from, to }) => from !== to);
  const tail = fc.array(segment, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join(""));
  const query = fc.oneof(
    fc.constant(""),
    fc.string({ unit: fc.constantFrom(..."ab=&/?%.".split("")), maxLength: 12 }).map((text) => `?${text}`),
  );

  it("starts with the new prefix, has no double slash, and ends with what followed", () => {
    fc.assert(
      fc.property(distinct, tail, fc.boolean(), query, ({ from, to }, rest, slash, asked) => {
        const path = `${from === "/" ? "" : from}${rest}${slash || (from === "/" && rest === "") ? "/" : ""}`;
        const result = rewritten({ from, to }, `${path}${asked}`);
        const [resultPath = ""] = result.split("?", 1);
        assert.ok(resultPath === to || resultPath.startsWith(to === "/" ? "/" : `${to}/`), result);
        assert.ok(!resultPath.includes("//"), result);
        assert.equal(result.slice(resultPath.length), asked);
        assert.ok(resultPath.replace(/\/$/, "").endsWith(rest), result);
      }),
      { numRuns: 2000 },
    );
  });

  it("gives each group a value in every match, and can be read back", () => {
    fc.assert(
      fc.property(distinct, tail, query, (rewrite, rest, asked) => {
        const expression = rewriteExpression(rewrite);
        const target = `${rewrite.from === "/" ? "" : rewrite.from}${rest || "/"}${asked}`;
        assert.ok(new RegExp(expression.regex).exec(target)?.every((group) => group !== undefined));
        assert.deepEqual(readRewrite(expression), { ...rewrite });
      }),
    );
  });

  it("is not read into an expression of another hand", () => {
    assert.equal(readRewrite({ regex: "^/api/(.*)$", replace: "/$1" }), undefined);
    assert.equal(readRewrite({ regex: "", replace: "" }), undefined);
  });

  it("leaves every path alone that the prefix is not the first segments of", () => {
    fc.assert(
      fc.property(distinct, prefix, query, (rewrite, path, asked) => {
        const { from } = rewrite;
        fc.pre(from !== "/" && path !== from && !path.startsWith(`${from}/`));
        assert.equal(rewritten(rewrite, `${path}${asked}`), `${path}${asked}`);
      }),
      { numRuns: 2000 },
    );
  });

  it("stays within AWS's 1,024 characters for the longest prefixes", () => {
    const longest = `/${"+".repeat(127)}`;
    const { regex, replace } = rewriteExpression({ from: longest, to: `/${"a".repeat(127)}` });
    assert.deepEqual([regex.length <= 1024, replace.length <= 1024], [true, true]);
    assert.deepEqual(
      checkRoute({ paths: [longest], rewrite: { from: longest, to: "/" }, container: "app" }),
      [],
    );
  });
});

describe("a route's rewrite is checked", () => {
  const problemsOf = (route: Partial<RouteArgs>) =>
    checkRoute({ container: "app", ...route }).map(
      ({ propertyPath, reason }) => `${propertyPath}: ${reason}`,
    );
  const form = (got: string) =>
    `must be "/", or segments of A-Z a-z 0-9 _.~@:+- with "/" before each and none at the end, 128 characters at the most, got ${got}`;

  it("accepts paths that end with the prefix, go on with a slash or with *", () => {
    const paths = ["/api/board", "/api/board/*", "/api/board*", "/api/board/x?z"];
    assert.deepEqual(problemsOf({ paths, rewrite: { from: "/api/board", to: "/" } }), []);
    assert.deepEqual(problemsOf({ paths: ["/*", "/a"], rewrite: { from: "/", to: "/v2" } }), []);
  });

  const malformed = [
    "",
    "api",
    "/api/",
    "//api",
    "/a//b",
    "/api/*",
    "/a?b",
    "/$1",
    "/..",
    "/a/./b",
    `/${"a".repeat(128)}`,
  ];
  for (const prefix of malformed) {
    it(`rejects the prefix ${JSON.stringify(prefix.slice(0, 20))} on either side`, () => {
      const got = prefix === "" ? "nothing" : JSON.stringify(prefix);
      assert.deepEqual(problemsOf({ paths: ["/*"], rewrite: { from: prefix, to: prefix } }), [
        `rewrite.from: ${form(got)}`,
        `rewrite.to: ${form(got)}`,
      ]);
    });
  }

  it("rejects a path that does not begin with the prefix, or goes on within the segment", () => {
    const paths = ["/api/boardroom/*", "/api/board/*", "/api/*", "/api/board?"];
    const reason = (path: string) =>
      `must begin with "/api/board", which rewrite.from replaces, and go on with "/", "*" or nothing, got "${path}"; change one of them, or serve it by another service`;
    assert.deepEqual(problemsOf({ paths, rewrite: { from: "/api/board", to: "/" } }), [
      `paths[0]: ${reason("/api/boardroom/*")}`,
      `paths[2]: ${reason("/api/*")}`,
      `paths[3]: ${reason("/api/board?")}`,
    ]);
  });

  it("rejects a rewrite without paths", () => {
    const hosts = ["board.example.com"];
    assert.deepEqual(problemsOf({ hosts, rewrite: { from: "/api/board", to: "/" } }), [
      'rewrite: must come with paths that begin with "/api/board", got none; set paths to ["/api/board", "/api/board/*"]',
    ]);
    assert.deepEqual(problemsOf({ hosts, rewrite: { from: "/", to: "/v2" } }), [
      'rewrite: must come with paths that begin with "/", got none; set paths to ["/*"]',
    ]);
  });

  it("rejects a rewrite to the same prefix", () => {
    assert.deepEqual(problemsOf({ paths: ["/api/*"], rewrite: { from: "/api", to: "/api" } }), [
      'rewrite.to: must differ from from, got "/api"; leave rewrite out',
    ]);
  });
});
