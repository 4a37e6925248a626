// What BuildKit is asked for, and that the Dockerfiles keep the rules a digest depends on; not that they build.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageRecipe } from "../../src/build/image-recipe.ts";

const workspace = join(import.meta.dirname, "../../../..");

describe("the recipe of an image", () => {
  it("is the app's own Dockerfile and folder", () => {
    const { base, ...recipe } = imageRecipe(workspace, "member", "app", {});
    assert.deepEqual(recipe, { dockerfile: "apps/member/Dockerfile", context: "apps/member", buildArgs: {} });
    assert.match(base, /^node:24\.\d+\.\d+-/);
  });

  it("is the one of all sidecars with the service's name", () => {
    const { base, ...recipe } = imageRecipe(workspace, "board", "nginx", {});
    assert.deepEqual(recipe, {
      dockerfile: "packages/nginx/Dockerfile",
      context: ".",
      buildArgs: { SERVICE: "board" },
    });
    assert.match(base, /^nginx:1\.\d+\.\d+-/);
  });

  it("takes another base from the environment, each image its own", () => {
    const environment = { APP_BASE: "127.0.0.1:5000/node:24", NGINX_BASE: "" };
    const { base, buildArgs } = imageRecipe(workspace, "member", "app", environment);
    assert.deepEqual([base, buildArgs], ["127.0.0.1:5000/node:24", { BASE: "127.0.0.1:5000/node:24" }]);
    assert.match(imageRecipe(workspace, "member", "nginx", environment).base, /^nginx:/);
  });
});

describe("the Dockerfiles", () => {
  for (const path of ["apps/member/Dockerfile", "apps/board/Dockerfile", "packages/nginx/Dockerfile"]) {
    const lines = readFileSync(join(workspace, path), "utf8").split("\n");
    const instructions = (name: string) => lines.filter((line) => line.startsWith(`${name} `));

    it(`${path} runs nothing while it is built, so that no architecture is emulated`, () => {
      assert.deepEqual(instructions("RUN"), []);
    });

    it(`${path} sets the mode of all it copies, so that a umask changes no digest`, () => {
      assert.deepEqual(
        instructions("COPY").filter((line) => !/^COPY --chmod=\d{3} /.test(line)),
        [],
      );
    });

    it(`${path} names a base by an exact version`, () => {
      assert.match(
        instructions("ARG")[0] ?? "",
        /^ARG BASE=[a-z]+:\d+\.\d+\.\d+-[a-z-]+(@sha256:[0-9a-f]{64})?$/,
      );
    });
  }
});

describe("what is left out of the context", () => {
  for (const path of [
    "apps/member/.dockerignore",
    "apps/board/.dockerignore",
    "packages/nginx/Dockerfile.dockerignore",
  ]) {
    const lines = readFileSync(join(workspace, path), "utf8").split("\n");

    it(`is everything but what ${path} names without a wildcard, which would have every folder searched`, () => {
      assert.equal(
        lines.find((line) => !line.startsWith("#")),
        "*",
      );
      assert.deepEqual(
        lines.filter((line) => /^!.*[*?[]/.test(line)),
        [],
      );
    });
  }
});
