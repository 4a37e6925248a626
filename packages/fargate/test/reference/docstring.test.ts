// Proves how a docstring is taken apart into what the README's tables show.
import assert from "node:assert/strict";
import { literalDefault, parseDocstring } from "../../reference/docstring.ts";

describe("docstring", () => {
  it("gives its first sentence, limit, default and links", () => {
    const comment = `
     * Days to keep them, 1 to 3650; they hold addresses. Not asked for: nothing.
     * https://example.com/logs.
     * @default 90
     `;
    assert.deepEqual(parseDocstring(comment), {
      sentence: "Days to keep them; they hold addresses.",
      default: "90",
      limit: { kind: "range", text: "1 to 3650", min: 1, max: 3650, quoted: false },
      links: ["https://example.com/logs"],
    });
  });

  it("says what happens when the argument is left out", () => {
    const { sentence, default: leftOut } = parseDocstring(
      " Port it listens on. Left out: none, as a worker. ",
    );
    assert.deepEqual([sentence, leftOut], ["Port it listens on.", "none, as a worker"]);
    const inside = parseDocstring(" Domain of `url`; left out, `url` has none. ");
    assert.deepEqual([inside.sentence, inside.default], ["Domain of `url`.", "`url` has none"]);
  });

  it("leaves a limit in the sentence that goes on with it", () => {
    const { sentence, limit } = parseDocstring(" Drain, 0 to 119 seconds and less than the time-out. ");
    assert.equal(sentence, "Drain, 0 to 119 seconds and less than the time-out.");
    assert.equal(limit?.text, "0 to 119 seconds");
  });

  const limits: [string, object | undefined][] = [
    ['Version, "14" to "19".', { kind: "range", text: '"14" to "19"', min: 14, max: 19, quoted: true }],
    [
      "CPU, 0 to the task's.",
      { kind: "range", text: "0 to the task's", min: 0, max: "the task's", quoted: false },
    ],
    [
      "Priority, 1 (first) to 50000.",
      { kind: "range", text: "1 (first) to 50000", min: 1, max: 50000, quoted: false },
    ],
    ["Range, /16 to /24.", { kind: "prefix", text: "/16 to /24", min: 16, max: 24 }],
    ["Zones: 1, 2 or 3.", { kind: "choice", text: "1, 2 or 3", values: [1, 2, 3] }],
    ["Names, 99 at the most.", { kind: "size", text: "99 at the most" }],
    ["Two or more. Anything.", { kind: "size", text: "Two or more" }],
    ["`vpc-` and 8 or 17 hexadecimal digits.", undefined],
  ];
  for (const [text, limit] of limits) {
    it(`reads the limit of "${text}"`, () => assert.deepEqual(parseDocstring(` ${text} `).limit, limit));
  }

  it("takes an address in code for no link", () => {
    const { sentence, links } = parseDocstring(" Name of `http://<as>`. ");
    assert.deepEqual([sentence, links], ["Name of `http://<as>`.", []]);
  });
});

describe("default", () => {
  const defaults: [string | undefined, unknown][] = [
    ["60", 60],
    ["false", false],
    ["[]", []],
    ['"1000:1000", the node image\'s', "1000:1000"],
    ["0.25 vCPU", undefined],
    ["none", undefined],
    [undefined, undefined],
  ];
  for (const [text, value] of defaults) {
    it(`is ${JSON.stringify(value)} where ${text} is written`, () => {
      assert.deepEqual(literalDefault(text), value);
    });
  }
});
