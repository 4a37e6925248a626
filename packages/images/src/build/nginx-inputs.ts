import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ImageSettings } from "../names/image-settings.ts";
import { pushLogin } from "../push/push-login.ts";
import { DockerLoginError } from "../registry/docker-credentials.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { RepositoryClient } from "../registry/registry-client.ts";
import { RegistryProblem } from "../registry/registry-problem.ts";
import type { ImageRecipe } from "./image-recipe.ts";

/** Files and folders that a service's nginx image is made of, seen from the workspace; some services have no page. */
export function nginxSources(service: string): string[] {
  return [
    "packages/nginx/Dockerfile",
    "packages/nginx/Dockerfile.dockerignore",
    "packages/nginx/core",
    "packages/nginx/entrypoint.sh",
    `apps/${service}/nginx/site`,
    `apps/${service}/dist/page`,
  ];
}

/**
 * Hash of all that a service's nginx image is made of, this program too: the same one means the same image. Undefined
 * when the registry of the base does not tell which image its tag leads to.
 */
export async function hashNginxInputs(
  workspace: string,
  service: string,
  recipe: ImageRecipe,
  settings: Pick<ImageSettings, "attestations">,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const base = await baseDigest(recipe.base, environment);
  if (base === undefined) return undefined;
  const hash = createHash("sha256").update(JSON.stringify([recipe, settings.attestations, base]));
  const sources = nginxSources(service).map((source) => join(workspace, source));
  for (const file of [...sources, import.meta.dirname].flatMap(filesOf)) {
    hash.update(JSON.stringify([file.slice(workspace.length), readFileSync(file, "base64")]));
  }
  return hash.digest("hex");
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function baseDigest(base: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const reference = parseImageReference(base);
  if (reference.digest !== undefined) return reference.digest;
  try {
    const credentials = await pushLogin(reference.registry, environment);
    const headers = await new RepositoryClient(reference, { credentials, timeoutMs: 2000 }).head(reference);
    return headers?.get("docker-content-digest") ?? undefined;
  } catch (error) {
    // Building says it better.
    if (error instanceof RegistryProblem || error instanceof DockerLoginError) return undefined;
    throw error;
  }
}
