// Which CLI is taken. The CLIs are scripts that only know their version.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pulumiVersion } from "../../src/engine/cli/find-cli.ts";
import { findPulumiCli } from "../../src/engine/index.ts";

describe("findPulumiCli", () => {
  const root = mkdtempSync(join(tmpdir(), "find-cli-"));
  after(() => rmSync(root, { recursive: true }));

  let count = 0;
  /** An own place for each test: PATH with one folder, and a cache. */
  function places(files: { onPath?: string; built?: string; languageHost?: true }) {
    const place = join(root, String(count++));
    const onPath = join(place, "bin", "pulumi");
    const built = join(place, "cache", "fargate-starter", `pulumi-${pulumiVersion}`, "pulumi");
    if (files.onPath) script(onPath, `echo v${files.onPath}`);
    if (files.built) script(built, `echo v${files.built}`);
    if (files.languageHost) script(join(place, "bin", "pulumi-language-nodejs"), "");
    const found = findPulumiCli({ PATH: join(place, "bin"), XDG_CACHE_HOME: join(place, "cache") });
    return { onPath, built, found };
  }
  function script(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  }

  it("takes the one on PATH, with its language host", () => {
    const { onPath, found } = places({ onPath: "3.1000.0", built: pulumiVersion, languageHost: true });
    assert.deepEqual(found, { command: onPath, hasLanguageHost: true });
  });

  it("passes over an older one on PATH for the built one", () => {
    const { built, found } = places({ onPath: "3.99.0", built: pulumiVersion });
    assert.deepEqual(found, { command: built, hasLanguageHost: false });
  });

  it("takes the built one where PATH has none", () => {
    const { built, found } = places({ built: pulumiVersion });
    assert.deepEqual(found, { command: built, hasLanguageHost: false });
  });

  it("finds nothing where there is none", () => {
    assert.equal(places({}).found, undefined);
  });
});
