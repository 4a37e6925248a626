import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { ImageError } from "../image-error.ts";
import type { RegistryCredentials } from "../registry/docker-credentials.ts";
import type { Descriptor } from "../registry/image-manifest.ts";
import type { ImageReference } from "../registry/image-reference.ts";
import { connectionProblem, RegistryProblem } from "../registry/registry-problem.ts";
import { RegistrySession } from "../registry/registry-session.ts";
import { loginCommand } from "./push-login.ts";

/** How a repository is written to. */
export interface RepositoryWriterOptions {
  /** Login; anonymous when left out. */
  credentials?: RegistryCredentials | undefined;
  /** Repository of the same registry whose layers may be mounted. */
  mountFrom?: string | undefined;
  /** Ends every request. */
  signal?: AbortSignal | undefined;
}

interface Call {
  method: "HEAD" | "POST" | "PATCH" | "PUT";
  headers?: Record<string, string>;
  body?: RequestInit["body"];
  timeoutMs?: number;
}

const requestMs = 60_000;
const uploadMs = 15 * 60_000;
const octets = { "content-type": "application/octet-stream" };

/**
 * Writes blobs and manifests to one repository of a registry. Rejects with ImageError when the registry refuses, with
 * RegistryProblem when it cannot be spoken to.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
 */
export class RepositoryWriter {
  readonly #name: string;
  readonly #root: string;
  readonly #session: RegistrySession;
  readonly #scopes: string[];
  readonly #mountFrom: string | undefined;
  readonly #signal: AbortSignal | undefined;

  constructor(
    { registry, repository }: Pick<ImageReference, "registry" | "repository">,
    { credentials, mountFrom, signal }: RepositoryWriterOptions = {},
  ) {
    this.#name = `${registry}/${repository}`;
    this.#root = `/v2/${repository}`;
    this.#session = new RegistrySession(registry, { credentials });
    this.#scopes = [
      `repository:${repository}:pull,push`,
      ...(mountFrom ? [`repository:${mountFrom}:pull`] : []),
    ];
    this.#mountFrom = mountFrom;
    this.#signal = signal;
  }

  async hasBlob(digest: string): Promise<boolean> {
    const response = await this.#call(`${this.#root}/blobs/${digest}`, { method: "HEAD" }, [200, 404]);
    return response.status === 200;
  }

  /** Takes a layer over from the repository to mount from; false when the registry does not. */
  async mount(digest: string): Promise<boolean> {
    if (this.#mountFrom === undefined) return false;
    const query = new URLSearchParams({ mount: digest, from: this.#mountFrom });
    const response = await this.#call(
      `${this.#root}/blobs/uploads/?${query}`,
      { method: "POST" },
      [201, 202],
    );
    return response.status === 201;
  }

  /** Sends a blob that lies in a file. */
  async putFile({ digest }: Descriptor, path: string): Promise<void> {
    const location = await this.#startUpload();
    const body = new Uint8Array(readFileSync(path));
    await this.#call(withDigest(location, digest), { method: "PUT", headers: octets, body }, [201]);
  }

  /**
   * Sends a blob piece by piece, without holding it; from its start once more when the login has run out meanwhile.
   * @param open Begins to read it.
   */
  async putStream({ digest }: Descriptor, open: () => AsyncIterable<Uint8Array>): Promise<void> {
    const send = async (expected: readonly number[]) => {
      const location = await this.#startUpload();
      const body = Readable.toWeb(Readable.from(open())) as ReadableStream;
      const call: Call = { method: "PATCH", headers: octets, body, timeoutMs: uploadMs };
      return { location, response: await this.#call(location, call, expected) };
    };
    let sent = await send([202, 204, 401]);
    if (sent.response.status === 401) sent = await send([202, 204]);
    const location = locationOf(sent.response) ?? sent.location;
    await this.#call(withDigest(location, digest), { method: "PUT" }, [201]);
  }

  /** Stores a manifest under a tag or its digest. */
  async putManifest({ mediaType }: Descriptor, reference: string, content: Buffer): Promise<void> {
    const call: Call = {
      method: "PUT",
      headers: { "content-type": mediaType },
      body: new Uint8Array(content),
    };
    await this.#call(`${this.#root}/manifests/${reference}`, call, [201]);
  }

  async #startUpload(): Promise<string> {
    const response = await this.#call(`${this.#root}/blobs/uploads/`, { method: "POST" }, [202]);
    const location = locationOf(response);
    if (location !== undefined) return location;
    throw new ImageError(`${this.#name}: must say where to upload to, got no Location; try again later`);
  }

  async #call(path: string, call: Call, expected: readonly number[]): Promise<Response> {
    const { timeoutMs = requestMs, ...init } = call;
    const subject = `a push to ${this.#name}`;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#session.request(path, {
        ...init,
        ...(init.body !== undefined && { duplex: "half" }),
        scopes: this.#scopes,
        subject,
        signal: this.#signal === undefined ? timeout : AbortSignal.any([timeout, this.#signal]),
      });
      if (!expected.includes(response.status)) throw await this.#refusal(response);
      await response.body?.cancel();
      return response;
    } catch (error) {
      if (error instanceof ImageError) throw error;
      // What went wrong at the source of a streamed body is the cause of what fetch says.
      if (error instanceof Error && error.cause instanceof RegistryProblem) throw error.cause;
      const { registry, login } = this.#session;
      throw connectionProblem({ registry, subject, login }, error, timeoutMs);
    }
  }

  async #refusal(response: Response): Promise<ImageError> {
    const said = this.#session.quote(await reasonOf(response));
    const { registry, login } = this.#session;
    const got = `${response.status}${said && ` "${said}"`} with ${login === undefined ? "no login" : `the login of ${login}`}`;
    return new ImageError(
      `${this.#name}: must take a push, got ${got}; ${adviceFor(response.status, registry)}`,
    );
  }
}

function adviceFor(status: number, registry: string): string {
  switch (status) {
    case 401:
    case 403:
      return `log in with an account that may push there (${loginCommand(registry)}), or correct namespace in images.json`;
    case 404:
      return "create the repository there first, or correct namespace in images.json";
    default:
      return "try again later";
  }
}

function locationOf(response: Response): string | undefined {
  const location = response.headers.get("location");
  return location === null ? undefined : new URL(location, response.url).href;
}

function withDigest(location: string, digest: string): string {
  const url = new URL(location);
  url.searchParams.set("digest", digest);
  return url.href;
}

/** The registry's own words, if it has any. */
async function reasonOf(response: Response): Promise<string> {
  try {
    const { errors } = (await response.json()) as { errors?: { message?: unknown }[] };
    return String(errors?.[0]?.message ?? "");
  } catch {
    return "";
  }
}
