/** Where an image lies and which one it is. */
export interface ImageReference {
  /** Host of the registry with its port, if any; `docker.io` for Docker Hub. */
  registry: string;
  /** Path in the registry: `acme/member`, `library/node`. */
  repository: string;
  tag?: string;
  /** `sha256:` and 64 hex digits, or `sha512:` and 128. */
  digest?: string;
}

/** Thrown for what is no image's address. */
export class ImageReferenceError extends Error {}

const host =
  /^(?:localhost|\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::\d{1,5})?$/;
const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const longestName = 255;

/** Docker Hub's, by the names that Docker knows. */
export const dockerHubHosts: readonly string[] = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/**
 * Reads an image's address as Docker does: without a host it is Docker Hub's, without a namespace one of its official
 * images. Throws ImageReferenceError.
 * https://pkg.go.dev/github.com/distribution/reference
 */
export function parseImageReference(text: string): ImageReference {
  const { name, tag, digest } = splitReference(text);
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:[A-Z]/.test(first) || first === "localhost");
  const registry = !isHost || dockerHubHosts.includes(first) ? "docker.io" : first;
  const path = isHost ? rest : [first, ...rest];
  const repository = registry === "docker.io" && path.length === 1 ? `library/${path[0]}` : path.join("/");
  const isValid =
    host.test(registry) &&
    repository.split("/").every((part) => pathPart.test(part)) &&
    registry.length + 1 + repository.length <= longestName &&
    (tag === undefined || tagPattern.test(tag)) &&
    (digest === undefined || digestPattern.test(digest));
  if (!isValid) {
    throw new ImageReferenceError(
      `image must be an address such as docker.io/acme/member@sha256:<64 hex digits>, got ${JSON.stringify(text.slice(0, 300))}; correct it`,
    );
  }
  return { registry, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The address as text: the inverse of parseImageReference. */
export function formatImageReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/** Whether an address is an image of Docker Hub; false for what is no address. */
export function isDockerHub(image: string): boolean {
  try {
    return parseImageReference(image).registry === "docker.io";
  } catch (error) {
    if (error instanceof ImageReferenceError) return false;
    throw error;
  }
}

/** Whether a registry, with or without port, is on this machine: such a one is spoken to without TLS, as Docker does. */
export function isLoopback(registry: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(registry);
}

function splitReference(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf("@");
  const named = at < 0 ? text : text.slice(0, at);
  // A colon before a slash belongs to the host's port.
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  return {
    name: colon < 0 ? named : named.slice(0, colon),
    ...(colon >= 0 && { tag: named.slice(colon + 1) }),
    ...(at >= 0 && { digest: text.slice(at + 1) }),
  };
}
