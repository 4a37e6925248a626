// What the repository's mocha configuration does with a run that does not end by itself; its clock is made faster.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const configuration = join(import.meta.dirname, "../../.mocharc.cjs");
const mocha = join(createRequire(import.meta.url).resolve("mocha/package.json"), "../bin/mocha.js");
const leftOpen =
  /tests: must leave nothing open, got .*TCPServerWrap.* 20 s after the last one; end in after\(\) what was started/;

describe("a run of mocha", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "left-open-"));
    mkdirSync(join(folder, "test"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a test in which a minute takes a second. */
  function run(test: string) {
    writeFileSync(
      join(folder, "test/sample.test.ts"),
      `import { createServer } from "node:net";
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (call, milliseconds) => setTimeout(call, milliseconds / 60);
      it("leaves a server open", () => { ${test} });`,
    );
    const options = { cwd: folder, encoding: "utf8", timeout: 30_000 } as const;
    return spawnSync(process.execPath, [mocha, "--config", configuration], options);
  }

  it("ends by itself where nothing is left open", () => {
    const { status, stderr } = run("");
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });

  it("fails where a test that passed left something open, and says what", () => {
    const { status, stderr } = run(`createServer().listen(0, "127.0.0.1");`);
    assert.match(stderr, leftOpen);
    assert.equal(status, 1);
  });

  it("ends where a test that failed left something open", () => {
    const { status, stderr } = run(`createServer().listen(0, "127.0.0.1"); throw new Error("broken");`);
    assert.match(stderr, leftOpen);
    assert.equal(status, 1);
  });
});
