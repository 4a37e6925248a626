import { STATUS_CODES } from "node:http";
import { type Static, Type } from "typebox";

/** One field of a request that was refused. */
export const FieldErrorSchema = Type.Object({
  in: Type.String({ description: "Part of the request: body, querystring, params or headers" }),
  field: Type.String({ description: "Path to the field, parts joined by dots" }),
  detail: Type.String(),
});

/** An RFC 9457 problem document: what every error answer looks like. */
export const ProblemSchema = Type.Object({
  type: Type.String({ description: "What kind of problem; stays the same, so that a program can act on it" }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(FieldErrorSchema)),
});

/** The content of a problem document. */
export type ProblemDocument = Static<typeof ProblemSchema>;

/** One field of a request that was refused. */
export type FieldError = Static<typeof FieldErrorSchema>;

/** What a problem may carry besides its status. */
export interface ProblemOptions {
  /** Last part of the type's URN, kebab-case. Left out: the status says it all. */
  kind?: string;
  title?: string;
  detail?: string;
  errors?: FieldError[];
  /** Headers that belong to the answer, `retry-after` for instance. */
  headers?: Record<string, string>;
  /** What led to it; goes to the log, never to the caller. */
  cause?: unknown;
}

/** An error that a route throws to answer with a problem document. */
export class Problem extends Error {
  readonly status: number;
  readonly document: ProblemDocument;
  readonly headers: Record<string, string>;

  constructor(status: number, options: ProblemOptions = {}) {
    const { kind, detail, errors, headers = {}, cause } = options;
    const title = options.title ?? STATUS_CODES[status] ?? "Error";
    super(detail ?? title, { cause });
    this.name = "Problem";
    this.status = status;
    this.headers = headers;
    this.document = { type: kind ? `urn:problem-type:${kind}` : "about:blank", title, status };
    if (detail !== undefined) this.document.detail = detail;
    if (errors !== undefined) this.document.errors = errors;
  }
}

/** 404 for a thing that a route looked for and did not find. */
export function notFound(what: string): Problem {
  return new Problem(404, { kind: "not-found", detail: `there is no such ${what}` });
}

/** 503 for a part that this service needs and cannot reach now. */
export function unavailable(part: string, cause?: unknown): Problem {
  return new Problem(503, {
    kind: "unavailable",
    title: "Temporarily unavailable",
    detail: `the ${part} cannot be reached now; try again in a moment`,
    headers: { "retry-after": "5" },
    cause,
  });
}
