import { RegistryProblem } from "./registry-problem.ts";

/** Types of manifests that are asked for: an index, a single image, each in OCI's and Docker's form. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

/** Something stored under its digest. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** One image of an index. */
export interface PlatformImage extends Descriptor {
  os: string;
  architecture: string;
}

/** What a tag or digest names: several images, or one. https://github.com/opencontainers/image-spec */
export type Manifest =
  | { kind: "index"; images: PlatformImage[] }
  | { kind: "image"; config: Descriptor; layers: Descriptor[] };

/** The part of an image's configuration that a task depends on. */
export interface ImageConfig {
  os: string;
  architecture: string;
  /** User the image runs as, `node` or `1000:1000`; empty for root. */
  user: string;
  /** `8080` for each TCP port that the image says it listens on. */
  ports: number[];
  environment: Record<string, string>;
  entryPoint: string[];
  command: string[];
  /** @default "/" */
  workingDirectory: string;
}

/** Reads a manifest or index; rejects what is neither. Signatures and attestations in an index are left out. */
export function parseManifest(body: Buffer, subject: string): Manifest {
  const content = parseObject(body, subject);
  if (Array.isArray(content.manifests)) {
    const images = content.manifests.map((item) => {
      const { os, architecture } = object(object(item).platform);
      return { ...descriptor(item, subject), os: text(os), architecture: text(architecture) };
    });
    return { kind: "index", images: images.filter(({ os }) => os !== "" && os !== "unknown") };
  }
  if (!Array.isArray(content.layers)) throw unusable(subject, "an image's manifest or index");
  return {
    kind: "image",
    config: descriptor(content.config, subject),
    layers: content.layers.map((layer) => descriptor(layer, subject)),
  };
}

/** Reads an image's configuration. */
export function parseImageConfig(body: Buffer, subject: string): ImageConfig {
  const content = parseObject(body, subject);
  const config = object(content.config);
  const environment = strings(config.Env).map((line): [string, string] => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals), line.slice(equals + 1)];
  });
  return {
    os: text(content.os),
    architecture: text(content.architecture),
    user: text(config.User),
    ports: Object.keys(object(config.ExposedPorts))
      .filter((port) => /^\d+(?:\/tcp)?$/.test(port))
      .map((port) => Number.parseInt(port, 10)),
    environment: Object.fromEntries(environment),
    entryPoint: strings(config.Entrypoint),
    command: strings(config.Cmd),
    workingDirectory: text(config.WorkingDir) || "/",
  };
}

function descriptor(value: unknown, subject: string): Descriptor {
  const { mediaType, digest, size } = object(value);
  const isDigest = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text(digest));
  if (!isDigest || !Number.isSafeInteger(size) || Number(size) < 0) {
    throw unusable(subject, "digests and sizes of its parts");
  }
  return { mediaType: text(mediaType), digest: text(digest), size: Number(size) };
}

function parseObject(body: Buffer, subject: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(body.toString());
    if (typeof content === "object" && content !== null) return content as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw unusable(subject, "JSON");
}

function unusable(subject: string, expected: string): RegistryProblem {
  return new RegistryProblem(
    "broken",
    `${subject} must hold ${expected}, got something else; look at what was pushed there`,
  );
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
