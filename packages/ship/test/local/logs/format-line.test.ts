// Proves the formatting of single lines; how they look in a terminal is for eyes.
import assert from "node:assert/strict";
import { formatLine } from "../../../src/local/logs/format-line.ts";

describe("formatLine", () => {
  const cases: [string, string, ReturnType<typeof formatLine>][] = [
    ["leaves plain text as it is", "hello {x}", { text: "hello {x}" }],
    ["leaves broken JSON as it is", '{"a":', { text: '{"a":' }],
    [
      "shows pino's level, message and fields",
      '{"level":30,"time":1,"pid":2,"hostname":"h","port":8080,"msg":"listening"}',
      { level: "info", text: "listening port=8080" },
    ],
    [
      "shows nested fields by their path",
      '{"level":40,"req":{"method":"GET","url":"/a b"},"res":{"statusCode":500},"msg":"done"}',
      { level: "warn", text: 'done req.method=GET req.url="/a b" res.statusCode=500' },
    ],
    [
      "shows a line without level or message",
      '{"method":"GET","path":"/","status":200,"empty":""}',
      { text: "method=GET path=/ status=200" },
    ],
    ["keeps a level that is a word", '{"level":"error","message":"m"}', { level: "error", text: "m" }],
    ["shortens long values", `{"a":"${"x".repeat(200)}"}`, { text: `a=${"x".repeat(120)}…` }],
    [
      "puts an error's stack on lines of its own",
      '{"level":50,"err":{"type":"Error","message":"no","stack":"Error: no\\n    at x"},"msg":"failed"}',
      { level: "error", text: "failed err.type=Error err.message=no\nError: no\n    at x" },
    ],
  ];
  for (const [name, line, expected] of cases) it(name, () => assert.deepEqual(formatLine(line), expected));
});
