// Proves in which order the rules of one service are asked; that AWS asks the lesser number first is not proven here.
import assert from "node:assert/strict";
import fc from "fast-check";
import { routePriority } from "../../src/service/route.ts";
import { shiftPriority } from "../../src/service/shift-rules.ts";

describe("priority of the rule whose weights ECS moves", () => {
  const paths = fc.array(
    fc.string({ maxLength: 120 }).map((rest) => `/${rest}`),
    { minLength: 1, maxLength: 4 },
  );
  const methods = fc.constantFrom<string[] | undefined>(undefined, ["GET"]);

  it("is one before the rolling service's, for every name and path of up to 126 characters", () => {
    fc.assert(
      fc.property(fc.string(), paths, methods, (name, paths, methods) => {
        const route = { paths, methods, container: "app" };
        return (
          shiftPriority(name, route) === routePriority(name, route) - 1 && shiftPriority(name, route) >= 1
        );
      }),
    );
  });

  it("stands before no rule that is more specific, and before every one that is less", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const priorities = [
          routePriority(other, { paths: ["/api/*"], methods: ["GET"], container: "app" }),
          shiftPriority(one, { paths: ["/api/*"], container: "app" }),
          routePriority(other, { paths: ["/api*"], methods: ["GET"], container: "app" }),
        ];
        return priorities
          .toSorted((a, b) => a - b)
          .every((priority, index) => priority === priorities[index]);
      }),
    );
  });

  it("is the route's own where it has one", () => {
    assert.equal(shiftPriority("shop", { paths: ["/api*"], container: "app", priority: 7 }), 7);
  });

  it("never changes: rules of deployed services would", () => {
    assert.equal(shiftPriority("board", { paths: ["/api/posts*"], container: "app" }), 46001);
  });
});
