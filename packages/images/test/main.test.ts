// How the scripts image:build and image:push end when they cannot work; what they do is proven beside them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

describe("the program of image:build and image:push", () => {
  let workspace: string;
  before(() => {
    workspace = mkdtempSync(join(tmpdir(), "images-"));
    mkdirSync(join(workspace, "apps/shop"), { recursive: true });
    const settings = { registry: "docker.io", namespace: "acme", attestations: false };
    writeFileSync(join(workspace, "images.json"), JSON.stringify(settings));
  });
  after(() => rmSync(workspace, { recursive: true }));

  const run = (...words: string[]) => {
    const program = join(import.meta.dirname, "../src/main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
      cwd: join(workspace, "apps/shop"),
      encoding: "utf8",
      env: { PATH: "/nowhere", DOCKER_CONFIG: workspace },
    });
    return [status, stdout, stderr];
  };

  it("says in one line that docker is missing", () => {
    assert.deepEqual(run("build"), [
      1,
      "",
      "docker: must be installed and in PATH to build images, got no such program; install Docker Desktop or Docker Engine (https://docs.docker.com/get-docker)\n",
    ]);
  });

  it("says in one line that there is no login", () => {
    assert.deepEqual(run("push"), [
      1,
      "",
      "docker.io: must have a login to push images, got none; run docker login\n",
    ]);
  });

  it("says how it is used", () => {
    assert.deepEqual(run("publish"), [
      1,
      "",
      "usage: images build | push, in the folder of an app, got publish\n",
    ]);
  });
});
