import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { request } from "./node-http.ts";
import { requestIdHeaders } from "./request-id.ts";

/** How another service is asked. */
export interface ServiceCall {
  /** @default "GET" */
  method?: string;
  /** Sent as JSON. Left out: nothing is sent. */
  body?: unknown;
  headers?: Record<string, string>;
  /** How long the whole answer may take. @default 2000 */
  timeoutMilliseconds?: number;
}

/** What another service answered. */
export interface ServiceAnswer {
  status: number;
  /** What its JSON says; of another type its text. */
  body: unknown;
}

/**
 * Asks another service, and carries the request id on. Connections are kept for the next call. Errors when there is no
 * answer, not in time (a `TimeoutError`), or no readable one.
 */
export async function callService(url: URL, call: ServiceCall = {}): Promise<ServiceAnswer> {
  const { method = "GET", body, timeoutMilliseconds = 2000 } = call;
  const send = url.protocol === "https:" ? process.getBuiltinModule("node:https").request : request;
  const headers = { ...requestIdHeaders(), accept: "application/json", ...call.headers };
  const content = body === undefined ? undefined : JSON.stringify(body);
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const asked = send(url, { method, headers, signal });
    if (content !== undefined) asked.setHeader("content-type", "application/json");
    asked.end(content);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const { statusCode = 0, headers: given } = answer;
    const said = await text(answer);
    const isJson = /[/+]json\b/.test(given["content-type"] ?? "");
    return { status: statusCode, body: isJson ? JSON.parse(said) : said };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
