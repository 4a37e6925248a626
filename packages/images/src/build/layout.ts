import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Names content in a layout and a registry: its digest, size and type. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { os: string; architecture: string };
  annotations?: Record<string, string>;
}

/** The manifest of one platform, or of attestations. */
export interface Manifest {
  config: Descriptor;
  layers: Descriptor[];
}

/** What an index refers to, sorted by where it comes from. */
export interface LayoutContent {
  /** Manifests with their bytes' address, children before the index, in the order in which they are pushed. */
  manifests: Descriptor[];
  /** Configurations, own layers and attestations. */
  own: Descriptor[];
  /** Layers of the base image, which its registry has. */
  base: Descriptor[];
  /** `linux/amd64`, `linux/arm64`. */
  platforms: string[];
  /** Platforms without a layer of their own. */
  bare: string[];
}

/** Media type of an index as BuildKit writes it. */
export const indexType = "application/vnd.oci.image.index.v1+json";

/**
 * Date of every file and image, so that the same input gives the same digest: 1980, the oldest that zip files know.
 * BuildKit writes it on each layer that it made; a base's layers keep their bytes, and at most another date.
 */
export const sourceDateEpoch = "315532800";
const ownLayerMark = "buildkit/rewritten-timestamp";

/** Where a layout keeps content. */
export function blobPath(folder: string, digest: string): string {
  return join(folder, "blobs", ...digest.split(":"));
}

/** Reads what an image consists of, from the index and the manifests in a layout. */
export function readLayout(folder: string, indexDigest: string): LayoutContent {
  const children = readChildren(folder, indexDigest);
  const own = new Map<string, Descriptor>();
  const base = new Map<string, Descriptor>();
  const platforms: string[] = [];
  const bare: string[] = [];
  for (const child of children) {
    const { config, layers } = readJson<Manifest>(folder, child.digest);
    const isImage = child.platform !== undefined && child.platform.os !== "unknown";
    const isOwnLayer = ({ annotations }: Descriptor) => annotations?.[ownLayerMark] === sourceDateEpoch;
    if (isImage) {
      const platform = `${child.platform?.os}/${child.platform?.architecture}`;
      platforms.push(platform);
      if (!layers.some(isOwnLayer)) bare.push(platform);
    }
    own.set(config.digest, config);
    for (const layer of layers) {
      (!isImage || isOwnLayer(layer) ? own : base).set(layer.digest, layer);
    }
  }
  const index = {
    mediaType: indexType,
    digest: indexDigest,
    size: statSync(blobPath(folder, indexDigest)).size,
  };
  return {
    manifests: [...children, index],
    own: [...own.values()],
    base: [...base.values()],
    platforms,
    bare,
  };
}

/** The manifests that an index in a layout refers to. */
export function readChildren(folder: string, indexDigest: string): Descriptor[] {
  return readJson<{ manifests: Descriptor[] }>(folder, indexDigest).manifests;
}

function readJson<Content>(folder: string, digest: string): Content {
  return JSON.parse(readFileSync(blobPath(folder, digest), "utf8"));
}
