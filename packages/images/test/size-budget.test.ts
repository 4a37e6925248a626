// What each service adds to its bases, from files built anew: each compressed alone, which is a little more than the
// layer. The bases' own sizes are not looked at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const workspace = join(import.meta.dirname, "../../..");
const appBudget = 400_000;
const nginxBudget = 100_000;

/** Compressed size of a file, or of all files below a folder. */
function compressedSize(path: string): number {
  if (!existsSync(path)) return 0;
  if (statSync(path).isFile()) return gzipSync(readFileSync(path)).length;
  return readdirSync(path).reduce((sum, name) => sum + compressedSize(join(path, name)), 0);
}

describe("the size of a service's images", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "size-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const service of readdirSync(join(workspace, "apps"))) {
    const app = join(workspace, "apps", service);

    it(`${service}'s app adds at most ${appBudget / 1e6} MB`, () => {
      const bundle = join(folder, `${service}.mjs`);
      const bundler = join(workspace, "packages/service-kit/src/bundle.mjs");
      execFileSync(process.execPath, [bundler, bundle], { cwd: app, stdio: "pipe" });
      const size = compressedSize(bundle);
      assert.ok(size > 0 && size <= appBudget, `${size} bytes`);
    });

    it(`${service}'s nginx adds at most ${nginxBudget / 1e6} MB`, () => {
      const page = join(folder, `${service}-page`);
      const builder = join(app, "web/build.ts");
      if (existsSync(builder)) execFileSync(process.execPath, [builder, page], { cwd: app, stdio: "pipe" });
      const nginx = join(workspace, "packages/nginx");
      const parts = [join(nginx, "core"), join(nginx, "entrypoint.sh"), join(app, "nginx/site"), page];
      const size = parts.reduce((sum, path) => sum + compressedSize(path), 0);
      assert.ok(size > 0 && size <= nginxBudget, `${size} bytes`);
    });
  }
});
