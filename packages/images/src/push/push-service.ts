import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageFolder, readBuiltImage } from "../build/built-image.ts";
import { ImageError } from "../image-error.ts";
import { type ImagePart, type ImageSettings, imageName, readImageSettings } from "../names/image-settings.ts";
import { dockerCredentials } from "../registry/docker-credentials.ts";
import { isLoopback } from "../registry/image-reference.ts";
import { type Push, pushImage } from "./push-image.ts";

/** Addresses by digest of a service's images, as image:push leaves them in `image/pushed.json`. */
export type PushedImages = Record<ImagePart, string>;

/** Where image:push leaves the addresses of what it pushed. */
export function pushedFile(workspace: string, service: string): string {
  return join(imageFolder(workspace, service), "pushed.json");
}

/** Makes sure that there is a login at the images' registry, before any work starts. Throws ImageError. */
export async function checkLogin(
  { registry }: ImageSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (isLoopback(registry) || (await dockerCredentials(registry, environment)) !== undefined) return;
  const command = registry === "docker.io" ? "docker login" : `docker login ${registry}`;
  throw new ImageError(`${registry}: must have a login to push images, got none; run ${command}`);
}

/** Pushes both images of a service as image:build left them. Throws ImageError or RegistryProblem. */
export async function pushService(
  workspace: string,
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<ImagePart, Push>> {
  const settings = readImageSettings(workspace);
  const names = { app: imageName(settings, service, "app"), nginx: imageName(settings, service, "nginx") };
  await checkLogin(settings, environment);
  const folder = imageFolder(workspace, service);
  const push = (part: ImagePart) => {
    const built = readBuiltImage(folder, part);
    return pushImage({
      folder,
      built,
      name: names[part],
      // turbo's hash of all that the images are made of; by hand, the digest itself.
      tag: environment.TURBO_HASH || built.digest.replace("sha256:", "").slice(0, 16),
      credentials: (registry) => dockerCredentials(registry, environment),
    });
  };
  const [app, nginx] = await Promise.all([push("app"), push("nginx")]);
  const pushed: PushedImages = { app: app.image, nginx: nginx.image };
  writeFileSync(pushedFile(workspace, service), `${JSON.stringify(pushed, undefined, 2)}\n`);
  return { app, nginx };
}
