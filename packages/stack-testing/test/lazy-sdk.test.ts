// What the SDK must not load before a program asks for it, and that it does load then.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const program = `
  await import("./lazy-sdk.ts");
  const require = (await import("node:module")).createRequire(process.cwd() + "/");
  const pulumi = require("@pulumi/pulumi");
  require("@pulumi/awsx");
  const heavy = /node_modules\\/(@npmcli\\/arborist|typescript|@pulumi\\/awsx\\/classic)\\//;
  const before = Object.values(require.cache).flatMap(({ filename }) => heavy.exec(filename)?.[1] ?? []);
  const { text } = await pulumi.runtime.serializeFunction(() => 41 + 1);
  console.log(JSON.stringify({ before, text }));
`;

describe("the SDK, loaded at first use", () => {
  it("leaves out what no stack here uses, and serializes a function all the same", () => {
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: join(import.meta.dirname, "../src"),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { before, text } = JSON.parse(output) as { before: string[]; text: string };
    assert.deepEqual(before, []);
    assert.match(text, /\(\) => 41 \+ 1/);
  });
});
