/** What can go wrong, as far as a reader does something about it. */
export type Trouble = "offline" | "busy" | "limited" | "expired" | "missing" | "taken" | "wrong" | "refused";

/** A call that did not do what it should. */
export class ApiError extends Error {
  readonly trouble: Trouble;
  /** The fields of the request that were refused. */
  readonly fields: readonly string[];
  readonly retryAfterSeconds: number;

  constructor(trouble: Trouble, fields: readonly string[] = [], retryAfterSeconds = 0) {
    super(trouble);
    this.trouble = trouble;
    this.fields = fields;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How a call is made; a GET when nothing is said. */
export interface Options {
  method?: "POST" | "PATCH" | "DELETE";
  body?: object;
  token?: string | undefined;
  signal?: AbortSignal;
}

const longestWaitMs = 20_000;

/** Asks the server; `token` says as whom. Errors with ApiError, or with the signal's own reason. */
export async function call<Answer>(
  path: string,
  { method, body, token, signal }: Options = {},
): Promise<Answer> {
  const headers = new Headers({ accept: "application/json" });
  if (body) headers.set("content-type", "application/json");
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const limit = AbortSignal.timeout(longestWaitMs);
  const answer = await fetch(path, {
    headers,
    ...(method && { method }),
    ...(body && { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch(() => {
    signal?.throwIfAborted();
    throw new ApiError("offline");
  });
  if (!answer.ok) throw await toError(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as Answer;
}

interface Problem {
  type?: string;
  errors?: { field: string }[];
}

async function toError(answer: Response): Promise<ApiError> {
  // The load balancer's own answers are no JSON.
  const { type = "", errors = [] } = (await answer.json().catch(() => ({}))) as Problem;
  const fields = errors.map(({ field }) => field);
  const retryAfter = Number(answer.headers.get("retry-after")) || 0;
  return new ApiError(troubleOf(answer.status, type), fields, retryAfter);
}

function troubleOf(status: number, type: string): Trouble {
  if (type.endsWith(":wrong-credentials")) return "wrong";
  if (type.endsWith(":email-taken")) return "taken";
  if (status === 401) return "expired";
  if (status === 404) return "missing";
  if (status === 429) return "limited";
  return status >= 500 ? "busy" : "refused";
}
