import { ImageError } from "../image-error.ts";
import type { ImageSettings } from "../names/image-settings.ts";
import { dockerCredentials, type RegistryCredentials } from "../registry/docker-credentials.ts";
import { ecrCredentials, ecrLoginCommand, isEcr } from "../registry/ecr-credentials.ts";
import { isLoopback } from "../registry/image-reference.ts";

/**
 * The login that images are pushed with: Docker's own; at ECR, where it ends after 12 hours, the AWS CLI's when there is
 * none. Throws DockerLoginError.
 */
export async function pushLogin(
  registry: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistryCredentials | undefined> {
  const login = await dockerCredentials(registry, environment);
  if (login !== undefined || !isEcr(registry)) return login;
  const found = await ecrCredentials(registry, environment);
  return "missing" in found ? undefined : found;
}

/**
 * Makes sure that there is a login at the images' registry, before any work starts, and resolves to it; to none only at a
 * registry on this machine. Throws ImageError.
 */
export async function checkLogin(
  { registry }: Pick<ImageSettings, "registry">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistryCredentials | undefined> {
  const login = await pushLogin(registry, environment);
  if (login !== undefined || isLoopback(registry)) return login;
  throw new ImageError(
    `${registry}: must have a login to push images, got none; run ${loginCommand(registry)}`,
  );
}

/** What to type to log in at a registry. */
export function loginCommand(registry: string): string {
  if (isEcr(registry)) return ecrLoginCommand(registry);
  return registry === "docker.io" ? "docker login" : `docker login ${registry}`;
}
