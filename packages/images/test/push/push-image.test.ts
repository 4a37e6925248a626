// Pushing to Debian's docker-registry, with images made by hand. Docker Hub's and ECR's own ways are not proven: tokens
// with two scopes, uploads that continue at another host.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blobPath, readLayout } from "../../src/build/layout.ts";
import { manifestExists } from "../../src/index.ts";
import { type PushArgs, pushImage } from "../../src/push/push-image.ts";
import { needsRegistry, type RegistryServer, startRegistry } from "../registry-server.ts";
import { pushBase, type SampleLayout, writeSampleLayout } from "../sample-layout.ts";

describe("pushing an image", () => {
  let registry: RegistryServer;
  let other: RegistryServer;
  let folder: string;
  let layout: SampleLayout;
  before(async function () {
    needsRegistry.call(this);
    [registry, other] = await Promise.all([startRegistry(), startRegistry()]);
  });
  after(async () => {
    await Promise.all([registry?.stop(), other?.stop()]);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    layout = writeSampleLayout(folder, `the app of ${folder}`, true);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const push = (args: Partial<PushArgs> = {}) =>
    pushImage({
      folder,
      built: { digest: layout.digest, base: `${registry.host}/library/node:24` },
      name: `${registry.host}/acme/member`,
      tag: "0123456789abcdef",
      credentials: async () => undefined,
      ...args,
    });

  const isThere = async (path: string) => (await fetch(`http://${registry.host}/v2/acme/${path}`)).ok;

  it("leaves every layer and manifest in the registry, byte by byte", async () => {
    await pushBase(registry.host, folder, layout);
    const { image } = await push();
    assert.equal(image, `${registry.host}/acme/member@${layout.digest}`);
    const index = await fetch(`http://${registry.host}/v2/acme/member/manifests/${layout.digest}`, {
      headers: { accept: "application/vnd.oci.image.index.v1+json" },
    });
    const text = await index.text();
    assert.equal(text, readFileSync(blobPath(folder, layout.digest), "utf8"));
    assert.equal(await manifestExists(image), true);
    const children: { digest: string }[] = JSON.parse(text).manifests;
    assert.equal(children.length, 4);
    for (const { digest } of children) {
      assert.equal(await manifestExists(`${registry.host}/acme/member@${digest}`), true);
    }
    for (const { digest } of [layout.ownLayer, ...layout.baseLayers]) {
      assert.equal(await isThere(`member/blobs/${digest}`), true);
    }
  });

  it("tags it", async () => {
    await pushBase(registry.host, folder, layout);
    await push({ tag: "abc" });
    assert.equal(await manifestExists(`${registry.host}/acme/member:abc`), true);
  });

  it("sends no layer of a base that is in the same registry", async () => {
    await pushBase(registry.host, folder, layout);
    const { sentBytes } = await push({ name: `${registry.host}/acme/mounted` });
    const [base] = layout.baseLayers;
    assert.ok(sentBytes > layout.ownLayer.size && sentBytes < (base?.size ?? 0), `${sentBytes} bytes`);
    assert.equal(await isThere(`mounted/blobs/${base?.digest}`), true);
  });

  it("copies the layers of a base that is in another registry", async () => {
    await pushBase(other.host, folder, layout);
    const base = `${other.host}/library/node:24`;
    await push({ name: `${registry.host}/acme/copied`, built: { digest: layout.digest, base } });
    for (const { digest, size } of layout.baseLayers) {
      const answer = await fetch(`http://${registry.host}/v2/acme/copied/blobs/${digest}`);
      assert.equal((await answer.bytes()).length, size);
    }
  });

  it("sends nothing but manifests the second time", async () => {
    await pushBase(registry.host, folder, layout);
    const name = `${registry.host}/acme/twice`;
    await push({ name });
    const { manifests } = readLayout(folder, layout.digest);
    assert.equal(
      (await push({ name })).sentBytes,
      manifests.reduce((sum, { size }) => sum + size, 0),
    );
  });

  it("rejects a base that no longer has its layers, and stores no manifest", async () => {
    await pushBase(other.host, folder, layout);
    const name = `${registry.host}/acme/baseless`;
    await assert.rejects(push({ name }), {
      message:
        /^127\.0\.0\.1:\d+\/library\/node:24: must still have the layer sha256:\w{12}…, got 404; build again, with turbo run image:build --force$/,
    });
    assert.equal(await manifestExists(`${name}@${layout.digest}`), false);
  });

  it("rejects a registry that cannot be reached", async () => {
    const gone = await startRegistry();
    await gone.stop();
    await assert.rejects(push({ name: `${gone.host}/acme/member` }), {
      message: `${gone.host} must be reachable, got ECONNREFUSED; look at its name, the network and any proxy`,
    });
  });

  describe("to a registry with a login", () => {
    let guarded: RegistryServer;
    // bcrypt of "pa-ss-word"
    const htpasswd = "acme:$2y$04$abcdefghijklmnopqrstuui0S4Ef0lc645qucw12rCvJrzi6bYwHy";
    before(async () => {
      guarded = await startRegistry({ htpasswd });
    });
    after(() => guarded?.stop());
    const args = () => ({
      built: { digest: layout.digest, base: `${other.host}/library/node:24` },
      name: `${guarded.host}/acme/member`,
    });

    it("uses it for that registry only", async () => {
      await pushBase(other.host, folder, layout);
      const asked: string[] = [];
      const credentials = async (host: string) => {
        asked.push(host);
        return host === guarded.host
          ? { username: "acme", password: "pa-ss-word", source: "docker login" }
          : undefined;
      };
      const { image } = await push({ ...args(), credentials });
      assert.deepEqual(asked, [guarded.host, other.host]);
      assert.equal(await manifestExists(image, { credentials: await credentials(guarded.host) }), true);
    });

    it("rejects a push without a login", async () => {
      await assert.rejects(push(args()), {
        message: `${guarded.host}/acme/member: must take a push, got 401 with no login; log in with an account that may push there (docker login ${guarded.host}), or correct namespace in images.json`,
      });
    });

    it("rejects a wrong password, and does not tell it", async () => {
      const credentials = async () => ({ username: "acme", password: "hunter2", source: "docker login" });
      await assert.rejects(push({ ...args(), credentials }), (error: Error) => {
        assert.match(
          error.message,
          /^127\.0\.0\.1:\d+\/acme\/member: must take a push, got 401 with the login of acme \(docker login\)/,
        );
        return !error.message.includes("hunter2");
      });
    });
  });
});
