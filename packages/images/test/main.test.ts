// How the scripts image:build and image:push end when they cannot work; what they do is proven beside them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeDocker } from "./fake-docker.ts";

describe("the program of image:build and image:push", () => {
  let workspace: string;
  before(() => {
    workspace = mkdtempSync(join(tmpdir(), "images-"));
    mkdirSync(join(workspace, "apps/shop"), { recursive: true });
    const settings = { registry: "docker.io", namespace: "acme", attestations: false };
    writeFileSync(join(workspace, "images.json"), JSON.stringify(settings));
  });
  after(() => rmSync(workspace, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(join(workspace, path, ".."), { recursive: true });
    writeFileSync(join(workspace, path), text);
  };

  const run = (...words: string[]) => runIn({ PATH: "/nowhere", DOCKER_CONFIG: workspace }, ...words);
  const runIn = (environment: NodeJS.ProcessEnv, ...words: string[]) => {
    const program = join(import.meta.dirname, "../src/main.mjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
      cwd: join(workspace, "apps/shop"),
      encoding: "utf8",
      env: environment,
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

  it("says what keeps a build from working, if what builds does not", () => {
    const docker = fakeDocker(`
      if (args[1] === "build") { console.error("ERROR: failed to solve: no such base"); process.exit(1); }
      console.log(fs.existsSync(process.env.STOPPED) ? "Driver:\\nError: no daemon" : "Driver: docker-container");
    `);
    try {
      const stopped = join(workspace, "stopped");
      const environment = { ...docker.environment, STOPPED: stopped };
      write("apps/shop/dist/main.mjs", "");
      write("apps/shop/Dockerfile", "ARG BASE=node:24.1.0-slim\n");
      write("packages/nginx/Dockerfile", `ARG BASE=nginx:1.2.3@sha256:${"0".repeat(64)}\n`);
      assert.match(
        String(runIn(environment, "build")),
        /^1,,\S+: must build, got "failed to solve: no such base"; correct it and build again\n$/,
      );
      writeFileSync(stopped, "");
      assert.deepEqual(runIn(environment, "build"), [
        1,
        "",
        'docker: must be running to build images, got "no daemon"; start it, or choose another builder with docker buildx use\n',
      ]);
    } finally {
      docker.remove();
    }
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
