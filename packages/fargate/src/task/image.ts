import * as pulumi from "@pulumi/pulumi";
import { got, type Problem } from "../validation/problem.ts";
import { standInImage } from "./stand-in-image.ts";

/** A container image by digest, or the mark of one that was never released to this environment. */
export type Image = string | UnreleasedImage;

/** Stands for an image that the stack's configuration does not name yet. */
export interface UnreleasedImage {
  /** Repository without registry and namespace, for example `member-nginx`. */
  unreleased: string;
  /** Key below the `images` configuration, for example `nginx`. */
  key: string;
}

const byDigest = /^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$/;

/**
 * The images of one service, from the stack's `images` configuration (`{ app: "docker.io/acme/member@sha256:…" }`).
 * A key without a value becomes an UnreleasedImage: planning offline goes on with a stand-in, a real preview refuses it.
 * @param repositories Repository of each key, without registry and namespace, for example `{ app: "member" }`.
 */
export function releasedImages<Key extends string>(
  repositories: Record<Key, string>,
  config: pulumi.Config = new pulumi.Config(),
): Record<Key, Image> {
  const released = config.getObject<Record<string, string | undefined>>("images") ?? {};
  const entries = Object.entries<string>(repositories).map(([key, repository]) => {
    return [key, released[key] || { unreleased: repository, key }];
  });
  return Object.fromEntries(entries) as Record<Key, Image>;
}

/** The image's address as the task definition names it; an unreleased one becomes a stand-in that cannot be pulled. */
export function imageAddress(image: Image): string {
  return typeof image === "string" ? image : standInImage(image.unreleased);
}

/** Checks that an image is given by digest; an unreleased one passes offline only. */
export function checkImage(image: Image, offline: boolean, stack: string): Problem[] {
  if (typeof image === "string") {
    if (byDigest.test(image)) return [];
    const reason = `must be given by digest, as docker.io/<namespace>/<name>@sha256:<64 hex digits>, got ${got(image)}; a tag can be moved, a digest cannot`;
    return [{ propertyPath: "image", reason }];
  }
  if (offline) return [];
  const { unreleased, key } = image;
  // The images beside the app's have its name with their key behind it.
  const service = key === "app" ? unreleased : unreleased.replace(new RegExp(`-${key}$`), "");
  return [
    {
      propertyPath: "image",
      reason: `images.${key} was not released to ${stack}, got nothing; run npm run ship -- release ${service} ${stack}`,
    },
  ];
}
