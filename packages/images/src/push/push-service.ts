import { writeFileSync } from "node:fs";
import { imageFolder, readBuiltImage } from "../build/built-image.ts";
import { type ImagePart, imageName, readImageSettings } from "../names/image-settings.ts";
import { type Push, pushImage } from "./push-image.ts";
import { checkLogin, pushLogin } from "./push-login.ts";
import { pushedFile } from "./pushed-images.ts";

/** Pushes both images of a service as image:build left them. Throws ImageError or RegistryProblem. */
export async function pushService(
  workspace: string,
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<ImagePart, Push>> {
  const settings = readImageSettings(workspace);
  const names = { app: imageName(settings, service, "app"), nginx: imageName(settings, service, "nginx") };
  const login = await checkLogin(settings, environment);
  const credentials = async (registry: string) =>
    registry === settings.registry ? login : pushLogin(registry, environment);
  const folder = imageFolder(workspace, service);
  // When one fails, what the others still send would keep the program from ending.
  const abort = new AbortController();
  const push = async (part: ImagePart) => {
    const built = readBuiltImage(folder, part);
    // turbo's hash of all that the images are made of; by hand, the digest itself.
    const tag = environment.TURBO_HASH || built.digest.replace("sha256:", "").slice(0, 16);
    const name = names[part];
    const pushed = await pushImage({ folder, built, name, tag, credentials, signal: abort.signal });
    return { ...pushed, address: `${name}:${tag}@${built.digest}` };
  };
  const [app, nginx] = await Promise.all([push("app"), push("nginx")]).finally(() => abort.abort());
  const pushed = { app: app.address, nginx: nginx.address };
  writeFileSync(pushedFile(workspace, service), `${JSON.stringify(pushed, undefined, 2)}\n`);
  return { app, nginx };
}
