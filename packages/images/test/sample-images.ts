import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";

/** A file of a layer; a folder's path ends with a slash. */
export interface LayerFile {
  path: string;
  content?: string;
  /** @default 0o644 */
  mode?: number;
  symlink?: string;
  hardlink?: string;
}

/** How a layer is packed. */
export type LayerForm = "gzip" | "zstd" | "plain";

/** One image, as it is pushed. */
export interface SampleImage {
  /** @default "arm64" */
  architecture?: string;
  /** `config` of the image's configuration, in Docker's words. */
  config?: Record<string, unknown>;
  /** @default one layer with an executable /usr/bin/node */
  layers?: { files: LayerFile[]; form?: LayerForm; mediaType?: string }[];
  /** What the configuration says instead of the truth. */
  configArchitecture?: string;
}

const indexType = "application/vnd.oci.image.index.v1+json";
const imageType = "application/vnd.oci.image.manifest.v1+json";
const configType = "application/vnd.oci.image.config.v1+json";
const suffix = { gzip: "+gzip", zstd: "+zstd", plain: "" };

/** Pushes images as one index; resolves with its address by digest. */
export async function pushIndex(host: string, repository: string, images: SampleImage[]): Promise<string> {
  const manifests = [];
  for (const image of images) {
    const { descriptor } = await pushManifest(host, repository, image);
    manifests.push({ ...descriptor, platform: { os: "linux", architecture: image.architecture ?? "arm64" } });
  }
  // What BuildKit adds for provenance: no image of any platform.
  const [first] = manifests;
  if (first) manifests.push({ ...first, platform: { os: "unknown", architecture: "unknown" } });
  const body = json({ schemaVersion: 2, mediaType: indexType, manifests });
  await put(`http://${host}/v2/${repository}/manifests/${digestOf(body)}`, body, indexType);
  return `${host}/${repository}@${digestOf(body)}`;
}

/** Pushes a single image, without an index; resolves with its address by digest. */
export async function pushImage(host: string, repository: string, image: SampleImage = {}): Promise<string> {
  const { descriptor } = await pushManifest(host, repository, image);
  return `${host}/${repository}@${descriptor.digest}`;
}

async function pushManifest(host: string, repository: string, image: SampleImage) {
  const { architecture = "arm64", layers = [{ files: [{ path: "usr/bin/node", mode: 0o755 }] }] } = image;
  const descriptors = [];
  for (const { files, form = "gzip", mediaType } of layers) {
    const packed = pack(tar(files), form);
    await pushBlob(host, repository, packed);
    descriptors.push({
      mediaType: mediaType ?? `application/vnd.oci.image.layer.v1.tar${suffix[form]}`,
      digest: digestOf(packed),
      size: packed.length,
    });
  }
  const config = json({
    os: "linux",
    architecture: image.configArchitecture ?? architecture,
    config: { Cmd: ["node"], ...image.config },
    rootfs: { type: "layers", diff_ids: [] },
  });
  await pushBlob(host, repository, config);
  const body = json({
    schemaVersion: 2,
    mediaType: imageType,
    config: { mediaType: configType, digest: digestOf(config), size: config.length },
    layers: descriptors,
  });
  await put(`http://${host}/v2/${repository}/manifests/${digestOf(body)}`, body, imageType);
  return { descriptor: { mediaType: imageType, digest: digestOf(body), size: body.length } };
}

async function pushBlob(host: string, repository: string, body: Buffer): Promise<void> {
  const started = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: "POST" });
  await started.body?.cancel();
  const location = started.headers.get("location") ?? "";
  await put(`${location}&digest=${digestOf(body)}`, body, "application/octet-stream");
}

async function put(url: string, body: Buffer, type: string): Promise<void> {
  const response = await fetch(url, { method: "PUT", body, headers: { "content-type": type } });
  if (response.status !== 201) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  await response.body?.cancel();
}

/** A tar archive, written by hand so that the reader is not tested by its own writer. */
export function tar(files: readonly LayerFile[]): Buffer {
  return Buffer.concat([...files.flatMap(entry), Buffer.alloc(1024)]);
}

function entry(file: LayerFile): Buffer[] {
  if (file.path.length <= 100 && (file.symlink ?? file.hardlink ?? "").length <= 100) return record(file);
  // A longer name stands in an extended header before the entry.
  const lines = [["path", file.path]];
  const target = file.symlink ?? file.hardlink;
  if (target !== undefined) lines.push(["linkpath", target]);
  const extended = lines.map(([key, value]) => paxLine(`${key}=${value}\n`)).join("");
  const short = { ...file, path: "long", symlink: file.symlink?.slice(0, 100) };
  return [...record({ path: "PaxHeader", content: extended }, "x"), ...record(short as LayerFile)];
}

function paxLine(rest: string): string {
  const length = Buffer.byteLength(rest) + 1;
  const digits = String(length + String(length).length).length;
  return `${length + digits} ${rest}`;
}

function record({ path, content = "", mode, symlink, hardlink }: LayerFile, kind?: string): Buffer[] {
  const isFolder = path.endsWith("/");
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  const type = kind ?? (symlink !== undefined ? "2" : hardlink !== undefined ? "1" : isFolder ? "5" : "0");
  header.write(path, 0);
  header.write(octal(mode ?? (isFolder ? 0o755 : 0o644), 8), 100);
  header.write(octal(0, 8) + octal(0, 8) + octal(body.length, 12) + octal(0, 12), 108);
  header.write(" ".repeat(8), 148);
  header.write(type, 156);
  header.write(symlink ?? hardlink ?? "", 157);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148);
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return [header, body, padding];
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, "0")}\u0000`;
}

/** Packs a layer as a registry keeps it. */
export function pack(body: Buffer, form: LayerForm): Buffer {
  if (form === "plain") return body;
  return form === "zstd" ? zstdCompressSync(body) : gzipSync(body);
}

/** The digest by which a registry keeps something. */
export function digestOf(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
