import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from "fastify";
import type { App } from "./app.ts";
import { isDatabaseUnavailable, isUnstorableText } from "./database-failure.ts";
import { type FieldError, Problem, unavailable } from "./problem.ts";
import { plainTextPattern } from "./schemas.ts";

/** Answers every error of an app with a problem document. */
export function answerWithProblems(app: App): void {
  app.setErrorHandler((error, request, reply) => send(reply, request, toProblem(error)));
  app.setNotFoundHandler((request, reply) =>
    send(reply, request, new Problem(404, { detail: "there is nothing at this address" })),
  );
}

function send(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  // A refused request is the caller's business; only what we failed at belongs into the log as an error.
  if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem }, problem.message);
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send(problem.document);
}

/** The problem that an error is answered with. Nothing of an unexpected error's text reaches the caller. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isDatabaseUnavailable(error)) return unavailable("database", error);
  if (isUnstorableText(error))
    return new Problem(400, { detail: "a text has a character that cannot be stored" });
  if (isFastifyError(error)) {
    if (error.validation) return invalidRequest(error);
    const status = error.statusCode ?? 500;
    // Fastify's own texts about a request are fit to be seen; any other library's may not be.
    const detail = error.code?.startsWith("FST_ERR_CTP_") ? error.message : undefined;
    if (status >= 400 && status < 500 && status in STATUS_CODES) return new Problem(status, { detail });
  }
  return new Problem(500, { cause: error });
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ("statusCode" in error || "validation" in error);
}

function invalidRequest(error: FastifyError): Problem {
  const part = error.validationContext ?? "body";
  const errors = (error.validation ?? []).map((mistake): FieldError => {
    const { missingProperty, additionalProperty } = mistake.params;
    const last = [missingProperty, additionalProperty].filter((name) => typeof name === "string");
    return {
      in: part,
      field: [...mistake.instancePath.split("/").slice(1), ...last].join("."),
      detail: explain(mistake),
    };
  });
  const detail = errors.map(({ field, detail }) => `${field || part} ${detail}`).join("; ");
  return new Problem(400, { kind: "invalid-request", title: "Invalid request", detail, errors });
}

function explain({ params, message = "is not valid" }: FastifySchemaValidationError): string {
  if (params.missingProperty !== undefined) return "is required";
  if (params.additionalProperty !== undefined) return "is not a known field";
  return params.pattern === plainTextPattern ? "must not be blank, nor have the character NUL" : message;
}
