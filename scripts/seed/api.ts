import { setTimeout as sleep } from "node:timers/promises";
import { SeedError } from "./seed-error.ts";

/** A request to the system's public API. */
export interface ApiRequest {
  method: "GET" | "POST";
  path: string;
  body?: object;
  token?: string;
}

/** Sends requests, and gives back the body of each answer with its status. */
export type Api = (request: ApiRequest) => Promise<{ status: number; body: unknown }>;

const attempts = 4;

/**
 * Speaks to the system at an address. Waits and tries again when it is busy (429, 503).
 * Errors with one line when nothing answers there.
 */
export function createApi(url: URL, wait: (milliseconds: number) => Promise<unknown> = sleep): Api {
  return async ({ method, path, body, token }) => {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["content-type"] = "application/json";
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(new URL(path, url), {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      }).catch((cause: unknown) => {
        throw new SeedError(
          `${url.origin} must be a running system, got no answer (${reasonOf(cause)}); run "npm start" in another terminal, or name another address with --url`,
        );
      });
      const text = await answer.text();
      const busy = answer.status === 429 || answer.status === 503;
      if (!busy || attempt === attempts) return { status: answer.status, body: parse(text) };
      const seconds = Number(answer.headers.get("retry-after"));
      await wait(Math.min(60, Math.max(1, seconds || attempt)) * 1000);
    }
  };
}

/** The answer's body where its status is one of those expected. Errors with one line otherwise. */
export function expectStatus(
  answer: { status: number; body: unknown },
  what: string,
  ...expected: number[]
): unknown {
  if (expected.includes(answer.status)) return answer.body;
  const detail = field(answer.body, "detail");
  throw new SeedError(
    `${what} must be answered with ${expected.join(" or ")}, got ${answer.status}${detail && ` (${detail})`}; look at the output of "npm start"`,
  );
}

/** A text in an object from outside; empty when it is not there. */
export function field(body: unknown, name: string): string {
  const value = body instanceof Object && name in body ? Reflect.get(body, name) : undefined;
  return typeof value === "string" ? value : "";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}
