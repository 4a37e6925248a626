import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ImageError } from "../image-error.ts";
import { type ImagePart, readImageSettings } from "../names/image-settings.ts";
import { buildImage, type ImageBuild } from "./build-image.ts";
import { type BuiltImage, findBuiltImage, imageFolder } from "./built-image.ts";
import { imageRecipe } from "./image-recipe.ts";
import { blobPath, type Descriptor, readLayout } from "./layout.ts";
import { hashNginxInputs } from "./nginx-inputs.ts";

/**
 * Builds both images of a service, nginx's only when anything that it is made of has changed, and leaves their own content and digests in apps/<service>/image, which is all that
 * a push needs. Throws ImageError.
 */
export async function buildService(
  workspace: string,
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<ImagePart, BuiltImage>> {
  if (!existsSync(join(workspace, "apps", service, "dist/main.mjs"))) {
    throw new ImageError(
      `apps/${service}/dist/main.mjs: must be there to build the image, got nothing; run turbo run image:build, which builds it first`,
    );
  }
  const settings = readImageSettings(workspace);
  const folder = imageFolder(workspace, service);
  // One place for each service, so that what an interrupted build leaves is gone with the next one.
  const layouts = join(workspace, "apps", service, "node_modules/.cache/images");
  const build = (part: ImagePart) =>
    buildImage({
      recipe: imageRecipe(workspace, service, part, environment),
      workspace,
      settings,
      layout: join(layouts, part),
      knownBaseLayers: baseLayersOf(folder, part),
      environment,
    });
  // Most changes are the app's only.
  const buildNginx = async () => {
    const recipe = imageRecipe(workspace, service, "nginx", environment);
    const inputs = await hashNginxInputs(workspace, service, recipe, settings, environment);
    if (inputs === undefined) return build("nginx");
    const before = findBuiltImage(folder, "nginx");
    if (before?.inputs !== inputs) return { ...(await build("nginx")), inputs };
    const { manifests, own } = readLayout(folder, before.digest);
    return { ...before, layout: folder, content: [...manifests, ...own] };
  };
  const builds = [build("app"), buildNginx()] as const;
  try {
    const [app, nginx] = await Promise.all(builds);
    const next = join(layouts, "image");
    const images = { app: keep(next, "app", app), nginx: keep(next, "nginx", nginx) };
    rmSync(folder, { recursive: true, force: true });
    renameSync(next, folder);
    return images;
  } finally {
    // When one fails, the other still writes.
    await Promise.allSettled(builds);
    rmSync(layouts, { recursive: true, force: true });
  }
}

function baseLayersOf(folder: string, part: ImagePart): Descriptor[] {
  const built = findBuiltImage(folder, part);
  return built === undefined ? [] : readLayout(folder, built.digest).base;
}

function keep(folder: string, part: ImagePart, { layout, content, ...built }: ImageBuild): BuiltImage {
  for (const { digest } of content) {
    const target = blobPath(folder, digest);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(blobPath(layout, digest), target);
  }
  writeFileSync(join(folder, `${part}.json`), `${JSON.stringify(built, undefined, 2)}\n`);
  return built;
}
