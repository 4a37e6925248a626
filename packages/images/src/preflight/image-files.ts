import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import type { Descriptor } from "../registry/image-manifest.ts";
import { type RepositoryClient, shortDigest } from "../registry/registry-client.ts";
import { RegistryProblem } from "../registry/registry-problem.ts";

/** What lies at a path of an image. */
export type FileNode =
  | { kind: "file"; executable: boolean }
  | { kind: "folder" }
  | { kind: "link"; target: string }
  | { kind: "other" };

/** One entry of a layer; a hard link names what it is another name of. */
export interface LayerEntry {
  /** Without a leading slash. */
  path: string;
  node: FileNode | { kind: "hardlink"; target: string };
}

/** A layer as it was read. */
export interface Layer {
  entries: LayerEntry[];
  /** Bytes of its files once unpacked. */
  unpackedBytes: number;
}

const whiteout = ".wh.";
const opaque = ".wh..wh..opq";
const mostLinks = 40;

/** The files of an image: its layers put on one another, as a container sees them. */
export class ImageFiles {
  readonly #nodes = new Map<string, FileNode>();

  /** @param layers Lowest first. */
  constructor(layers: readonly Layer[]) {
    for (const layer of layers) this.#apply(layer);
  }

  /** What lies at an absolute path, links followed; undefined when there is nothing. */
  find(path: string): FileNode | undefined {
    const waiting = path.split("/");
    const at: string[] = [];
    let links = 0;
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        at.pop();
        continue;
      }
      const node = this.#nodes.get([...at, part].join("/"));
      if (node?.kind !== "link") {
        at.push(part);
        continue;
      }
      links += 1;
      if (links > mostLinks) return undefined;
      if (node.target.startsWith("/")) at.length = 0;
      waiting.unshift(...node.target.split("/"));
    }
    return this.#nodes.get(at.join("/"));
  }

  /** Whiteouts hide what lower layers have, never what their own layer has. */
  #apply({ entries }: Layer): void {
    for (const { path } of entries) {
      const slash = path.lastIndexOf("/") + 1;
      const name = path.slice(slash);
      if (name === opaque) this.#removeBelow(path.slice(0, slash));
      else if (name.startsWith(whiteout)) this.#remove(path.slice(0, slash) + name.slice(whiteout.length));
    }
    for (const { path, node } of entries) {
      if (path.slice(path.lastIndexOf("/") + 1).startsWith(whiteout)) continue;
      const existing = this.#nodes.get(path);
      if (existing?.kind === "folder" && node.kind !== "folder") this.#removeBelow(`${path}/`);
      const linked = node.kind === "hardlink" ? this.#nodes.get(node.target) : node;
      if (linked !== undefined) this.#nodes.set(path, linked);
    }
  }

  #remove(path: string): void {
    this.#nodes.delete(path);
    this.#removeBelow(`${path}/`);
  }

  #removeBelow(prefix: string): void {
    for (const path of this.#nodes.keys()) if (path.startsWith(prefix)) this.#nodes.delete(path);
  }
}

/** Reads a layer from a registry, keeping its list of files only. Rejects with RegistryProblem. */
export async function readLayer(client: RepositoryClient, descriptor: Descriptor): Promise<Layer> {
  const layer: Layer = { entries: [], unpackedBytes: 0 };
  const subject = `layer ${shortDigest(descriptor.digest)}`;
  const pieces = client.blobStream(descriptor);
  const take = (entry: ReadEntry) => {
    layer.unpackedBytes += entry.size;
    const read = toEntry(entry);
    if (read !== undefined) layer.entries.push(read);
    entry.resume();
  };
  try {
    const unpack = decompressor(descriptor.mediaType);
    if (unpack === undefined) await list(pieces, take);
    else await pipeline(Readable.from(pieces), unpack, (unpacked) => list(unpacked, take));
    return layer;
  } catch (error) {
    if (error instanceof RegistryProblem) throw error;
    throw new RegistryProblem(
      "broken",
      `${subject} must be a tar archive as its type ${JSON.stringify(descriptor.mediaType)} says, got "${(error as Error).message}"; push the image again`,
    );
  }
}

/** By the type's ending: Docker's own types have `.gzip`, OCI's `+gzip` or `+zstd`. */
function decompressor(mediaType: string) {
  if (/[.+]gzip$/.test(mediaType)) return createGunzip();
  if (mediaType.endsWith("+zstd")) return createZstdDecompress();
  if (mediaType.endsWith(".tar")) return undefined;
  throw new Error("an unknown type");
}

async function list(pieces: AsyncIterable<Uint8Array>, take: (entry: ReadEntry) => void): Promise<void> {
  let isEmpty = true;
  let failure: Error | undefined;
  const parser = new Parser({ strict: true, brotli: false, zstd: false, onReadEntry: take });
  parser.on("error", (error: Error) => {
    failure ??= error;
  });
  // To the last piece even when the archive ends earlier, since the digest is of them all.
  for await (const piece of pieces) {
    isEmpty &&= piece.every((byte) => byte === 0);
    const isTaken = parser.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
    if (!isTaken && failure === undefined) await once(parser, "drain");
    if (failure !== undefined) throw failure;
  }
  // A layer that changed nothing is an archive of zeros only, which the parser takes for none.
  if (isEmpty) return;
  const ended = once(parser, "end");
  parser.end();
  await ended;
}

function toEntry({ path, type, mode = 0, linkpath = "" }: ReadEntry): LayerEntry | undefined {
  const parts = normalize(path);
  if (parts === undefined) return undefined;
  switch (type) {
    case "File":
    case "OldFile":
    case "ContiguousFile":
      return { path: parts, node: { kind: "file", executable: (mode & 0o111) !== 0 } };
    case "Directory":
    case "GNUDumpDir":
      return { path: parts, node: { kind: "folder" } };
    case "SymbolicLink":
      return { path: parts, node: { kind: "link", target: linkpath } };
    case "Link":
      return { path: parts, node: { kind: "hardlink", target: normalize(linkpath) ?? "" } };
    default:
      return { path: parts, node: { kind: "other" } };
  }
}

/** `./usr/bin/` is `usr/bin`; what would lead out of the image is left out, as engines do. */
function normalize(path: string): string | undefined {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : parts.join("/");
}
