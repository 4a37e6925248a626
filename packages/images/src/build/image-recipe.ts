import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ImageError } from "../image-error.ts";
import type { ImagePart } from "../names/image-settings.ts";

/** What BuildKit is asked for: one image of one service. */
export interface ImageRecipe {
  /** Dockerfile and context, relative to the workspace. */
  dockerfile: string;
  context: string;
  /** Address of the image it starts from. */
  base: string;
  buildArgs: Record<string, string>;
}

/**
 * How a service's image is made. APP_BASE and NGINX_BASE replace the base that the Dockerfile names: for tests, and
 * for a base of your own.
 */
export function imageRecipe(
  workspace: string,
  service: string,
  part: ImagePart,
  environment: NodeJS.ProcessEnv = process.env,
): ImageRecipe {
  const dockerfile = part === "app" ? `apps/${service}/Dockerfile` : "packages/nginx/Dockerfile";
  const base = (part === "app" ? environment.APP_BASE : environment.NGINX_BASE) || undefined;
  return {
    dockerfile,
    context: part === "app" ? `apps/${service}` : ".",
    base: base ?? baseOf(readFileSync(join(workspace, dockerfile), "utf8"), dockerfile),
    buildArgs: { ...(base && { BASE: base }), ...(part === "nginx" && { SERVICE: service }) },
  };
}

function baseOf(text: string, dockerfile: string): string {
  const base = /^ARG BASE=(\S+)$/m.exec(text)?.[1];
  if (base !== undefined) return base;
  throw new ImageError(
    `${dockerfile}: must name its base as ARG BASE=<image>:<tag>, got no such line; add it`,
  );
}
