import {
  type Descriptor,
  type ImageConfig,
  parseImageConfig,
  parseManifest,
} from "../registry/image-manifest.ts";
import { formatImageReference, type ImageReference } from "../registry/image-reference.ts";
import { RepositoryClient, shortDigest } from "../registry/registry-client.ts";
import { RegistryProblem } from "../registry/registry-problem.ts";
import type { RegistryOptions } from "../registry/registry-session.ts";

/** An image of one architecture, as a registry has it. */
export interface InspectedImage {
  client: RepositoryClient;
  config: ImageConfig;
  /** Lowest first. */
  layers: Descriptor[];
}

/**
 * Reads an image's manifest and configuration for an architecture, each against its digest; its first request, a HEAD,
 * costs no pull where it is not there. Rejects with RegistryProblem.
 */
export async function inspectImage(
  reference: ImageReference,
  architecture: string,
  options: RegistryOptions,
): Promise<InspectedImage> {
  const client = new RepositoryClient(reference, options);
  const headers = await client.head(reference);
  if (headers === undefined) throw client.missing(reference);
  const { registry, repository } = reference;
  const digest = reference.digest ?? headers.get("docker-content-digest") ?? "";
  const subject = formatImageReference({ registry, repository, digest: shortDigest(digest) });
  let manifest = parseManifest((await client.manifest(digest)).body, subject);
  if (manifest.kind === "index") {
    const image = manifest.images.find((one) => one.os === "linux" && one.architecture === architecture);
    if (image === undefined) {
      const platforms = manifest.images.map((one) => `${one.os}/${one.architecture}`).join(" and ");
      throw unfit(subject, architecture, platforms === "" ? "no image" : platforms);
    }
    manifest = parseManifest((await client.manifest(image.digest)).body, subject);
    if (manifest.kind === "index") throw unfit(subject, architecture, "an index in an index");
  }
  const config = parseImageConfig(await client.blob(manifest.config), `configuration of ${subject}`);
  if (config.os !== "linux" || config.architecture !== architecture) {
    throw unfit(subject, architecture, `${config.os}/${config.architecture}`);
  }
  return { client, config, layers: manifest.layers };
}

function unfit(subject: string, architecture: string, got: string): RegistryProblem {
  return new RegistryProblem(
    "broken",
    `${subject} must have an image for linux/${architecture}, got ${got}; build it for linux/${architecture} too, or change the task's architecture`,
  );
}
