import type { RouteOptions } from "fastify";
import type { App } from "./app.ts";
import { requiresToken } from "./authentication.ts";
import { STATUS_CODES } from "./node-http.ts";
import { ProblemSchema } from "./problem.ts";

declare module "fastify" {
  interface FastifySchema {
    /** What the route does, in a few words, for the OpenAPI document. */
    summary?: string;
    /** Statuses of the problems that its own code answers with: 409 for an address that is taken. */
    problems?: number[];
    /** Keeps the route out of the OpenAPI document. */
    hide?: boolean;
  }
}

interface JsonSchema {
  type?: string;
  description?: string;
  properties?: Record<string, object>;
  required?: string[];
}

/** Describes all routes that are registered from now on, and answers with the OpenAPI 3.1 document at `path`. */
export function serveOpenApi(app: App, { path, title }: { path: string; title: string }): void {
  const paths: Record<string, object> = {};
  app.addHook("onRoute", (route) => {
    if (route.schema?.hide) return;
    const template = route.url.replace(/:(\w+)/g, "{$1}");
    for (const method of [route.method].flat().filter((name) => name !== "HEAD")) {
      paths[template] = { ...paths[template], [method.toLowerCase()]: describe(route) };
    }
  });
  // Written when first asked for: a start should not pay for it.
  let text: string | undefined;
  app.get(path, { schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify({ openapi: "3.1.0", info: { title, version: "1" }, paths, components });
    return reply.type("application/json").header("cache-control", "public, max-age=300").send(text);
  });
}

const components = {
  securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
  responses: {
    Problem: {
      description: "What went wrong (RFC 9457)",
      content: { "application/problem+json": { schema: ProblemSchema } },
    },
  },
};

function describe({ url, schema = {}, onRequest = [] }: RouteOptions): object {
  const { summary, params, querystring, body, response } = schema as Record<string, JsonSchema | undefined>;
  const named = [...url.matchAll(/:(\w+)/g)].map(([, name = ""]) => [name, { type: "string" }]);
  const parameters = [
    ...describeParameters("path", { properties: Object.fromEntries(named), ...params }),
    ...describeParameters("query", querystring),
  ];
  const withToken = [onRequest].flat().some((hook) => requiresToken.has(hook));
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: describeAnswers(response, [...(withToken ? [401] : []), ...(schema.problems ?? [])]),
    ...(withToken && { security: [{ bearer: [] }] }),
  };
}

function describeParameters(part: "path" | "query", { properties = {}, required = [] }: JsonSchema = {}) {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: part,
    // A default fills in for what is left out.
    required: part === "path" || (required.includes(name) && !("default" in schema)),
    schema,
  }));
}

/** The successes that a route's schema lists, the problems by which a caller tells what to do, and a problem for all else. */
function describeAnswers(schemas: object = {}, problems: number[]): object {
  const problem = { $ref: "#/components/responses/Problem" };
  const answers: Record<string, object> = { default: problem };
  for (const status of problems) answers[status] = problem;
  for (const [status, schema] of Object.entries(schemas as Record<string, JsonSchema>)) {
    if (Number(status) >= 400) continue;
    const description = schema.description ?? STATUS_CODES[status];
    const content = schema.type === "null" ? undefined : { "application/json": { schema } };
    answers[status] = { description, content };
  }
  return answers;
}
