import assert from "node:assert/strict";
import fc from "fast-check";
import Schema from "typebox/schema";
import type { App } from "../../app.ts";
import { ProblemSchema } from "../../problem.ts";
import type { TestIssuer } from "../test-issuer.ts";
import { exchange, hostileBytes } from "./connections.ts";
import type { JsonSchema, OpenApiDocument, Operation } from "./document.ts";
import { firstRequests } from "./first-requests.ts";
import { hostileTokens } from "./hostile.ts";
import { type FuzzRequest, requestsFor } from "./requests.ts";
import type { KnownValues } from "./values.ts";

/** What `fuzz` needs to know of an app. */
export interface FuzzOptions {
  openApiPath: string;
  /** Whose tokens the app accepts. */
  issuer: TestIssuer;
  /** Called before each operation: makes what good requests name, and tells it. */
  prepare(): Promise<{ subject: string; known?: KnownValues }>;
  /** Tells what is stored, which no refused request may change. Left out: that is not looked at. */
  stored?(): Promise<unknown>;
  /** How many requests each operation gets by chance, after those that leave nothing to it. @default 50 */
  requests?: number;
}

type Tried = [request: FuzzRequest, token: string];
type Answer = Awaited<ReturnType<typeof ask>>;

/**
 * Sends every operation of an app's OpenAPI document good, bad and senseless requests, and then some bytes over a real
 * connection. Errors with the smallest request whose answer is a 5xx, is not documented, does not fit its schema or has
 * more fields, tells of the inside, lets a bad token pass, or is a refusal that has stored something; and when an
 * operation never succeeded, as then little of it was tried.
 */
export async function fuzz(
  app: App,
  { openApiPath, issuer, prepare, stored, requests = 50 }: FuzzOptions,
): Promise<void> {
  const document: OpenApiDocument = (await app.inject(openApiPath)).json();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const { subject, known = {} } = await prepare();
      const tokens: Record<string, string | undefined> = await hostileTokens(issuer, subject);
      const badNames = ["none", ...Object.keys(tokens)];
      const good = await issuer.sign(subject);
      const first = firstRequests(method, path, operation, known);
      const withBadTokens = first.slice(0, 1).flatMap((each) => badNames.map((name): Tried => [each, name]));
      const examples = [...withBadTokens, ...first.map((each): Tried => [each, "good"])];
      let successes = 0;
      let last = await stored?.();
      const property = fc.asyncProperty(
        requestsFor(method, path, operation, known),
        fc.option(fc.constantFrom(...badNames), { nil: "good", freq: 5 }),
        async (request, token) => {
          const answer = await ask(app, request, token === "good" ? good : tokens[token]);
          const [before, now] = [last, await stored?.()];
          last = now;
          if (answer.statusCode >= 400) assert.deepEqual(now, before, "stored all the same");
          if (request.ownPath && operation.security && token !== "good")
            assert.equal(answer.statusCode, 401, `with a token ${token}`);
          if (request.ownPath && answer.statusCode < 400) successes += 1;
          checkAnswer(answer, request.ownPath ? operation : undefined);
        },
      );
      const numRuns = examples.length + requests;
      await fc.assert(property, { examples, numRuns, includeErrorInReport: true });
      assert.ok(successes > 0, `${method} ${path}: no request got through; name good values in known`);
    }
  }
  await fuzzConnections(app, Object.keys(document.paths)[0] ?? "/");
  assert.equal((await app.inject("/livez")).statusCode, 200);
}

function ask(app: App, { method, url, body, contentType }: FuzzRequest, token: string | undefined) {
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers["content-type"] = contentType;
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return app.inject({ method, url, headers, payload: body });
}

/** What a route's own code answers with, so that a caller must hear of it. */
const ownProblems = [403, 404, 409, 429];

/** Nothing of it may come from a request: that is what answers with it would be mistaken for. */
const inside =
  /\n\s+at |node_modules|\.ts:\d|relation \\?"|syntax error at|violates|invalid input|invalid byte|ECONN/;

function checkAnswer({ statusCode, headers, body }: Answer, operation: Operation | undefined): void {
  assert.ok(statusCode < 500, `status ${statusCode}: ${body}`);
  const type = String(headers["content-type"]);
  const documented = operation?.responses[statusCode];
  if (operation && (statusCode < 400 || ownProblems.includes(statusCode)))
    assert.ok(documented, `status ${statusCode} is not documented`);
  if (statusCode >= 400) {
    assert.equal(type, "application/problem+json");
    checkProblem(statusCode, body);
  } else if (documented) {
    const content = documented.content?.["application/json"];
    if (content)
      assert.ok(Schema.Check(closed(content.schema), JSON.parse(body)), `does not fit its schema: ${body}`);
    else assert.equal(body, "");
  }
}

/** The same schema for objects without any other field, as one that it does not name may be none of the caller's business. */
function closed(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_key, part) =>
    part?.properties instanceof Object && part.type === "object"
      ? { additionalProperties: false, ...part }
      : part,
  );
}

function checkProblem(status: number, body: string): void {
  const problem: unknown = JSON.parse(body);
  assert.ok(Schema.Check(ProblemSchema, problem), `no problem document: ${body}`);
  assert.equal(problem.status, status);
  assert.match(problem.type, /^urn:problem-type:[a-z-]+$/);
  assert.doesNotMatch(body, inside);
}

async function fuzzConnections(app: App, path: string): Promise<void> {
  if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
  const url = new URL(app.listeningOrigin);
  for (const [what, bytes] of Object.entries(hostileBytes(path))) {
    const { status, body } = await exchange(url, bytes);
    // Nobody is there any more to read an answer to half a request.
    if (status === 0 && what === "less body than announced") continue;
    assert.ok(status >= 400 && status < 500, `${what}: status ${status}: ${body}`);
    checkProblem(status, body);
  }
}
