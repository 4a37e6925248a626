import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageFolder } from "../build/built-image.ts";
import { readChildren } from "../build/layout.ts";
import { type ImagePart, imageParts } from "../names/image-settings.ts";
import {
  formatImageReference,
  type ImageReference,
  parseImageReference,
} from "../registry/image-reference.ts";
import { RepositoryClient } from "../registry/registry-client.ts";
import { pushLogin } from "./push-login.ts";

/** Addresses by digest of a service's images. */
export type PushedImages = Record<ImagePart, string>;

/** Where image:push leaves the addresses of what it pushed, with tag and digest. */
export function pushedFile(workspace: string, service: string): string {
  return join(imageFolder(workspace, service), "pushed.json");
}

/** What a service's last push left in the registry. */
export function readPushedImages(workspace: string, service: string): PushedImages {
  const { app, nginx } = readPushed(workspace, service);
  return { app: byDigest(app), nginx: byDigest(nginx) };
}

/**
 * Those of a service's pushed images that the registry no longer has whole, by digest: under their tag, without which it
 * may clean them away, and with the manifest of each platform. No registry counts these requests as pulls. Rejects with
 * RegistryProblem when the registry does not tell.
 */
export async function findLostImages(
  workspace: string,
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const pushed = readPushed(workspace, service);
  const folder = imageFolder(workspace, service);
  const lost = imageParts.map(async (part) => {
    const image = pushed[part];
    const { registry, tag = "", digest = "" } = image;
    const client = new RepositoryClient(image, { credentials: await pushLogin(registry, environment) });
    // Alone: it brings the login that the others use.
    if (!(await client.isTagged(tag, digest))) return [byDigest(image)];
    const children = readChildren(folder, digest).map((child) => client.head(child));
    return (await Promise.all(children)).includes(undefined) ? [byDigest(image)] : [];
  });
  return (await Promise.all(lost)).flat();
}

function readPushed(workspace: string, service: string): Record<ImagePart, ImageReference> {
  const { app, nginx }: PushedImages = JSON.parse(readFileSync(pushedFile(workspace, service), "utf8"));
  return { app: parseImageReference(app), nginx: parseImageReference(nginx) };
}

function byDigest({ tag: _, ...image }: ImageReference): string {
  return formatImageReference(image);
}
