import type { RegistryCredentials } from "./docker-credentials.ts";
import { isLoopback } from "./image-reference.ts";
import { RegistryProblem, type RegistryRequest, statusProblem } from "./registry-problem.ts";

/** What a login needs to know. */
export interface LoginRequest extends RegistryRequest {
  /** The registry's WWW-Authenticate header. */
  challenge: string;
  /** What the token is for: `repository:acme/member:pull`. */
  scopes: readonly string[];
  credentials: RegistryCredentials | undefined;
  send: (url: string, init: RequestInit) => Promise<Response>;
}

interface Challenge {
  scheme: "basic" | "bearer";
  realm: string;
  service: string | undefined;
}

const identityToken = "<token>";

/** Whose login it is, as texts tell it: `acme (docker login)`. */
export function describeLogin(credentials: RegistryCredentials | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  const { username, source } = credentials;
  return username === identityToken ? source : `${username} (${source})`;
}

/**
 * The Authorization header that answers a registry's 401; undefined where none can: the registry wants a login and there
 * is none. https://distribution.github.io/distribution/spec/auth/token/
 */
export async function answerChallenge(request: LoginRequest): Promise<string | undefined> {
  const challenge = parseChallenge(request.challenge);
  if (challenge === undefined) return undefined;
  if (challenge.scheme === "bearer") return `Bearer ${await fetchToken(challenge, request)}`;
  return request.credentials && basic(request.credentials);
}

async function fetchToken({ realm, service }: Challenge, request: LoginRequest): Promise<string> {
  const { registry, scopes, credentials, send } = request;
  const url = URL.parse(realm);
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(registry)))) {
    throw new RegistryProblem(
      "broken",
      `${registry} must give tokens at an https address, got ${JSON.stringify(realm.slice(0, 200))}; look at the registry's name and its configuration`,
    );
  }
  const init: RequestInit = {};
  if (credentials?.username === identityToken) {
    init.method = "POST";
    init.body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: "ship",
      refresh_token: credentials.password,
      scope: scopes.join(" "),
      ...(service !== undefined && { service }),
    });
  } else {
    if (service !== undefined) url.searchParams.set("service", service);
    for (const scope of scopes) url.searchParams.append("scope", scope);
    if (credentials !== undefined) init.headers = { authorization: basic(credentials) };
  }
  const response = await send(url.href, init);
  if (!response.ok) {
    await response.body?.cancel();
    if (response.status === 401 && credentials !== undefined) throw refusedLogin(request);
    throw statusProblem(request, response);
  }
  const answer = (await response.json().catch(() => ({}))) as { token?: unknown; access_token?: unknown };
  const token = answer.token ?? answer.access_token;
  if (typeof token === "string" && token !== "") return token;
  throw new RegistryProblem(
    "broken",
    `${registry} must answer a login with a token, got none; try again later`,
  );
}

function refusedLogin({ registry, login }: LoginRequest): RegistryProblem {
  return new RegistryProblem(
    "unauthorized",
    `${registry} must accept the login of ${login}, got 401: the token is wrong, expired or revoked; make a new one and set it where this one was set`,
  );
}

function basic({ username, password }: RegistryCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Reads a WWW-Authenticate header; a token is preferred where a registry offers both ways. */
function parseChallenge(header: string): Challenge | undefined {
  for (const scheme of ["bearer", "basic"] as const) {
    const parameters = new RegExp(`(?:^|[ ,])${scheme} (.*)`, "i").exec(header)?.[1];
    if (parameters === undefined) continue;
    const value = (name: string) => new RegExp(`(?:^|[ ,])${name}="([^"]*)"`, "i").exec(parameters)?.[1];
    return { scheme, realm: value("realm") ?? "", service: value("service") };
  }
  return undefined;
}
