// Proves which mistakes are found between the rules of several stacks; AWS itself is not asked.
import assert from "node:assert/strict";
import { findRuleProblems, type StackRule } from "../../src/listener-rules/rule-problems.ts";
import type { RuleCondition } from "../../src/provider-inputs.ts";

const limits =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

function rule(
  stack: string,
  priority: number,
  paths: string[],
  overrides: Partial<StackRule> = {},
): StackRule {
  const conditions = [{ pathPattern: { values: paths } }];
  return { stack, name: stack, listenerArn: "https", priority, conditions, ...overrides };
}

function problemsOf(rules: StackRule[]): string[] {
  return findRuleProblems(rules).map((problem) => `${problem.rule.stack}: ${problem.message}`);
}

describe("findRuleProblems", () => {
  it("finds none in rules that only share some requests, whichever comes first", () => {
    const rules = [
      rule("posts", 1, ["/api/posts*"]),
      rule("api", 2, ["/api/*"]),
      rule("ends", 3, ["*/x"]),
      rule("rest", 4, ["/*"]),
    ];
    assert.deepEqual(problemsOf(rules), []);
  });

  it("reports a rule whose requests an earlier one of another stack takes", () => {
    assert.deepEqual(
      problemsOf([rule("board", 20, ["/api/posts*", "/api/x"]), rule("member", 10, ["/api/*"])]),
      [
        "board: must take a request that no rule before it takes, got /api/posts*, /api/x (priority 20) behind rule member of stack member (priority 10), which takes /api/*; set the smaller route.priority for board, or narrow the patterns of member",
      ],
    );
  });

  it("reports the one pattern of a rule whose requests an earlier rule takes", () => {
    assert.deepEqual(
      problemsOf([rule("member", 20, ["/api/members*", "/keys"]), rule("board", 10, ["/api/*"])]),
      [
        "member: must take a request by each of its patterns, got /api/members* (priority 20) behind rule board of stack board (priority 10), which takes /api/*; set the smaller route.priority for member, or narrow the patterns of board",
      ],
    );
  });

  it("reports one host of several, within the rule's other conditions", () => {
    const onHosts = (hosts: string[]): RuleCondition[] => [
      { hostHeader: { values: hosts } },
      { pathPattern: { values: ["/x*"] } },
    ];
    const rules = [
      rule("one", 1, [], { conditions: onHosts(["a.example.com"]) }),
      rule("two", 2, [], { conditions: onHosts(["A.example.com", "b.example.com"]) }),
    ];
    assert.deepEqual(problemsOf(rules), [
      "two: must take a request by each of its patterns, got A.example.com (priority 2) behind rule one of stack one (priority 1), which takes Host: a.example.com, /x*; set the smaller route.priority for two, or narrow the patterns of one",
    ]);
  });

  it("reports rules with the same conditions, written in whatever order and case", () => {
    const conditions: RuleCondition[] = [
      { hostHeader: { values: ["B.example.com", "a.example.com"] } },
      { pathPattern: { values: ["/x"] } },
    ];
    const same: RuleCondition[] = [
      { pathPattern: { values: ["/x"] } },
      { hostHeader: { values: ["A.example.com", "b.example.com"] } },
    ];
    assert.deepEqual(
      problemsOf([rule("one", 1, [], { conditions }), rule("two", 2, [], { conditions: same })]),
      [
        "two: must differ in its conditions from the rules before it, got /x, Host: A.example.com, Host: b.example.com (priority 2) behind rule one of stack one (priority 1), which has the same and so takes all; change one of them",
      ],
    );
  });

  it("reports equal priorities at each of the rules, and nothing else of them", () => {
    assert.deepEqual(problemsOf([rule("one", 7, ["/x"]), rule("two", 7, ["/x"])]), [
      "one: must have a priority of its own on the listener, got 7, which rule two of stack two has for /x; set another route.priority for one of them",
      "two: must have a priority of its own on the listener, got 7, which rule one of stack one has for /x; set another route.priority for one of them",
    ]);
  });

  it("compares only rules of one listener", () => {
    const rules = [rule("one", 7, ["/x"]), rule("two", 7, ["/x"], { listenerArn: "http" })];
    assert.deepEqual(problemsOf(rules), []);
  });

  it("compares two rules of one stack too", () => {
    const rules = [rule("one", 1, ["/*"]), rule("one", 2, ["/x"], { name: "other" })];
    assert.deepEqual(
      findRuleProblems(rules).map((problem) => problem.rule.name),
      ["other"],
    );
  });

  it("holds its peace where listener, priority or conditions are not known yet", () => {
    const known = rule("one", 1, ["/*"]);
    for (const unknown of [
      { listenerArn: undefined },
      { priority: undefined },
      { conditions: undefined },
      { conditions: [] },
    ]) {
      assert.deepEqual(
        problemsOf([known, rule("two", 2, ["/*"], unknown), rule("three", 3, ["/x"], unknown)]),
        [],
      );
    }
  });

  it("accepts the most values and wildcards that a rule may have, and reports one more", () => {
    const conditions = (paths: string[], wildcards: string): RuleCondition[] => [
      { pathPattern: { values: paths } },
      { hostHeader: { regexValues: ["^a$"] } },
      { httpRequestMethod: { values: ["GET"] } },
      { queryStrings: [{ key: wildcards, value: "\\*" }] },
    ];
    const of = (paths: string[], wildcards: string) =>
      problemsOf([rule("one", 1, [], { conditions: conditions(paths, wildcards) })]);
    assert.deepEqual(of(["/*/*"], "a*b*c*d*"), []);
    assert.deepEqual(of(["/*/*"], "a*b*c*d*e?"), [
      `one: must have at most 6 wildcards in its conditions, got 7; use fewer, or add a rule: ${limits}`,
    ]);
    assert.deepEqual(of(["/a", "/b"], "k"), []);
    assert.deepEqual(of(["/a", "/b", "/c"], "k"), [
      `one: must have at most 5 values in its conditions, got 6; use fewer, or add a rule: ${limits}`,
    ]);
  });

  it("accepts 100 rules on a listener, and reports the next by priority", () => {
    const rules = Array.from({ length: 100 }, (_, index) =>
      rule(index < 60 ? "one" : "two", index + 2, [`/p${index}/`]),
    );
    assert.deepEqual(problemsOf(rules), []);
    assert.deepEqual(problemsOf([...rules, rule("redirects", 1, ["/old"])]), [
      `two: must be among the first 100 of its listener, AWS's default quota for a load balancer, got 101 rules (one 60, two 40, redirects 1); join patterns with *, or ask AWS for more: ${limits}`,
    ]);
  });
});
