import { type Static, Type } from "typebox";
import { STATUS_CODES } from "./node-http.ts";

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

/** One field of a request that was refused. */
export type FieldError = Static<typeof FieldErrorSchema>;

/**
 * The kinds of problem that every service answers with; an app has its own besides. The first kind of a status stands
 * for problems of that status that name none. A kind is never renamed: programs act on it.
 */
export const problemKinds: Readonly<Record<string, { status: number; title: string }>> = {
  "bad-request": { status: 400, title: "Bad request" },
  "invalid-request": { status: 400, title: "Invalid request" },
  unauthorized: { status: 401, title: "Unauthorized" },
  forbidden: { status: 403, title: "Forbidden" },
  "not-found": { status: 404, title: "Not found" },
  timeout: { status: 408, title: "Request timeout" },
  "body-too-large": { status: 413, title: "Body too large" },
  "address-too-long": { status: 414, title: "Address too long" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
  "headers-too-large": { status: 431, title: "Headers too large" },
  internal: { status: 500, title: "Internal server error" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
  busy: { status: 503, title: "Busy" },
};

/** What a problem may carry besides its status. */
export interface ProblemOptions {
  /** Last part of the type's URN, kebab-case. Left out: the first of the status in `problemKinds`. */
  kind?: string;
  /** Left out: the kind's title in `problemKinds`, or the status's own name. */
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
  readonly document: Static<typeof ProblemSchema>;
  readonly headers: Record<string, string>;

  constructor(status: number, options: ProblemOptions = {}) {
    const { detail, errors, headers = {}, cause } = options;
    const kind =
      options.kind ?? Object.keys(problemKinds).find((name) => problemKinds[name]?.status === status);
    const title = options.title ?? problemKinds[kind ?? ""]?.title ?? STATUS_CODES[status] ?? "Error";
    super(detail ?? title, { cause });
    this.name = "Problem";
    this.status = status;
    this.headers = headers;
    this.document = { type: kind ? `urn:problem-type:${kind}` : "about:blank", title, status };
    if (detail !== undefined) this.document.detail = detail;
    if (errors !== undefined) this.document.errors = errors;
  }
}

/** 400 for fields of a request that say what cannot be, each with what must hold. */
export function invalidRequest(errors: FieldError[]): Problem {
  const detail = errors.map(({ in: part, field, detail }) => `${field || part} ${detail}`).join("; ");
  return new Problem(400, { kind: "invalid-request", detail, errors });
}

/** 404 for a thing that a route looked for and did not find. */
export function notFound(what: string): Problem {
  return new Problem(404, { detail: `there is no such ${what}` });
}

/** 503 for more of something at once than can be done. */
export function busy(what: string): Problem {
  const detail = `too many ${what} at this moment; try again`;
  return new Problem(503, { kind: "busy", detail, headers: { "retry-after": "2" } });
}

/** 503 for a part that this service needs and cannot reach now. */
export function unavailable(part: string, cause?: unknown): Problem {
  const detail = `the ${part} cannot be reached now; try again in a moment`;
  return new Problem(503, { detail, headers: { "retry-after": "5" }, cause });
}
