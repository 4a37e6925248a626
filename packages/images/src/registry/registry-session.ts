import { answerChallenge, describeLogin } from "./authentication.ts";
import type { RegistryCredentials } from "./docker-credentials.ts";
import { isLoopback } from "./image-reference.ts";

/** How a registry is spoken to. */
export interface RegistryOptions {
  /** Login; anonymous when left out. */
  credentials?: RegistryCredentials | undefined;
  /** How long an answer may take; of a layer, how long it may pause. @default 10,000 */
  timeoutMs?: number;
  /** @default the platform's own */
  fetch?: typeof fetch;
}

/** A request to a registry. */
export interface SessionRequest extends Omit<RequestInit, "headers"> {
  headers?: Record<string, string>;
  /** What it needs the right for: `repository:acme/member:pull`, or `…:pull,push`. */
  scopes: readonly string[];
  /** What it is about, as texts call it. */
  subject: string;
}

/** Requests to one registry, which answer its 401 with a login. */
export class RegistrySession {
  readonly registry: string;
  /** Whose login is used, as texts tell it; undefined for none. */
  readonly login: string | undefined;
  readonly #credentials: RegistryCredentials | undefined;
  readonly #fetch: typeof fetch;
  readonly #authorizations = new Map<string, string>();

  /** @param registry Host as in an image's address, `docker.io` for Docker Hub. */
  constructor(registry: string, { credentials, fetch: ownFetch = fetch }: RegistryOptions = {}) {
    this.registry = registry;
    this.login = describeLogin(credentials);
    this.#credentials = credentials;
    this.#fetch = ownFetch;
  }

  /**
   * Sends one request, and once more with a login when the answer is 401, but not a stream, which is gone by then: the 401
   * is returned, and the login is there for the caller's next try. A login is used again for the same scopes. Whatever
   * the last answer is, it is returned. A redirect to another host leaves the login behind, as fetch does.
   * Rejects with RegistryProblem when the login is refused, with fetch's own errors when there is no answer.
   * @param path `/v2/…`, or the address that an earlier answer gave.
   */
  async request(path: string, { scopes, subject, ...init }: SessionRequest): Promise<Response> {
    const url = new URL(path, baseUrl(this.registry));
    const isOwn = url.origin === new URL(baseUrl(this.registry)).origin;
    const key = scopes.join(" ");
    const send = () => {
      const authorization = isOwn ? this.#authorizations.get(key) : undefined;
      return this.#fetch(url, {
        ...init,
        headers: { ...init.headers, ...(authorization && { authorization }) },
      });
    };
    const response = await send();
    if (response.status !== 401 || !isOwn) return response;
    const answer = await answerChallenge({
      registry: this.registry,
      subject,
      login: this.login,
      challenge: response.headers.get("www-authenticate") ?? "",
      scopes,
      credentials: this.#credentials,
      send: (realm, request) => this.#fetch(realm, { ...request, signal: init.signal ?? null }),
    });
    if (answer === undefined) return response;
    await response.body?.cancel();
    this.#authorizations.set(key, answer);
    return init.body instanceof ReadableStream ? response : send();
  }

  /** What a registry says of its reasons, to be told: short, without control characters and the password. */
  quote(said: string): string {
    const secret = this.#credentials?.password;
    const shown = secret ? said.replaceAll(secret, "[secret]") : said;
    return shown.replace(/[^ -~]+/g, " ").slice(0, 160);
  }
}

function baseUrl(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return `${isLoopback(registry) ? "http" : "https"}://${registry}`;
}
