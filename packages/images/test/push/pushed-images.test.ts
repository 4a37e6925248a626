// What a push leaves in a file, and that what a registry lost of it is found. A proxy in front of Debian's docker-registry
// loses it; that a release then pushes again is proven in packages/ship.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLayout } from "../../src/build/layout.ts";
import { pushService } from "../../src/push/push-service.ts";
import { findLostImages, pushedFile, readPushedImages } from "../../src/push/pushed-images.ts";
import type { Fault } from "../faulty-proxy.ts";
import { proxy, registry, withProxiedRegistry } from "../proxied-registry.ts";
import { pushBase, type SampleLayout, writeSampleLayout } from "../sample-layout.ts";

describe("the images that were pushed", () => {
  withProxiedRegistry();
  let workspace: string;
  let app: SampleLayout;
  let nginx: SampleLayout;
  beforeEach(async () => {
    workspace = mkdtempSync(join(tmpdir(), "pushed-"));
    const folder = join(workspace, "apps/shop/image");
    mkdirSync(folder, { recursive: true });
    const settings = { registry: proxy.host, namespace: "acme", attestations: false };
    writeFileSync(join(workspace, "images.json"), JSON.stringify(settings));
    app = writeSampleLayout(folder, "the app");
    nginx = writeSampleLayout(folder, "its nginx");
    for (const [part, layout] of Object.entries({ app, nginx })) {
      await pushBase(registry.host, folder, layout);
      const built = { digest: layout.digest, base: `${proxy.host}/library/node:24` };
      writeFileSync(join(folder, `${part}.json`), JSON.stringify(built));
    }
    await pushService(workspace, "shop", { DOCKER_CONFIG: workspace, TURBO_HASH: "abc" });
    proxy.requests.length = 0;
  });
  afterEach(() => rmSync(workspace, { recursive: true }));

  const lost = () => findLostImages(workspace, "shop", { DOCKER_CONFIG: workspace });
  const appAddress = () => `${proxy.host}/acme/shop@${app.digest}`;
  const answer = (part: string, fault: Fault) => {
    proxy.fault = (line) => (line.includes(part) ? fault : undefined);
  };

  it("are kept with tag and digest, and named by digest", () => {
    assert.deepEqual(JSON.parse(readFileSync(pushedFile(workspace, "shop"), "utf8")), {
      app: `${proxy.host}/acme/shop:abc@${app.digest}`,
      nginx: `${proxy.host}/acme/shop-nginx:abc@${nginx.digest}`,
    });
    assert.deepEqual(readPushedImages(workspace, "shop"), {
      app: appAddress(),
      nginx: `${proxy.host}/acme/shop-nginx@${nginx.digest}`,
    });
  });

  it("are not lost while the registry has all of them, which costs no pull", async () => {
    assert.deepEqual(await lost(), []);
    assert.equal(proxy.requests.length, 6);
    assert.ok(proxy.requests.every(({ line }) => line.startsWith("HEAD ")));
  });

  it("are lost without their tag", async () => {
    answer("/acme/shop/manifests/abc", { status: 404 });
    assert.deepEqual(await lost(), [appAddress()]);
  });

  it("are lost when their tag leads to another image", async () => {
    const headers = { "docker-content-digest": nginx.digest };
    answer("/acme/shop/manifests/abc", { status: 200, headers });
    assert.deepEqual(await lost(), [appAddress()]);
  });

  it("are looked for by digest where a registry does not tell what a tag leads to", async () => {
    answer("/manifests/abc", { status: 200 });
    assert.deepEqual(await lost(), []);
    proxy.fault = (line) =>
      line.includes("/manifests/abc")
        ? { status: 200 }
        : line.includes(app.digest)
          ? { status: 404 }
          : undefined;
    assert.deepEqual(await lost(), [appAddress()]);
  });

  it("are lost without the manifest of one platform", async () => {
    const [child] = readLayout(join(workspace, "apps/shop/image"), app.digest).manifests;
    answer(`/acme/shop/manifests/${child?.digest}`, { status: 404 });
    assert.deepEqual(await lost(), [appAddress()]);
  });

  it("rejects a registry that does not tell", async () => {
    answer("/acme/shop/manifests/abc", { status: 500 });
    await assert.rejects(lost(), {
      message: `${proxy.host} must answer for ${proxy.host}/acme/shop:abc, got status 500; try again later`,
    });
  });
});
