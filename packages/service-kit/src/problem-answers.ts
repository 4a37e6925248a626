import type { Socket } from "node:net";
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import { isDatabaseUnavailable, isUnstorableText } from "./database-failure.ts";
import { STATUS_CODES } from "./node-http.ts";
import { Problem, unavailable } from "./problem.ts";

/** Answers every error of an app with a problem document. */
export function answerWithProblems(app: App): void {
  app.setErrorHandler(answerError);
  const nothing = new Problem(404, { detail: "there is nothing at this address" });
  app.setNotFoundHandler((request, reply) => answerError(nothing, request, reply));
}

/** Answers what node refuses before there is a request: it came too slowly, its headers are too large, or no HTTP. */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const status = late ? 408 : error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const body = JSON.stringify(new Problem(status).document);
  if (socket.writable && error.code !== "ECONNRESET")
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  socket.destroy();
}

/** Answers one error; also fastify's own about an address that cannot be read, for which no route is looked for. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  // A refused request is the caller's business; only what we failed at belongs into the log as an error.
  if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem }, problem.message);
  reply.code(problem.status).headers(problem.headers);
  return reply.type("application/problem+json").serializer(JSON.stringify).send(problem.document);
}

/** Nothing of an unexpected error's text reaches the caller. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isDatabaseUnavailable(error)) return unavailable("database", error);
  if (isUnstorableText(error)) return new Problem(400, { detail: "a text cannot be stored as it is" });
  if (isFastifyError(error)) {
    const status = error.statusCode ?? 500;
    // Fastify's own texts about a request are fit to be seen; any other library's may not be.
    const detail = error.code?.startsWith("FST_ERR_CTP_") ? error.message : undefined;
    if (status >= 400 && status < 500 && status in STATUS_CODES) return new Problem(status, { detail });
  }
  return new Problem(500, { cause: error });
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && "statusCode" in error;
}
