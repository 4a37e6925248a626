import { readFileSync } from "node:fs";
import type { BuiltImage } from "../build/built-image.ts";
import { blobPath, type Descriptor, readLayout } from "../build/layout.ts";
import { ImageError } from "../image-error.ts";
import type { RegistryCredentials } from "../registry/docker-credentials.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { RepositoryClient, shortDigest } from "../registry/registry-client.ts";
import { RegistryProblem } from "../registry/registry-problem.ts";
import { RepositoryWriter } from "./repository-writer.ts";

/** What is pushed, and where to. */
export interface PushArgs {
  /** Folder with the image's own content. */
  folder: string;
  built: Pick<BuiltImage, "digest" | "base">;
  /** Address without tag and digest: `docker.io/acme/member`. */
  name: string;
  tag: string;
  /** Login at a registry; undefined for none. */
  credentials: (registry: string) => Promise<RegistryCredentials | undefined>;
  /** Ends the push. */
  signal?: AbortSignal;
}

/** A pushed image, and what pushing it took. */
export interface Push {
  /** Address by digest. */
  image: string;
  /** Bytes that the registry did not have. */
  sentBytes: number;
}

/**
 * Brings an image to its registry: sends its own content, takes the base's layers over from the base's repository, and
 * stores the manifests last, so that what can be pulled is whole. Rejects with ImageError or RegistryProblem.
 */
export async function pushImage({ folder, built, name, tag, credentials, signal }: PushArgs): Promise<Push> {
  const target = parseImageReference(name);
  const source = parseImageReference(built.base);
  const writer = new RepositoryWriter(target, {
    credentials: await credentials(target.registry),
    mountFrom: source.registry === target.registry ? source.repository : undefined,
    signal,
  });
  const reader = new RepositoryClient(source, { credentials: await credentials(source.registry) });
  const { manifests, own, base } = readLayout(folder, built.digest);
  let sentBytes = 0;

  const sendOwn = async (blob: Descriptor) => {
    await writer.putFile(blob, blobPath(folder, blob.digest));
    sentBytes += blob.size;
  };
  const takeOver = async (layer: Descriptor) => {
    if (await writer.mount(layer.digest)) return;
    try {
      await writer.putStream(layer, () => reader.blobStream(layer));
    } catch (error) {
      if (!(error instanceof RegistryProblem && error.kind === "missing")) throw error;
      throw new ImageError(
        `${built.base}: must still have the layer ${shortDigest(layer.digest)}, got 404; build again, with turbo run image:build --force`,
      );
    }
    sentBytes += layer.size;
  };
  const bring = async (blob: Descriptor, way: (blob: Descriptor) => Promise<void>) => {
    if (!(await writer.hasBlob(blob.digest))) await way(blob);
  };
  const store = async (manifest: Descriptor, reference: string) => {
    await writer.putManifest(manifest, reference, readFileSync(blobPath(folder, manifest.digest)));
    sentBytes += manifest.size;
  };

  // The first question alone: it brings the login that all other requests use.
  const [first, ...rest] = own;
  const missing = first === undefined || (await writer.hasBlob(first.digest)) ? [] : [first];
  await Promise.all([
    ...missing.map(sendOwn),
    ...rest.map((blob) => bring(blob, sendOwn)),
    ...base.map((layer) => bring(layer, takeOver)),
  ]);
  const [index, ...children] = manifests.toReversed();
  await Promise.all(children.map((child) => store(child, child.digest)));
  if (index !== undefined) await store(index, tag);
  return { image: `${name}@${built.digest}`, sentBytes };
}
