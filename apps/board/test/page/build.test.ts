// Proves what the page's build leaves; how the page behaves is proven in a browser, in packages/ship/test/page.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const builder = join(import.meta.dirname, "../../web/build.ts");
const budgetKiB = 60;

describe("page build", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "board-page-"));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "assets/page-old.js"), "");
    execFileSync(process.execPath, [builder, folder]);
  });
  after(() => rmSync(folder, { recursive: true }));

  const files = () => ["index.html", ...readdirSync(join(folder, "assets")).map((name) => `assets/${name}`)];

  it("leaves index.html, a script, a style sheet and an icon, each with its compressed form, and nothing old", () => {
    const names = files().map((name) => name.replace(/-[\w-]{10}\./, "-*."));
    assert.deepEqual(names.sort(), [
      "assets/icon-*.svg",
      "assets/icon-*.svg.gz",
      "assets/page-*.css",
      "assets/page-*.css.gz",
      "assets/page-*.js",
      "assets/page-*.js.gz",
      "index.html",
    ]);
    for (const name of files().filter((path) => path.endsWith(".gz"))) {
      const content = readFileSync(join(folder, name.replace(/\.gz$/, "")));
      assert.deepEqual(gunzipSync(readFileSync(join(folder, name))), content);
    }
  });

  it(`weighs at most ${budgetKiB} KiB compressed`, () => {
    const sent = files().filter((name) => name.endsWith(".gz") || name === "index.html");
    const bytes = sent.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
    assert.ok(bytes <= budgetKiB * 1024, `${bytes} bytes`);
  });

  it("names in index.html exactly the files it left, and holds no script or style itself", () => {
    const page = readFileSync(join(folder, "index.html"), "utf8");
    const named = [...page.matchAll(/(?:href|src)="\/(.+?)"/g)].map(([, path]) => path);
    assert.deepEqual(
      named.sort(),
      files()
        .filter((name) => /^assets.*(css|js|svg)$/.test(name))
        .sort(),
    );
    assert.doesNotMatch(page, /<style|style=|\son\w+=|<script(?![^>]*src)/);
  });

  it("gives the same names to the same content, so that an unchanged page stays in the browser", () => {
    const before = files();
    execFileSync(process.execPath, [builder, folder]);
    assert.deepEqual(files(), before);
  });

  it("rejects a mistake with one line that names the place", () => {
    // Below this package, where rolldown is found.
    const parent = join(import.meta.dirname, "../../.local");
    mkdirSync(parent, { recursive: true });
    const broken = mkdtempSync(join(parent, "broken-page-"));
    try {
      mkdirSync(join(broken, "src"));
      writeFileSync(join(broken, "src/main.tsx"), "\nconst a = ;\n");
      writeFileSync(join(broken, "build.ts"), readFileSync(builder));
      const { status, stderr } = spawnSync(process.execPath, [join(broken, "build.ts"), folder]);
      assert.equal(status, 1);
      assert.match(stderr.toString(), /^\S*src\/main\.tsx:2:11: \[PARSE_ERROR\] .*\n$/);
    } finally {
      rmSync(broken, { recursive: true });
    }
  });
});
