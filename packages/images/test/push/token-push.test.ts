// Pushing with tokens, as Docker Hub wants it: to Debian's docker-registry behind a proxy that gives them. That Docker
// Hub's own tokens have the rights that are asked for is not proven.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestExists } from "../../src/index.ts";
import { pushImage } from "../../src/push/push-image.ts";
import { proxy, registry, withProxiedRegistry } from "../proxied-registry.ts";
import { type RegistryServer, startRegistry } from "../registry-server.ts";
import { pushBase, type SampleLayout, writeSampleLayout } from "../sample-layout.ts";
import { tokenService } from "../token-service.ts";

const credentials = { username: "acme", password: "pa-ss-word", source: "docker login" };
const isAcme = ({ authorization }: { authorization?: string | undefined }) =>
  authorization === `Basic ${btoa("acme:pa-ss-word")}`;

describe("a push to a registry that wants tokens", () => {
  withProxiedRegistry();
  let other: RegistryServer;
  let folder: string;
  let layout: SampleLayout;
  before(async () => {
    other = await startRegistry();
  });
  after(() => other?.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    layout = writeSampleLayout(folder, `the app of ${folder}`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const push = async (baseHost: string) => {
    const { image } = await pushImage({
      folder,
      built: { digest: layout.digest, base: `${baseHost}/library/node:24` },
      name: `${proxy.host}/acme/member`,
      tag: "abc",
      credentials: async (host) => (host === proxy.host ? credentials : undefined),
    });
    return manifestExists(image.replace(proxy.host, registry.host));
  };
  const lines = (start: string) => proxy.requests.filter(({ line }) => line.startsWith(start));

  it("has one for everything: to push there, and to take the base's layers over", async () => {
    await pushBase(registry.host, folder, layout);
    tokenService((headers) => (isAcme(headers) ? "token" : undefined));
    assert.equal(await push(proxy.host), true);
    assert.deepEqual(
      lines("GET /token").map(({ line }) => new URL(line.slice(4), "http://x").searchParams.getAll("scope")),
      [["repository:acme/member:pull,push", "repository:library/node:pull"]],
    );
    assert.deepEqual(lines("PATCH"), []);
  });

  it("gets a new one when the old one has run out before a layer was sent, and sends it once more", async () => {
    await pushBase(other.host, folder, layout);
    let valid = 1;
    tokenService(
      (headers) => (isAcme(headers) ? `token ${valid}` : undefined),
      () => `token ${valid}`,
    );
    const { fault } = proxy;
    proxy.fault = (line, headers, body) => {
      if (line.startsWith("PATCH") && valid === 1) valid = 2;
      return fault(line, headers, body);
    };
    assert.equal(await push(other.host), true);
    // Two layers, of which at least one came too late.
    assert.ok(lines("PATCH").length > layout.baseLayers.length);
    assert.equal(lines("PATCH").at(-1)?.authorization, "Bearer token 2");
  });

  it("rejects a registry that takes no token, in its own words but without the password", async () => {
    await pushBase(registry.host, folder, layout);
    proxy.fault = (line) => {
      const body = JSON.stringify({ errors: [{ message: "pa-ss-word is no\npassword" }] });
      return line.startsWith("PUT") ? { status: 403, body } : undefined;
    };
    await assert.rejects(push(proxy.host), {
      message: `${proxy.host}/acme/member: must take a push, got 403 "[secret] is no password" with the login of acme (docker login); log in with an account that may push there (docker login ${proxy.host}), or correct namespace in images.json`,
    });
  });

  it("rejects a login that is refused for a layer again", async () => {
    await pushBase(other.host, folder, layout);
    tokenService((headers) => (isAcme(headers) ? "token" : undefined));
    const { fault } = proxy;
    proxy.fault = (line, headers, body) =>
      fault(line, line.startsWith("PATCH") ? { ...headers, authorization: "" } : headers, body);
    await assert.rejects(push(other.host), {
      message: `${proxy.host}/acme/member: must take a push, got 401 with the login of acme (docker login); log in with an account that may push there (docker login ${proxy.host}), or correct namespace in images.json`,
    });
    // Each layer twice, as far as the other one's refusal lets it.
    const patches = lines("PATCH").length;
    assert.ok(patches >= 2 && patches <= 4, `${patches}`);
  });
});
