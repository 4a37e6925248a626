import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ImageError } from "../image-error.ts";
import type { ImagePart } from "../names/image-settings.ts";
import { blobPath } from "./layout.ts";

/** What image:build leaves of an image beside its content: `image/app.json`. */
export interface BuiltImage {
  /** Digest of the index of all platforms. */
  digest: string;
  /** Address of the image it starts from, which has the layers that are not kept here. */
  base: string;
  platforms: string[];
  /** Compressed size of what it adds to its base, for one platform. */
  addedBytes: number;
  /** Hash of all that an nginx image was made of; an app's is built only when it has changed. */
  inputs?: string;
}

/** Folder with a service's built images: their own content, and a file for each. */
export function imageFolder(workspace: string, service: string): string {
  return join(workspace, "apps", service, "image");
}

/** The image that was built last; undefined before the first build. */
export function findBuiltImage(folder: string, part: ImagePart): BuiltImage | undefined {
  const file = join(folder, `${part}.json`);
  if (!existsSync(file)) return undefined;
  const built: BuiltImage = JSON.parse(readFileSync(file, "utf8"));
  return existsSync(blobPath(folder, built.digest)) ? built : undefined;
}

/** The image that was built last. Throws ImageError before the first build. */
export function readBuiltImage(folder: string, part: ImagePart): BuiltImage {
  const built = findBuiltImage(folder, part);
  if (built !== undefined) return built;
  throw new ImageError(
    `${join(folder, `${part}.json`)}: must be there to push, got nothing; run turbo run image:build`,
  );
}
