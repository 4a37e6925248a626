import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { App } from "./app.ts";

const header = "x-request-id";
const current = new AsyncLocalStorage<string>();

/** A request id that is kept; nginx has the same (packages/nginx/core/request-id.conf), or the logs would not meet. */
export const wellFormedId = /^[A-Za-z0-9._-]{8,128}$/;

/** The caller's request id when it is well-formed (anything else could forge log lines), or a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers[header];
  return typeof given === "string" && wellFormedId.test(given) ? given : randomUUID();
}

/** Answers with the request's id, and makes it known to calls that the request's code makes. */
export function propagateRequestId(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(header, request.id);
    current.run(request.id, done);
  });
  // The body's arrival is an event of the connection and comes without the context: it is entered again.
  app.addHook("preValidation", (request, _reply, done) => current.run(request.id, done));
}

/** Headers that carry the id of the request under way on to another service; none outside of one. */
export function requestIdHeaders(): Record<string, string> {
  const id = current.getStore();
  return id === undefined ? {} : { [header]: id };
}
