// When an nginx image is built anew, with a docker that copies a ready one; that an image of the same inputs has the same
// digest is proven in a real engine (packages/image-testing).
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildService } from "../../src/build/build-service.ts";
import { nginxSources } from "../../src/build/nginx-inputs.ts";
import { type FakeDocker, fakeDocker } from "../fake-docker.ts";
import { proxy, withProxiedRegistry } from "../proxied-registry.ts";
import { writeSampleLayout } from "../sample-layout.ts";

const root = join(import.meta.dirname, "../../../..");

describe("an nginx image", () => {
  withProxiedRegistry();
  let workspace: string;
  let docker: FakeDocker;
  let base: string;
  const write = (path: string, text: string) => {
    mkdirSync(join(workspace, path, ".."), { recursive: true });
    writeFileSync(join(workspace, path), text);
  };

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), "images-"));
    write("images.json", '{ "registry": "docker.io", "namespace": "", "attestations": false }');
    write("apps/shop/Dockerfile", "ARG BASE=node:24.1.0-slim\n");
    write("apps/shop/dist/main.mjs", "");
    for (const source of nginxSources("shop")) {
      if (/core|site|page/.test(source)) write(`${source}/file`, "");
      else write(source, "ARG BASE=nginx:1\n");
    }
    base = `${proxy.host}/library/nginx:1`;
    tagLeadsTo("a");
    const { digest } = writeSampleLayout(join(workspace, "ready"), "a layer");
    docker = fakeDocker(`
      const option = (name) => args.find((arg) => arg.startsWith("--" + name + "=")).slice(name.length + 3);
      const dest = /dest=([^,]+)/.exec(option("output"))[1];
      fs.cpSync(${JSON.stringify(join(workspace, "ready"))}, dest, { recursive: true, force: false });
      fs.writeFileSync(option("metadata-file"), JSON.stringify({ "containerimage.digest": "${digest}" }));
    `);
  });
  afterEach(() => {
    docker.remove();
    rmSync(workspace, { recursive: true });
  });

  const tagLeadsTo = (digit: string) => {
    const headers = { "docker-content-digest": `sha256:${digit.repeat(64)}` };
    proxy.fault = () => ({ status: 200, headers });
  };
  /** Which images are built. */
  const build = async () => {
    const before = docker.calls().length;
    const environment = { ...docker.environment, DOCKER_CONFIG: workspace, NGINX_BASE: base };
    await buildService(workspace, "shop", environment);
    return docker
      .calls()
      .slice(before)
      .map((words) => (words.some((word) => word.includes("packages/nginx")) ? "nginx" : "app"))
      .toSorted();
  };
  const kept = () => readdirSync(join(workspace, "apps/shop/image"), { recursive: true }).toSorted();

  it("is kept when only the app has changed, with all that a push needs", async () => {
    assert.deepEqual(await build(), ["app", "nginx"]);
    const [files, image] = [kept(), readFileSync(join(workspace, "apps/shop/image/nginx.json"), "utf8")];
    write("apps/shop/dist/main.mjs", "changed");
    assert.deepEqual(await build(), ["app"]);
    assert.deepEqual(await build(), ["app"]);
    assert.deepEqual(kept(), files);
    assert.equal(readFileSync(join(workspace, "apps/shop/image/nginx.json"), "utf8"), image);
  });

  it("is built anew for each of its files", async () => {
    await build();
    for (const source of nginxSources("shop")) {
      write(/core|site|page/.test(source) ? `${source}/file` : source, "ARG BASE=nginx:1\n# changed\n");
      assert.deepEqual(await build(), ["app", "nginx"], source);
    }
    rmSync(join(workspace, "apps/shop/dist/page"), { recursive: true });
    assert.deepEqual(await build(), ["app", "nginx"]);
    assert.deepEqual(await build(), ["app"]);
  });

  it("is built anew when its base's tag leads to another image, or nobody tells", async () => {
    await build();
    tagLeadsTo("b");
    assert.deepEqual(await build(), ["app", "nginx"]);
    proxy.fault = () => ({ status: 500 });
    assert.deepEqual(await build(), ["app", "nginx"]);
    assert.deepEqual(await build(), ["app", "nginx"]);
  });

  it("is built anew for other attestations, and when it is not there any more", async () => {
    await build();
    write("images.json", '{ "registry": "docker.io", "namespace": "", "attestations": true }');
    assert.deepEqual(await build(), ["app", "nginx"]);
    rmSync(join(workspace, "apps/shop/image/blobs"), { recursive: true });
    assert.deepEqual(await build(), ["app", "nginx"]);
  });

  it("is made of nothing but what is looked at", () => {
    const dockerfile = readFileSync(join(root, "packages/nginx/Dockerfile"), "utf8");
    const copied = [...dockerfile.matchAll(/^(?:COPY|ADD) (?:--\S+ )*(\S+) \S+$/gm)].map(([, path = ""]) =>
      path
        .replace(/\$\{SERVICE\}/, "shop")
        .replaceAll(/\[(.)\]/g, "$1")
        .replace(/\/$/, ""),
    );
    assert.equal(copied.length, 4);
    assert.deepEqual(
      copied.filter((path) => !nginxSources("shop").includes(path)),
      [],
    );
  });
});
