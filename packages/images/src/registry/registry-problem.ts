/** What kept a registry from being read. */
export type RegistryProblemKind =
  /** 401: no login, a wrong one, or one that may not read this. */
  | "unauthorized"
  /** 403 */
  | "forbidden"
  /** 404 */
  | "missing"
  /** 429 */
  | "limited"
  | "timeout"
  /** No connection: name, network, certificate. */
  | "unreachable"
  /** An answer that cannot be used: another status, a cut body, a digest that does not match. */
  | "broken";

/** A registry's refusal or failure: one line of what must hold, what was got and what to do, never with a secret. */
export class RegistryProblem extends Error {
  readonly kind: RegistryProblemKind;

  constructor(kind: RegistryProblemKind, message: string) {
    super(message);
    this.name = "RegistryProblem";
    this.kind = kind;
  }
}

/** What a status is about: told in the texts. */
export interface RegistryRequest {
  /** Host of the registry as people write it: `docker.io`. */
  registry: string;
  /** What was asked for: `docker.io/acme/member@sha256:…`. */
  subject: string;
  /** Whose login was used, `acme (docker login)`; undefined for none. */
  login: string | undefined;
}

/** The problem that a status other than success stands for. */
export function statusProblem(
  { registry, subject, login }: RegistryRequest,
  response: Pick<Response, "status" | "headers">,
  detail = "",
): RegistryProblem {
  const who = login === undefined ? "without a login" : `with the login of ${login}`;
  const said = detail === "" ? "" : ` ("${detail}")`;
  switch (response.status) {
    case 401:
      return new RegistryProblem(
        "unauthorized",
        login === undefined
          ? `${subject} must be readable, got 401 ${who}: it is private or does not exist; log in at ${registry}, or correct the name`
          : `${subject} must be readable, got 401 ${who}: it does not exist or the account may not read it; correct the name, or give the account the right to read it`,
      );
    case 403:
      return new RegistryProblem(
        "forbidden",
        `${subject} must be readable, got 403 ${who}${said}; give it the right to pull this repository`,
      );
    case 404:
      return new RegistryProblem(
        "missing",
        `${subject} must exist, got 404 ${who}: the registry has no such image; push it again, or correct the digest`,
      );
    case 429: {
      const seconds = retryAfterSeconds(response.headers.get("retry-after"));
      const wait = seconds === undefined ? "wait until pulls are free again" : `wait ${seconds} s`;
      return new RegistryProblem(
        "limited",
        `${registry} must answer for ${subject}, got 429 too many requests ${who}; ${wait}, or use an account that may pull more`,
      );
    }
    default:
      return new RegistryProblem(
        "broken",
        `${registry} must answer for ${subject}, got status ${response.status}${said}; try again later`,
      );
  }
}

/** The problem that an exception of `fetch`, or of reading its body, stands for. */
export function connectionProblem(
  { registry, subject }: RegistryRequest,
  error: unknown,
  timeoutMs: number,
): RegistryProblem {
  if (error instanceof RegistryProblem) return error;
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") {
    return new RegistryProblem(
      "timeout",
      `${registry} must answer for ${subject} within ${timeoutMs / 1000} s, got nothing; look at the network and any proxy, and try again`,
    );
  }
  if (message === "terminated") {
    return new RegistryProblem(
      "broken",
      `${registry} must send ${subject} to its end, got a part of it; look at the network and any proxy, and try again`,
    );
  }
  return new RegistryProblem(
    "unreachable",
    `${registry} must be reachable, got ${cause?.code ?? cause?.message ?? message}; look at its name, the network and any proxy`,
  );
}

/** Seconds of a Retry-After header, which has a number or a date; undefined when it has neither. */
export function retryAfterSeconds(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
