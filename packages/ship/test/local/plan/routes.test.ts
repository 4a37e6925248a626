// Proves which listener rules a local run follows, and how. That requests then go there is proven in gateway.test.ts.
import assert from "node:assert/strict";
import { readDeployment } from "../../../src/local/plan/read-deployment.ts";
import { planRoutes } from "../../../src/local/plan/routes.ts";
import { resource, stack } from "../stack-fixture.ts";

const routesOf = (...rules: ReturnType<typeof fixed>[]) =>
  planRoutes(readDeployment([stack("member", rules)]).stacks, new Map());

/** A rule that needs no target. */
function fixed(name: string, overrides: Record<string, unknown>) {
  return resource("aws:lb/listenerRule:ListenerRule", name, {
    priority: 1,
    conditions: [{ pathPattern: { values: ["/old"] } }],
    actions: [{ type: "fixed-response" }],
    ...overrides,
  });
}

describe("planRoutes", () => {
  it("follows a rule's rewrites of path and host", () => {
    const rewrite = { regex: "^/api(.*)$", replace: "$1" };
    const transforms = [
      { type: "url-rewrite", urlRewriteConfig: { rewrite } },
      {
        type: "host-header-rewrite",
        hostHeaderRewriteConfig: { rewrite: { regex: ".*", replace: "a.test" } },
      },
    ];
    assert.deepEqual(routesOf(fixed("old", { transforms })).routes[0]?.rewrites, [
      { part: "url", regex: /^\/api(.*)$/, replace: "$1" },
      { part: "host", regex: /.*/, replace: "a.test" },
    ]);
  });

  it("leaves out a rule with a transform or a condition it cannot follow, and says so", () => {
    const possessive = { rewrite: { regex: "^/a*+", replace: "/" } };
    const { routes, notes } = routesOf(
      fixed("query", { transforms: [{ type: "query-rewrite" }] }),
      fixed("engine", { transforms: [{ type: "url-rewrite", urlRewriteConfig: possessive }] }),
      fixed("regex", { conditions: [{ pathPattern: { regexValues: ["^/a"] } }] }),
      fixed("country", { conditions: [{ country: { values: ["KR"] } }] }),
    );
    assert.deepEqual(routes, []);
    assert.deepEqual(notes, [
      "listener rule query is left out: its transform query-rewrite is not followed on this machine",
      "listener rule engine is left out: its transform url-rewrite is not followed on this machine",
      "listener rule regex is left out: its condition pathPattern by regular expression is not followed on this machine",
      "listener rule country is left out: its condition country is not followed on this machine",
    ]);
  });

  it("leaves out a rule with an action it cannot follow, and says so", () => {
    assert.deepEqual(routesOf(fixed("old", { actions: [{ type: "redirect" }] })), {
      routes: [],
      notes: ["listener rule old is left out: its action redirect is not followed on this machine"],
    });
  });
});
