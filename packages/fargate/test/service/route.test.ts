// Proves how priorities are chosen; that two stacks' rules never meet is a matter of chance that `ship plan` looks at.
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkRoute, routeConditions, routePriority } from "../../src/service/route.ts";

const priority = (service: string, paths: string[]) => routePriority(service, { paths, container: "app" });

describe("route priority", () => {
  it("puts a rule with further conditions before one with the same path alone", () => {
    const route = { paths: ["/api*"], container: "app" };
    assert.ok(routePriority("z", { ...route, methods: ["GET"] }) < routePriority("a", route));
    assert.ok(routePriority("z", { ...route, hosts: ["a.example.com"] }) < routePriority("a", route));
  });

  it("puts the longer literal prefix first", () => {
    assert.ok(priority("a", ["/api/posts*"]) < priority("b", ["/api/*"]));
    assert.ok(priority("b", ["/api/*"]) < priority("c", ["/*"]));
  });

  it("puts an exact path before the pattern that begins with it", () => {
    assert.ok(priority("a", ["/api"]) < priority("b", ["/api*"]));
  });

  it("goes by the least specific path of a rule", () => {
    assert.ok(priority("a", ["/api/*", "/.well-known/jwks.json"]) > priority("b", ["/api/posts*"]));
  });

  it("does not depend on the order of the paths", () => {
    assert.equal(priority("a", ["/x*", "/y*"]), priority("a", ["/y*", "/x*"]));
  });

  it("stays in AWS's range for any path", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string({ maxLength: 128 }), { minLength: 1, maxLength: 5 }),
        (name, paths) => {
          const chosen = priority(name, paths);
          return Number.isInteger(chosen) && chosen >= 1 && chosen <= 50000;
        },
      ),
    );
  });

  it("never changes: rules of deployed services would be replaced", () => {
    assert.equal(priority("board", ["/api/posts*"]), 46002);
    assert.equal(priority("member", ["/api/members*", "/api/sessions*", "/.well-known/jwks.json"]), 45220);
  });
});

describe("route", () => {
  it("accepts up to five paths", () => {
    assert.deepEqual(checkRoute({ paths: ["/a*", "/b/?", "/c.json", "/d", "/*"], container: "app" }), []);
  });

  it("rejects more than five paths", () => {
    assert.deepEqual(checkRoute({ paths: ["/1", "/2", "/3", "/4", "/5", "/6"], container: "app" }), [
      {
        propertyPath: "conditions",
        reason:
          "must have 1 to 5 values of paths, hosts, headers and methods together, got 6; join paths with * or add a service",
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

  it("counts the values of all conditions together", () => {
    const route = {
      paths: ["/1", "/2"],
      hosts: ["a.example.com"],
      methods: ["GET"],
      headers: { "X-A": ["1", "2"] },
    };
    assert.deepEqual(
      checkRoute({ ...route, container: "app" }).map(({ propertyPath }) => propertyPath),
      ["conditions"],
    );
  });

  it("rejects more than six wildcards", () => {
    assert.deepEqual(checkRoute({ paths: ["/*/a/*", "/*/b/*", "/*/?"], container: "app" }), []);
    assert.deepEqual(
      checkRoute({ paths: ["/*/a/*", "/*/b/*"], hosts: ["*.*.a", "?.b.c"], container: "app" }),
      [
        {
          propertyPath: "conditions",
          reason:
            "must have at most 6 wildcards (* and ?) in paths, hosts and headers together, got 7; use fewer, or add a service",
        },
      ],
    );
  });

  it("rejects hosts, methods and headers that no request has", () => {
    const route = { hosts: ["localhost"], methods: ["get"], headers: { Host: ["a"], "X-A": [] } };
    assert.deepEqual(checkRoute({ ...route, container: "app" }), [
      {
        propertyPath: "hosts[0]",
        reason:
          'must be a host name such as "shop.example.com" or "*.example.com", of 128 characters at the most and with letters alone after its last dot, got "localhost"',
      },
      { propertyPath: "methods[0]", reason: 'must be an HTTP method in capitals, got "get"' },
      {
        propertyPath: "headers.Host",
        reason: "must not be Host, which a rule does not see as a header; use hosts",
      },
      { propertyPath: "headers.X-A", reason: "must be patterns of 1 to 128 characters, got []" },
    ]);
  });

  it("rejects hosts that do not end in a dot and letters", () => {
    const hosts = ["10.0.0.1", "shop.example.*", "*.*", "a.b-"];
    for (const host of hosts) {
      assert.deepEqual(
        checkRoute({ hosts: [host], container: "app" }).map(({ propertyPath }) => propertyPath),
        ["hosts[0]"],
        host,
      );
    }
    assert.deepEqual(checkRoute({ hosts: ["a-?.*.Example"], container: "app" }), []);
  });

  it("rejects lists that would be a condition without values", () => {
    const reason = "must name at least one, got none; leave it out to take any";
    const route = { paths: [], methods: [], container: "app" };
    const rejected = [
      { propertyPath: "paths", reason },
      { propertyPath: "methods", reason },
    ];
    assert.deepEqual(checkRoute(route), rejected);
    assert.deepEqual(checkRoute({ ...route, hosts: ["a.example.com"] }), rejected);
    assert.deepEqual(checkRoute({ paths: ["/"], hosts: [], container: "app" }), [
      { propertyPath: "hosts", reason },
    ]);
  });

  it("rejects a route without any condition", () => {
    assert.deepEqual(
      checkRoute({ headers: {}, container: "app" }).map(({ propertyPath }) => propertyPath),
      ["conditions"],
    );
  });

  it("renders every condition as AWS takes it", () => {
    const route = {
      paths: ["/a*"],
      hosts: ["*.example.com"],
      headers: { "X-Beta": ["yes"] },
      methods: ["GET"],
    };
    assert.deepEqual(routeConditions({ ...route, container: "app" }), [
      { pathPattern: { values: ["/a*"] } },
      { hostHeader: { values: ["*.example.com"] } },
      { httpHeader: { httpHeaderName: "X-Beta", values: ["yes"] } },
      { httpRequestMethod: { values: ["GET"] } },
    ]);
  });
});
