// What is asked of BuildKit and what is kept of its answer, with a docker that copies a ready image; that BuildKit
// answers like this, and with the same digest everywhere, is proven in a real engine (packages/image-testing).
import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildService } from "../../src/build/build-service.ts";
import { blobPath } from "../../src/build/layout.ts";
import { type BuiltImage, readBuiltImage } from "../../src/index.ts";
import { type FakeDocker, fakeDocker } from "../fake-docker.ts";
import { type SampleLayout, writeSampleLayout } from "../sample-layout.ts";

/** By digest, so that nobody has to be asked for it. */
const nginxBase = `nginx:1.2.3@sha256:${"0".repeat(64)}`;

describe("building a service's images", () => {
  let workspace: string;
  let layouts: { app: SampleLayout; nginx: SampleLayout };
  let docker: FakeDocker;
  const folder = () => join(workspace, "apps/shop/image");

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), "images-"));
    const write = (path: string, text: string) => {
      mkdirSync(join(workspace, path, ".."), { recursive: true });
      writeFileSync(join(workspace, path), text);
    };
    write("images.json", '{ "registry": "docker.io", "namespace": "", "attestations": false }');
    write("apps/shop/Dockerfile", "ARG BASE=node:24.1.0-slim\n");
    write("apps/shop/dist/main.mjs", "");
    write("packages/nginx/Dockerfile", `ARG BASE=${nginxBase}\n`);
    layouts = {
      app: writeSampleLayout(join(workspace, "ready/app"), "the app"),
      nginx: writeSampleLayout(join(workspace, "ready/nginx"), "the site", true),
    };
    docker = fakeDocker(`
      const option = (name) => args.find((arg) => arg.startsWith("--" + name + "=")).slice(name.length + 3);
      if (option("file").includes(process.env.BROKEN)) {
        console.error("#1 done\\nERROR: failed to solve: no such base\\nERROR: rpc error: lost");
        process.exit(1);
      }
      const part = option("file").includes("nginx") ? "nginx" : "app";
      fs.appendFileSync(process.env.ASKS_GIT, part + " " + process.env.BUILDX_GIT_INFO + "\\n");
      const [, quoted, plain] = /"dest=((?:[^"]|"")+)"|dest=([^,]+)/.exec(option("output"));
      const dest = plain ?? quoted.replaceAll('""', '"');
      fs.appendFileSync(process.env.SEEN, part + " " + fs.readdirSync(dest, { recursive: true }).join() + "\\n");
      fs.cpSync(path.join(${JSON.stringify(join(workspace, "ready"))}, part), dest, { recursive: true, force: false });
      const digests = ${JSON.stringify({ app: layouts.app.digest, nginx: layouts.nginx.digest })};
      const digest = (part === "app" && process.env.APP_DIGEST) || digests[part];
      fs.writeFileSync(option("metadata-file"), JSON.stringify({ "containerimage.digest": digest }));
    `);
    docker.environment.SEEN = join(workspace, "seen");
    docker.environment.ASKS_GIT = join(workspace, "asks-git");
  });
  afterEach(() => {
    docker.remove();
    rmSync(workspace, { recursive: true });
  });

  const build = (environment = {}) =>
    buildService(workspace, "shop", { ...docker.environment, BROKEN: "none", ...environment });

  it("asks for both architectures, fixed dates and no attestations", async () => {
    await build();
    const call = docker.calls().find((words) => words.includes(join(workspace, "apps/shop")));
    const layout = join(workspace, "apps/shop/node_modules/.cache/images/app");
    assert.deepEqual(call, [
      "buildx",
      "build",
      "--progress=plain",
      "--platform=linux/amd64,linux/arm64",
      `--file=${join(workspace, "apps/shop/Dockerfile")}`,
      "--build-arg=SOURCE_DATE_EPOCH=315532800",
      "--provenance=false",
      `--output=type=oci,tar=false,dest=${layout},rewrite-timestamp=true`,
      `--metadata-file=${join(layout, "metadata.json")}`,
      join(workspace, "apps/shop"),
    ]);
  });

  it("lets buildx ask git only for provenance, the only part of an image that tells of it", async () => {
    const asks = () => readFileSync(join(workspace, "asks-git"), "utf8").trim().split("\n").toSorted();
    await build();
    assert.deepEqual(asks(), ["app false", "nginx false"]);
    rmSync(join(workspace, "asks-git"));
    const settings = '{ "registry": "docker.io", "namespace": "", "attestations": true }';
    writeFileSync(join(workspace, "images.json"), settings);
    await build();
    assert.deepEqual(asks(), ["app undefined", "nginx undefined"]);
  });

  it("asks for provenance and a list of packages where images.json wants them", async () => {
    const settings = '{ "registry": "docker.io", "namespace": "", "attestations": true }';
    writeFileSync(join(workspace, "images.json"), settings);
    await build();
    for (const words of docker.calls()) {
      assert.deepEqual(
        words.filter((word) => /^--(provenance|sbom)/.test(word)),
        ["--provenance=mode=max", "--sbom=true"],
      );
    }
  });

  it("says what was built, from which base, and what that adds", async () => {
    const built = await build();
    const app: BuiltImage = {
      digest: layouts.app.digest,
      base: "node:24.1.0-slim",
      platforms: ["linux/amd64", "linux/arm64"],
      addedBytes: "the app".length,
    };
    assert.deepEqual(built.app, app);
    assert.deepEqual(readBuiltImage(folder(), "app"), app);
    assert.equal(built.nginx.base, nginxBase);
  });

  it("keeps all content but the base's layers", async () => {
    await build();
    const { app, nginx } = layouts;
    const ready = ["app", "nginx"].flatMap((part) =>
      readdirSync(join(workspace, "ready", part, "blobs/sha256")),
    );
    const base = [...app.baseLayers, ...nginx.baseLayers].map(({ digest }) => digest.slice(7));
    assert.deepEqual(
      readdirSync(join(folder(), "blobs/sha256")).sort(),
      [...new Set(ready)].filter((name) => !base.includes(name)).sort(),
    );
    assert.equal(readFileSync(blobPath(folder(), app.ownLayer.digest), "utf8"), "the app");
  });

  it("has the base's layers sent once only", async () => {
    await build();
    await build();
    const seen = readFileSync(join(workspace, "seen"), "utf8").trim().split("\n");
    const ofApp = seen.filter((line) => line.startsWith("app ")).map((line) => line.split(","));
    assert.deepEqual(
      ofApp.map((paths) => paths.filter((path) => /[0-9a-f]{64}$/.test(path)).length),
      [0, 2],
    );
  });

  it("leaves no other folder behind, and nothing of the build before", async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), "pushed.json"), "{}");
    await build();
    assert.deepEqual(readdirSync(folder()).sort(), ["app.json", "blobs", "nginx.json"]);
    assert.equal(existsSync(join(workspace, "apps/shop/node_modules/.cache/images")), false);
  });

  it("keeps the build before when one image fails, and tells BuildKit's reason", async () => {
    await build();
    writeFileSync(join(workspace, "packages/nginx/Dockerfile"), `ARG BASE=${nginxBase}\n# changed\n`);
    await assert.rejects(build({ BROKEN: "packages/nginx" }), {
      message:
        'packages/nginx/Dockerfile: must build, got "failed to solve: no such base"; correct it and build again',
    });
    assert.equal(readBuiltImage(folder(), "app").digest, layouts.app.digest);
    assert.equal(existsSync(join(workspace, "apps/shop/node_modules/.cache/images")), false);
  });

  it("builds in a folder whose name has what separates BuildKit's options", async () => {
    const named = join(workspace, 'a "shop", or two');
    for (const path of ["images.json", "apps", "packages"]) {
      cpSync(join(workspace, path), join(named, path), { recursive: true });
    }
    await buildService(named, "shop", { ...docker.environment, BROKEN: "none" });
    const outputs = docker.calls().map((words) => words.find((word) => word.startsWith("--output=")));
    const layout = join(workspace, 'a ""shop"", or two', "apps/shop/node_modules/.cache/images/app");
    assert.ok(
      outputs.includes(`--output=type=oci,tar=false,"dest=${layout}",rewrite-timestamp=true`),
      String(outputs),
    );
  });

  it("rejects an image without a layer of its own, as an older BuildKit leaves it", async () => {
    const ready = join(workspace, "ready/app");
    rmSync(ready, { recursive: true });
    const { digest } = writeSampleLayout(ready, "the app", false, "0");
    await assert.rejects(build({ APP_DIGEST: digest }), {
      message:
        "apps/shop/Dockerfile: must add a layer of the date that BuildKit is told, got none for linux/amd64 and linux/arm64; copy a file, or update Docker: BuildKit 0.13 is the first that sets dates",
    });
  });

  it("rejects a service that is not bundled yet", async () => {
    rmSync(join(workspace, "apps/shop/dist"), { recursive: true });
    await assert.rejects(build(), {
      message:
        "apps/shop/dist/main.mjs: must be there to build the image, got nothing; run turbo run image:build, which builds it first",
    });
    assert.deepEqual(docker.calls(), []);
  });
});
