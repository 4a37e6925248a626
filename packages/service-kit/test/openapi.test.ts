// Proves the document's content; that apps answer as it says is proved by fuzzing each of them.
import assert from "node:assert/strict";
import pg from "pg";
import { Type } from "typebox";
import { type App, createApp, createAuthentication } from "../src/index.ts";
import { createTestIssuer } from "../src/testing/index.ts";

describe("the OpenAPI document", () => {
  let app: App;

  before(async () => {
    const { keys } = await createTestIssuer("member", "starter");
    const authentication = createAuthentication({ keys, issuer: "member", audience: "starter" });
    app = createApp({
      name: "sample",
      logLevel: "silent",
      pool: new pg.Pool(),
      openApiPath: "/openapi.json",
    });
    const query = Type.Object({ limit: Type.Integer({ default: 20 }), q: Type.String() });
    app.get("/items", { schema: { summary: "Lists items", querystring: query } }, async () => []);
    const response = { 204: Type.Null({ description: "Changed" }) };
    const body = Type.Object({ title: Type.Optional(Type.String({ maxLength: 9 })) });
    app.patch(
      "/items/:id/tags/:tag",
      { onRequest: authentication.required, schema: { body, response, problems: [409] } },
      async (_, reply) => reply.code(204).send(null),
    );
    app.get(
      "/items/:id",
      { schema: { response: { 200: Type.Object({ id: Type.String() }) } } },
      async () => ({
        id: "7",
      }),
    );
  });
  after(() => app.close());

  const read = async () => (await app.inject("/openapi.json")).json();

  it("is OpenAPI 3.1 under the app's name", async () => {
    const { openapi, info } = await read();
    assert.deepEqual({ openapi, info }, { openapi: "3.1.0", info: { title: "sample", version: "1" } });
  });

  it("lists the app's own routes only", async () => {
    assert.deepEqual(Object.keys((await read()).paths), ["/items", "/items/{id}/tags/{tag}", "/items/{id}"]);
  });

  it("describes a query, of which a default makes a part optional", async () => {
    const { summary, parameters } = (await read()).paths["/items"].get;
    assert.equal(summary, "Lists items");
    assert.deepEqual(parameters, [
      { name: "limit", in: "query", required: false, schema: { type: "integer", default: 20 } },
      { name: "q", in: "query", required: true, schema: { type: "string" } },
    ]);
  });

  it("describes a body, a path without a schema, an answer without content, the need of a token, and problems", async () => {
    const { requestBody, parameters, responses, security } = (await read()).paths["/items/{id}/tags/{tag}"]
      .patch;
    const schema = { type: "object", properties: { title: { type: "string", maxLength: 9 } } };
    assert.deepEqual(requestBody, { required: true, content: { "application/json": { schema } } });
    assert.deepEqual(
      parameters.map(({ name }: { name: string }) => name),
      ["id", "tag"],
    );
    const problem = { $ref: "#/components/responses/Problem" };
    assert.deepEqual(responses, {
      204: { description: "Changed" },
      401: problem,
      409: problem,
      default: problem,
    });
    assert.deepEqual(security, [{ bearer: [] }]);
  });

  it("describes an answer, and every other as a problem", async () => {
    const { paths, components } = await read();
    const { responses, security } = paths["/items/{id}"].get;
    const schema = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
    assert.deepEqual(responses, {
      200: { description: "OK", content: { "application/json": { schema } } },
      default: { $ref: "#/components/responses/Problem" },
    });
    assert.equal(security, undefined);
    assert.deepEqual(Object.keys(components.responses.Problem.content), ["application/problem+json"]);
  });
});
