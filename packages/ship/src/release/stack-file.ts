import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImagePart, imageParts, type PushedImages } from "@starter/images";
import { type Document, isMap, parseDocument, type ToStringOptions } from "yaml";
import { ShipError } from "../ship-error.ts";

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
  return {
    path,
    images: Object.fromEntries(
      imageParts.flatMap((part) => {
        const image = document.getIn([...key, part]);
        return typeof image === "string" ? [[part, image]] : [];
      }),
    ),
    withImages(images) {
      // Read anew for each call: an edit changes the document.
      const edited = parseDocument(text);
      for (const part of imageParts) setAt(edited, [...key, part], images[part]);
      return edited.toString(styleOf(text));
    },
  };
}

/** How the file is written already, as far as the document does not remember it. */
function styleOf(text: string): ToStringOptions {
  return {
    lineWidth: 0,
    indent: /^( +)[^\s#]/m.exec(text)?.[1]?.length ?? 2,
    indentSeq: !/^( *)[^\s#-].*:\n\1- /m.test(text),
    flowCollectionPadding: !/\{\S/.test(text),
  };
}

/** Replaces a file's text at once: a reader, or a crash, sees the old or the new one. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.${process.pid}.new`;
  try {
    writeFileSync(next, text, { mode: statSync(path).mode });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw new ShipError(
      `${path}: must be writable, got ${(error as NodeJS.ErrnoException).code}; correct it`,
    );
  }
}

/** Sets a value; a mapping on the way that is there but empty (`config:`) is filled. */
function setAt(document: Document, path: readonly string[], value: string): void {
  for (let length = 0; length < path.length; length++) {
    const place = path.slice(0, length);
    const node = length === 0 ? document.contents : document.getIn(place, true);
    if (isMap(node)) continue;
    const map = document.createNode({});
    if (length === 0) document.contents = map;
    else document.setIn(place, map);
  }
  document.setIn(path, value);
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
