// Proves that docs/security-controls.md says of each control what prod's stacks are: evaluated offline, as they stand in
// the stack files. What Security Hub makes of them in an account is not proven, nor what AWS's own defaults are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { controls } from "./controls.ts";
import { evaluateProd, type ProdResources } from "./prod-stacks.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/security-controls.md"), "utf8");

/** Ids in the first column of the tables below a heading. */
function idsBelow(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const cells = [...section.matchAll(/^\| ([A-Z][^|]*\.\d[^|]*) \|/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => cell.trim().split(", "));
}

describe("security controls", () => {
  const met = idsBelow("Met");
  const exceptions = idsBelow("Not met");
  let prod: ProdResources;
  before(async function () {
    this.timeout(120_000);
    prod = await evaluateProd();
  });

  it("stand in one table each, and those that are met have a check", () => {
    const all = [...met, ...exceptions];
    assert.ok(met.length > 40 && exceptions.length > 10, all.join());
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(
      met.filter((id) => !(id in controls)),
      [],
    );
    assert.deepEqual(
      Object.keys(controls).filter((id) => !all.includes(id)),
      [],
    );
  });

  for (const id of met) {
    it(`are met: ${id}`, () => assert.equal(controls[id]?.(prod), true));
  }

  for (const id of exceptions.filter((one) => one in controls)) {
    it(`are not met, as the page says: ${id}`, () => assert.equal(controls[id]?.(prod), false));
  }
});
