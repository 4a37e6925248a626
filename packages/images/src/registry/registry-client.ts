import { createHash } from "node:crypto";
import { type Descriptor, manifestTypes } from "./image-manifest.ts";
import { type ImageReference, parseImageReference } from "./image-reference.ts";
import { connectionProblem, RegistryProblem, statusProblem } from "./registry-problem.ts";
import { type RegistryOptions, RegistrySession } from "./registry-session.ts";

/** What is asked for, and how it is called in texts. */
interface Target {
  path: string;
  subject: string;
}

const largestManifest = 4 * 1024 * 1024;

/**
 * Whether a registry has an image, by one request that no registry counts as a pull. Rejects with RegistryProblem when
 * the registry does not tell.
 */
export async function manifestExists(image: string, options: RegistryOptions = {}): Promise<boolean> {
  const reference = parseImageReference(image);
  return (await new RepositoryClient(reference, options).head(reference)) !== undefined;
}

/** Reads one repository of a registry; every method rejects with RegistryProblem. Nothing is kept or retried. */
export class RepositoryClient {
  readonly #session: RegistrySession;
  readonly #repository: string;
  readonly #timeoutMs: number;

  constructor(
    { registry, repository }: Pick<ImageReference, "registry" | "repository">,
    options: RegistryOptions = {},
  ) {
    this.#session = new RegistrySession(registry, options);
    this.#repository = repository;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  /** The headers of a manifest, which cost no pull; undefined when the registry has none such. */
  async head(reference: Pick<ImageReference, "tag" | "digest">): Promise<Headers | undefined> {
    const target = this.#manifest(reference.digest ?? reference.tag ?? "latest");
    return this.#read(target, async (signal) => {
      const response = await this.#request(target, "HEAD", signal);
      if (response.status === 404) return undefined;
      if (!response.ok) throw await this.#statusProblem(target, response);
      const found = response.headers.get("docker-content-digest");
      if (reference.digest !== undefined && found !== null)
        this.#checkDigest(target, reference.digest, found);
      return response.headers;
    });
  }

  /** Whether a tag leads to a manifest, and to no other one, where the registry tells; costs no pull. */
  async isTagged(tag: string, digest: string): Promise<boolean> {
    const found = (await this.head({ tag }))?.get("docker-content-digest");
    return found === null ? (await this.head({ digest })) !== undefined : found === digest;
  }

  /** The problem that `head` leaves to its caller. */
  missing(reference: Pick<ImageReference, "tag" | "digest">): RegistryProblem {
    const target = this.#manifest(reference.digest ?? reference.tag ?? "latest");
    return statusProblem(this.#about(target), { status: 404, headers: new Headers() });
  }

  /** A manifest or index; registries may count it as a pull. */
  async manifest(digest: string): Promise<{ mediaType: string; body: Buffer }> {
    const target = this.#manifest(digest);
    return this.#read(target, async (signal) => {
      const response = await this.#request(target, "GET", signal);
      if (!response.ok) throw await this.#statusProblem(target, response);
      const body = await this.#readBody(target, response, largestManifest);
      this.#checkDigest(target, digest, digestOf(digest, body));
      return { mediaType: response.headers.get("content-type") ?? "", body };
    });
  }

  /** A small blob: an image's configuration. */
  async blob(descriptor: Descriptor): Promise<Buffer> {
    const target = this.#blob(descriptor);
    return this.#read(target, async (signal) => {
      const response = await this.#request(target, "GET", signal);
      if (!response.ok) throw await this.#statusProblem(target, response);
      const body = await this.#readBody(target, response, largestManifest);
      this.#checkDigest(target, descriptor.digest, digestOf(descriptor.digest, body));
      return body;
    });
  }

  /** A large blob piece by piece; rejects after the last piece when the whole does not match its digest. */
  async *blobStream(descriptor: Descriptor): AsyncGenerator<Uint8Array, void> {
    const target = this.#blob(descriptor);
    const abort = new AbortController();
    const late = () => abort.abort(new DOMException("", "TimeoutError"));
    let timer = setTimeout(late, this.#timeoutMs);
    try {
      const response = await this.#request(target, "GET", abort.signal);
      if (!response.ok) throw await this.#statusProblem(target, response);
      const hash = createHash(algorithmOf(descriptor.digest));
      for await (const piece of response.body ?? []) {
        clearTimeout(timer);
        hash.update(piece);
        yield piece;
        timer = setTimeout(late, this.#timeoutMs);
      }
      this.#checkDigest(target, descriptor.digest, `${algorithmOf(descriptor.digest)}:${hash.digest("hex")}`);
    } catch (error) {
      throw connectionProblem(this.#about(target), error, this.#timeoutMs);
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }

  async #read<Result>(target: Target, read: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    try {
      return await read(AbortSignal.timeout(this.#timeoutMs));
    } catch (error) {
      throw connectionProblem(this.#about(target), error, this.#timeoutMs);
    }
  }

  #request({ path, subject }: Target, method: "GET" | "HEAD", signal: AbortSignal): Promise<Response> {
    return this.#session.request(`/v2/${this.#repository}/${path}`, {
      method,
      signal,
      headers: path.startsWith("manifests/") ? { accept: manifestTypes.join(", ") } : {},
      scopes: [`repository:${this.#repository}:pull`],
      subject,
    });
  }

  async #readBody(target: Target, response: Response, limit: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.byteLength;
      if (size > limit) {
        throw new RegistryProblem(
          "broken",
          `${target.subject} must be smaller than ${limit / 1024 / 1024} MiB, got more; look at what was pushed there`,
        );
      }
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** What the registry says beside the status is told too. */
  async #statusProblem(target: Target, response: Response): Promise<RegistryProblem> {
    const body = await this.#readBody(target, response, largestManifest);
    let said = "";
    try {
      const { errors } = JSON.parse(body.toString()) as { errors?: { message?: unknown }[] };
      said = String(errors?.[0]?.message ?? "");
    } catch {
      // No JSON: a page of a proxy, say.
    }
    return statusProblem(this.#about(target), response, this.#session.quote(said));
  }

  #checkDigest({ subject }: Target, wanted: string, got: string): void {
    if (wanted === got) return;
    throw new RegistryProblem(
      "broken",
      `${subject} must have the digest it is called by, got ${shortDigest(got)}; look at the network, any proxy and the registry, and push it again`,
    );
  }

  #about({ subject }: Target) {
    return { registry: this.#session.registry, subject, login: this.#session.login };
  }

  #manifest(reference: string): Target {
    const separator = reference.includes(":") ? "@" : ":";
    const subject = `${this.#session.registry}/${this.#repository}${separator}${shortDigest(reference)}`;
    return { path: `manifests/${reference}`, subject };
  }

  #blob({ digest }: Descriptor): Target {
    const subject = `blob ${shortDigest(digest)} of ${this.#session.registry}/${this.#repository}`;
    return { path: `blobs/${digest}`, subject };
  }
}

/** A digest's first 12 digits, as Docker shows it: `sha256:0123456789ab…`. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(\w+:[0-9a-f]{12})[0-9a-f]+$/, "$1…");
}

function digestOf(like: string, body: Buffer): string {
  const algorithm = algorithmOf(like);
  return `${algorithm}:${createHash(algorithm).update(body).digest("hex")}`;
}

function algorithmOf(digest: string): "sha256" | "sha512" {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}
