// Proves how a builder is run and how its failure is told, with builders of one line; board's own is proven in
// apps/board/test/page.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPages } from "../../../src/local/page/build-pages.ts";
import { ShipError } from "../../../src/ship-error.ts";

describe("buildPages", () => {
  let workspace: string;
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), "build-pages-"));
    mkdirSync(join(workspace, "apps/board/web"), { recursive: true });
  });
  afterEach(() => rmSync(workspace, { recursive: true }));

  function build(program: string): Promise<void> {
    writeFileSync(join(workspace, "apps/board/web/build.ts"), program);
    const page = { service: "board", build: "apps/board/web/build.ts", folder: "", fromGateway: false };
    return buildPages([page], workspace);
  }

  it("runs the builder in the app's folder", async () => {
    await build(`require("node:fs").writeFileSync("built", "")`);
    assert.ok(existsSync(join(workspace, "apps/board/built")));
  });

  it("rejects with the builder's first line", async () => {
    await assert.rejects(
      build(`console.error("web/src/main.tsx:7:11: Unexpected token\\nand more"); process.exitCode = 1`),
      new ShipError(
        "apps/board/web/build.ts: must build the page, got web/src/main.tsx:7:11: Unexpected token",
      ),
    );
  });
});
