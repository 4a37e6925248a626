// Proves that the README's tables are the code's, and that every argument is documented. That the documented defaults
// and limits are also what happens is documented-arguments.test.ts's.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Argument, componentReference, exportedComponents } from "../../reference/argument-tables.ts";
import { currentReadme, listedComponents, readmePath } from "../../reference/readme.ts";
import { anchorOf } from "../../reference/render-reference.ts";

const all = listedComponents.flatMap((name) => componentReference(name).tables);

/** The arguments of which this does not hold, as `FargateService scaling: count`. */
function without(holds: (argument: Argument) => boolean): string[] {
  return all.flatMap(({ heading, arguments: members }) =>
    members.filter((argument) => !holds(argument)).map(({ name }) => `${heading}: ${name}`),
  );
}

describe("README", () => {
  it("is what the code says; if not, run pnpm --filter @starter/fargate reference", async () => {
    const readme = readFileSync(readmePath, "utf8");
    assert.equal(readme, await currentReadme(readme));
  });

  it("says of every argument what it may be: also what a type takes over as optional, or an object instead of a word", () => {
    const readme = readFileSync(readmePath, "utf8");
    const server = /#### FargateService `connect`: ConnectServerArgs[^#]*/.exec(readme)?.[0] ?? "";
    assert.match(server, /^\| `to` +\| .* \| none that must be there \|/m);
    assert.match(readme, /^\| \[`capacity`\].* `"onDemand"`, `"spotMixed"`, `"spot"`, or an object +\|/m);
    assert.match(readme, /^\| `storageGiB` .* 20 to 65536 GiB \|/m);
  });

  it("lists every component", () => {
    assert.deepEqual(
      exportedComponents().filter((name) => !listedComponents.includes(name)),
      [],
    );
  });

  it("has a heading for every link into itself, and a file for every link into the repository", () => {
    const readme = readFileSync(readmePath, "utf8");
    const anchors = new Set([...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading)));
    const links = [...readme.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link = ""]) => link);
    const dead = links.filter((link) => {
      if (link.startsWith("#")) return !anchors.has(link.slice(1));
      return !existsSync(join(dirname(readmePath), link));
    });
    assert.ok(links.length > 10);
    assert.deepEqual(dead, []);
  });
});

describe("every argument", () => {
  it("has a docstring", () => {
    assert.deepEqual(
      without(({ doc }) => doc.sentence !== "" || doc.limit !== undefined || doc.default !== undefined),
      [],
    );
  });

  it("that may be left out says what then happens, by @default or in words", () => {
    assert.deepEqual(
      without(({ required, group, doc }) => required || group !== undefined || doc.default !== undefined),
      [],
    );
  });
});
