import { type ImagePart, imageParts, type PushedImages, shortDigest } from "@starter/images";
import type { Paint } from "../paint.ts";

/** What a release did to one service's stack file. */
export interface Release {
  service: string;
  /** Seen from the workspace. */
  file: string;
  changed: boolean;
  images: PushedImages;
  /** What the file named before. */
  before: Partial<Record<ImagePart, string>>;
  /** What deploys it. */
  next: string;
}

/** A short table of what changed in each stack file. */
export function renderReleases(releases: readonly Release[], paint: Paint): string {
  const tables = releases.map(({ file, images, before }) => {
    const rows = imageParts.map((part) => {
      const change =
        before[part] === images[part]
          ? paint("dim", "unchanged")
          : before[part] === undefined
            ? paint("green", "first release")
            : `was ${digestOf(before[part])}`;
      return `  ${part.padEnd(5)}  ${shorten(images[part])}  ${change}\n`;
    });
    return `${paint("bold", file)}\n${rows.join("")}`;
  });
  return tables.join("");
}

/** What to type next. */
export function renderNext(releases: readonly Release[]): string {
  return `\nNext:\n${releases.map(({ next }) => `  ${next}\n`).join("")}`;
}

/** With 12 digits of the digest, as Docker shows it. */
function shorten(image: string): string {
  return image.replace(/@(sha256:[0-9a-f]+)$/, (_, digest: string) => `@${shortDigest(digest)}`);
}

function digestOf(image: string): string {
  return shorten(image).replace(/^.*@/, "");
}
