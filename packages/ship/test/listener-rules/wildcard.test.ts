// Proves the pattern language against matchers that are too slow to be wrong; AWS itself is not asked.
import assert from "node:assert/strict";
import fc from "fast-check";
import { covers, matchesWildcard, parsePattern } from "../../src/listener-rules/wildcard.ts";

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

describe("covers", () => {
  const coversAll = (patterns: string[], covered: string) =>
    covers(
      patterns.map((pattern) => parsePattern(pattern)),
      parsePattern(covered),
    );
  const table: [string[], string, boolean][] = [
    [["/api/*"], "/api/posts*", true],
    [["/api/*"], "/api*", false],
    [["/api*"], "/api/*", true],
    [["*"], "?*?", true],
    [["?*"], "*?", true],
    [["?*"], "*", false],
    [["??"], "?*", false],
    [["*a*"], "b*a?", true],
    [["*a*b*"], "*b*a*", false],
    [["a*c"], "a?bc", true],
    [["a", "?*"], "a*", true],
    [["", "?", "??*"], "*", true],
    [["a*", "*a"], "?a", true],
    [["a*", "b*"], "?*", false],
    [[], "a", false],
    [["/API*"], "/api/x", true],
  ];
  for (const [patterns, covered, expected] of table) {
    it(`${expected ? "takes" : "does not take"} all of ${covered} by ${patterns.join(" and ") || "nothing"}`, () =>
      assert.equal(coversAll(patterns, covered), expected));
  }

  it("agrees with trying every text of a small alphabet", () => {
    // Three characters, of which patterns name two: what only an unnamed character shows, shows. Six are as many as a
    // counterexample for patterns of four signs needs.
    const texts = [""];
    for (const text of texts)
      if (text.length < 6) texts.push(...["a", "b", "c"].map((letter) => text + letter));
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 4 });
    const matched = new Map<string, Set<string>>();
    const textsOf = (one: string) => {
      const found = matched.get(one) ?? new Set(texts.filter((text) => matchesWildcard(one, text)));
      matched.set(one, found);
      return found;
    };
    let taken = 0;
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), pattern, (patterns, covered) => {
        const expected = [...textsOf(covered)].every((text) =>
          patterns.some((one) => textsOf(one).has(text)),
        );
        taken += Number(expected);
        assert.equal(coversAll(patterns, covered), expected);
      }),
      { numRuns: 3000 },
    );
    assert.ok(taken > 100, `${taken} of 3000 cases were covered`);
  });

  it("stays quick for the longest patterns with many wildcards", () => {
    const hard = "*a?".repeat(40);
    assert.equal(coversAll([hard, "a*".repeat(60)], `${"?".repeat(60)}*${"a".repeat(60)}`), false);
  }).timeout(20_000);
});
