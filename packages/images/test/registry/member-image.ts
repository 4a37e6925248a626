import assert from "node:assert/strict";
import { parseManifest } from "../../src/registry/image-manifest.ts";
import { parseImageReference } from "../../src/registry/image-reference.ts";
import { manifestExists, RepositoryClient } from "../../src/registry/registry-client.ts";
import type { RegistryOptions } from "../../src/registry/registry-session.ts";
import { proxy, registry } from "../proxied-registry.ts";
import { pushIndex } from "../sample-images.ts";

/** A login. */
export const credentials = { username: "acme", password: "pa-ss-word", source: "docker login" };

/** Pushes the image that the tests read; `acme/member@sha256:…` */
export async function pushMember(): Promise<string> {
  return (await pushIndex(registry.host, "acme/member", [{}])).replace(`${registry.host}/`, "");
}

/** Reads it through the proxy. */
export function clientOf(member: string, options: RegistryOptions = {}): RepositoryClient {
  return new RepositoryClient(parseImageReference(`${proxy.host}/${member}`), options);
}

/** Reads its manifests. */
export async function readImage(member: string, options: RegistryOptions = {}) {
  const client = clientOf(member, options);
  const index = parseManifest((await client.manifest(digestOf(member))).body, "index");
  assert.ok(index.kind === "index" && index.images[0] !== undefined);
  const image = parseManifest((await client.manifest(index.images[0].digest)).body, "image");
  assert.ok(image.kind === "image" && image.layers[0] !== undefined);
  return { client, config: image.config, layer: image.layers[0] };
}

/** Digest of an address. */
export function digestOf(address: string): string {
  return address.slice(address.indexOf("@") + 1);
}

/** What the proxy was asked for. */
export function lines(): string[] {
  return proxy.requests.map(({ line }) => line);
}

/** Asserts how the question whether the image exists is rejected, without a password. */
export async function rejects(
  member: string,
  options: RegistryOptions,
  kind: string,
  message: string,
): Promise<void> {
  await assert.rejects(
    manifestExists(`${proxy.host}/${member}`, options),
    (error: Error & { kind?: string }) => {
      assert.deepEqual([error.kind, error.message], [kind, message]);
      assert.doesNotMatch(String(error.stack), /pa-ss-word/);
      return true;
    },
  );
}
