import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { blobPath, type Descriptor, indexType, sourceDateEpoch } from "../src/build/layout.ts";
import { RepositoryWriter } from "../src/push/repository-writer.ts";

/** An image for two architectures, as BuildKit leaves it. */
export interface SampleLayout {
  digest: string;
  baseLayers: Descriptor[];
  ownLayer: Descriptor;
}

const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";
const manifestType = "application/vnd.oci.image.manifest.v1+json";

/**
 * Writes an image into a folder: a layer of the base for each architecture, and one of its own for both.
 * @param own Content of its own layer.
 * @param attested Whether there is an attestation beside each architecture.
 * @param date Of its own layer.
 */
export function writeSampleLayout(
  folder: string,
  own: string,
  attested = false,
  date = sourceDateEpoch,
): SampleLayout {
  const put = (mediaType: string, content: string | Buffer): Descriptor => {
    const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
    mkdirSync(dirname(blobPath(folder, digest)), { recursive: true });
    writeFileSync(blobPath(folder, digest), content);
    return { mediaType, digest, size: Buffer.byteLength(content) };
  };
  const putJson = (mediaType: string, content: unknown) => put(mediaType, JSON.stringify(content));

  const ownLayer = {
    ...put(layerType, own),
    annotations: { "buildkit/rewritten-timestamp": date },
  };
  const baseLayers: Descriptor[] = [];
  const manifests: Descriptor[] = [];
  for (const architecture of ["amd64", "arm64"]) {
    // A base may have been built with dates of its own.
    const base = {
      ...put(layerType, randomBytes(3000)),
      annotations: { "buildkit/rewritten-timestamp": "1780571786" },
    };
    baseLayers.push(base);
    const config = putJson("application/vnd.oci.image.config.v1+json", { os: "linux", architecture });
    const manifest = putJson(manifestType, { schemaVersion: 2, config, layers: [base, ownLayer] });
    manifests.push({ ...manifest, platform: { os: "linux", architecture } });
    if (!attested) continue;
    const statement = putJson("application/vnd.in-toto+json", { builtFor: architecture });
    const attestation = putJson(manifestType, { schemaVersion: 2, config, layers: [statement] });
    manifests.push({ ...attestation, platform: { os: "unknown", architecture: "unknown" } });
  }
  const index = putJson(indexType, { schemaVersion: 2, mediaType: indexType, manifests });
  return { digest: index.digest, baseLayers, ownLayer };
}

/** Puts the base's layers where bases are, `library/node`; an image's own folder never has them. */
export async function pushBase(host: string, folder: string, layout: SampleLayout): Promise<void> {
  const writer = new RepositoryWriter({ registry: host, repository: "library/node" });
  for (const layer of layout.baseLayers) {
    await writer.putFile(layer, blobPath(folder, layer.digest));
    rmSync(blobPath(folder, layer.digest));
  }
}
