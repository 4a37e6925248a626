// What the SDK must not load before a program asks for it, and that it does load then.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const program = `
  await import("./lazy-sdk.ts");
  const require = (await import("node:module")).createRequire(process.cwd() + "/");
  const pulumi = require("@pulumi/pulumi");
  const aws = require("@pulumi/aws");
  require("@pulumi/pulumi/cmd/run/tracing");
  const heavy = /node_modules\\/(@npmcli\\/arborist|typescript|execa|@opentelemetry\\/core|@pulumi\\/aws\\/ecs)\\//;
  const before = Object.values(require.cache).flatMap(({ filename }) => heavy.exec(filename)?.[1] ?? []);
  const { text } = await pulumi.runtime.serializeFunction(() => 41 + 1);
  console.log(JSON.stringify({ before, text, cluster: aws.ecs.Cluster.name }));
`;

describe("the SDK, loaded at first use", () => {
  it("leaves out what no stack here uses, and has it when it is used all the same", () => {
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: join(import.meta.dirname, "../src"),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { before, text, cluster } = JSON.parse(output) as Record<string, unknown>;
    assert.deepEqual(before, []);
    assert.match(String(text), /\(\) => 41 \+ 1/);
    assert.equal(cluster, "Cluster");
  });
});
