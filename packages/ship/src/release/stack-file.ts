import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImagePart, imageParts, type PushedImages } from "@starter/images";
import { type Document, isMap, isScalar, parseDocument } from "yaml";
import { ShipError } from "../ship-error.ts";
import { setValues } from "./set-values.ts";

/** A service's stack file, read and found fit to be edited. */
export interface StackFile {
  /** Seen from the workspace: `stacks/member/Pulumi.dev.yaml`. */
  path: string;
  /** What it names now. */
  images: Partial<Record<ImagePart, string>>;
  /** The file's text with these images, everything else as it is. */
  withImages(images: PushedImages): string;
}

/** Reads `stacks/<service>/Pulumi.<environment>.yaml`. Throws ShipError for a file that cannot be edited safely. */
export function readStackFile(workspace: string, service: string, environment: string): StackFile {
  const path = `stacks/${service}/Pulumi.${environment}.yaml`;
  const project = parse(workspace, `stacks/${service}/Pulumi.yaml`).document.get("name");
  if (typeof project !== "string") {
    throw new ShipError(
      `stacks/${service}/Pulumi.yaml: name must be the project's name, got nothing; set it`,
    );
  }
  const { document, text } = parse(workspace, path);
  const key = ["config", `${project}:images`];
  for (const place of [[], key.slice(0, 1), key]) {
    const node = place.length === 0 ? document.contents : document.getIn(place, true);
    if (isEmpty(node) || isMap(node)) continue;
    throw new ShipError(
      `${path}: ${place.at(-1) ?? "its content"} must be a mapping, got ${JSON.stringify(node)}; correct it`,
    );
  }
  for (const part of imageParts) {
    const node = document.getIn([...key, part], true);
    if (isEmpty(node) || isScalar(node)) continue;
    throw new ShipError(
      `${path}: ${part} must be an image's address, got ${JSON.stringify(node)}; correct it`,
    );
  }
  return {
    path,
    images: Object.fromEntries(
      imageParts.flatMap((part) => {
        const image = document.getIn([...key, part]);
        return typeof image === "string" ? [[part, image]] : [];
      }),
    ),
    withImages: ({ app, nginx }) =>
      setValues(text, document, { config: { [`${project}:images`]: { app, nginx } } }),
  };
}

/** Replaces a file's text at once: a reader, or a crash, sees the old or the new one. */
export function replaceFile(path: string, text: string): void {
  let next: string | undefined;
  try {
    // A link stays one, to the new text.
    const target = realpathSync(path);
    next = `${target}.${process.pid}.new`;
    writeFileSync(next, text);
    // Not writeFileSync's mode, of which the umask takes away.
    chmodSync(next, statSync(target).mode);
    renameSync(next, target);
  } catch (error) {
    if (next !== undefined) rmSync(next, { force: true });
    throw new ShipError(
      `${path}: must be writable, got ${(error as NodeJS.ErrnoException).code}; correct it`,
    );
  }
}

function isEmpty(node: unknown): boolean {
  return node === undefined || node === null || (node as { value?: unknown }).value === null;
}

function parse(workspace: string, path: string): { document: Document; text: string } {
  let text: string;
  try {
    text = readFileSync(join(workspace, path), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ShipError(`${path}: must be there to name the images that run, got ${code}; create it`);
  }
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem === undefined) return { document, text };
  const [{ line } = { line: 1 }] = problem.linePos ?? [];
  const [reason = ""] = problem.message.split(/ at line |\n/);
  throw new ShipError(`${path}:${line}: must be YAML, got "${reason}"; correct it`);
}
