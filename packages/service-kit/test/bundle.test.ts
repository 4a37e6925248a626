import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const script = join(import.meta.dirname, "../src/bundle.mjs");
const run = promisify(execFile);

describe("the script that bundles a service", () => {
  let app: string;
  const bundle = (...args: string[]) => run(process.execPath, [script, ...args], { cwd: app });

  beforeEach(() => {
    app = mkdtempSync(join(tmpdir(), "bundle-"));
    mkdirSync(join(app, "src"));
    writeFileSync(join(app, "src/greeting.ts"), 'export const greeting: string = "hello, 세계";\n');
  });
  afterEach(() => rmSync(app, { recursive: true }));

  it("makes one file that runs alone, and its source map", async () => {
    const main = 'const { greeting } = await import("./greeting.ts");\nconsole.log(greeting);\n';
    writeFileSync(join(app, "src/main.ts"), main);
    assert.deepEqual(await bundle(), { stdout: "", stderr: "" });
    assert.deepEqual(readdirSync(join(app, "dist")).toSorted(), ["main.mjs", "main.mjs.map"]);
    rmSync(join(app, "src"), { recursive: true });
    const { stdout } = await run(process.execPath, [join(app, "dist/main.mjs")]);
    assert.equal(stdout, "hello, 세계\n");
  });

  it("writes it where it is told to", async () => {
    writeFileSync(join(app, "src/main.ts"), "console.log(1);\n");
    await bundle(join(app, "out/app.mjs"));
    assert.deepEqual(readdirSync(app).toSorted(), ["out", "src"]);
    assert.deepEqual(readdirSync(join(app, "out")).toSorted(), ["app.mjs", "app.mjs.map"]);
  });

  it("rejects a mistake with its place, and writes nothing", async () => {
    writeFileSync(join(app, "src/main.ts"), 'import { name } from "./greeting.ts";\nconsole.log(name);\n');
    await assert.rejects(bundle(), ({ code, stderr = "" }: Error & { code?: number; stderr?: string }) => {
      assert.equal(code, 1);
      assert.match(stderr, /"name" is not exported by "src\/greeting\.ts"/);
      assert.match(stderr, /src\/main\.ts:1:10/);
      assert.doesNotMatch(stderr, /node_modules/);
      return true;
    });
    assert.deepEqual(readdirSync(app), ["src"]);
  });
});
