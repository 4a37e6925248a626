import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ImageError } from "../image-error.ts";
import { dockerHubHosts } from "../registry/image-reference.ts";

/** The two images of a service: its app, and the nginx beside it. */
export type ImagePart = "app" | "nginx";

/** Every service has an image of each, built, pushed and released together. */
export const imageParts: readonly ImagePart[] = ["app", "nginx"];

/** What images.json says: where all images are, and what is pushed beside them. */
export interface ImageSettings {
  /** Host of the registry, `docker.io` for Docker Hub. */
  registry: string;
  /** Account or path below the registry; may be empty only outside Docker Hub. */
  namespace: string;
  /** Whether provenance and a list of packages (SBOM) are built and pushed beside each image. */
  attestations: boolean;
}

const file = "images.json";
const host = /^([a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?|[a-z0-9-]+:\d+|localhost)$/;
const path = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Reads images.json of the workspace's root. Throws ImageError. */
export function readImageSettings(workspace: string): ImageSettings {
  const { registry, namespace, attestations, ...others } = parse(join(workspace, file));
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new ImageError(
      `${file}: must have only registry, namespace and attestations, got ${unknown}; remove it`,
    );
  }
  if (typeof registry !== "string" || !host.test(registry)) {
    throw refusal("registry", "the host of a registry such as docker.io", registry);
  }
  if (dockerHubHosts.includes(registry) && registry !== "docker.io") {
    throw new ImageError(
      `${file}: registry must be Docker Hub's usual name, got "${registry}"; use docker.io`,
    );
  }
  if (typeof namespace !== "string" || (namespace !== "" && !path.test(namespace))) {
    throw refusal("namespace", "an account or path in lower case such as acme", namespace);
  }
  if (typeof attestations !== "boolean") throw refusal("attestations", "true or false", attestations);
  return { registry, namespace, attestations };
}

/**
 * Address of a service's image without tag and digest: `docker.io/acme/member`, `docker.io/acme/member-nginx`.
 * Throws ImageError while a Docker Hub account is not set.
 */
export function imageName({ registry, namespace }: ImageSettings, service: string, part: ImagePart): string {
  if (namespace === "" && registry === "docker.io") {
    throw new ImageError(
      `${file}: namespace must be your Docker Hub account or organization, got ""; set it there, or set registry to another one`,
    );
  }
  const repository = part === "app" ? service : `${service}-${part}`;
  return [registry, namespace, repository].filter(Boolean).join("/");
}

function parse(address: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(address, "utf8"));
  } catch (error) {
    throw new ImageError(`${file}: must be a JSON object, got ${(error as Error).message}; correct it`);
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw refusal("its content", "a JSON object", parsed);
}

function refusal(key: string, expected: string, value: unknown): ImageError {
  return new ImageError(`${file}: ${key} must be ${expected}, got ${JSON.stringify(value)}; correct it`);
}
