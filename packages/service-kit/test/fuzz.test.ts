// Proves that the fuzz finds what it says it finds, in apps with one defect each. What it finds in the services is theirs.
import assert from "node:assert/strict";
import pg from "pg";
import { Type } from "typebox";
import { type App, createApp, createAuthentication, Problem } from "../src/index.ts";
import { createTestIssuer, fuzz, type TestIssuer } from "../src/testing/index.ts";

const ItemSchema = Type.Object(
  { title: Type.String({ minLength: 1, maxLength: 20 }), count: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);

const OpenItemSchema = Type.Object({ title: Type.String() });

describe("fuzz", () => {
  let issuer: TestIssuer;
  let app: App;

  before(async () => {
    issuer = await createTestIssuer("member", "starter");
  });
  beforeEach(() => {
    app = createApp({
      name: "sample",
      logLevel: "silent",
      pool: new pg.Pool(),
      openApiPath: "/openapi.json",
    });
  });
  afterEach(() => app.close());

  const items: unknown[] = [];
  const run = () =>
    fuzz(app, {
      openApiPath: "/openapi.json",
      issuer,
      prepare: async () => ({ subject: "ann" }),
      stored: async () => items.length,
    });

  it("passes an app that answers as it says", async () => {
    const authentication = createAuthentication({ keys: issuer.keys, issuer: "member", audience: "starter" });
    const schema = { body: ItemSchema, response: { 201: ItemSchema } };
    app.post("/items", { onRequest: authentication.required, schema }, async ({ body }, reply) =>
      reply.code(201).send(body),
    );
    app.addHook("preHandler", async ({ body }) => void items.push(body));
    await run();
  }).timeout(20_000);

  const defects: [string, () => void, RegExp][] = [
    [
      "a defect that one kind of text brings about",
      () =>
        app.post(
          "/items",
          { schema: { body: ItemSchema, response: { 200: ItemSchema } } },
          async ({ body }) => {
            if (body.title.includes("\u0000")) throw new Error("broken");
            return body;
          },
        ),
      /status 500/,
    ],
    [
      "an answer that is not documented",
      () =>
        app.get("/items", { schema: { response: { 200: ItemSchema } } }, async (_, reply) => {
          reply.code(202 as 200);
          return { title: "a", count: 1 };
        }),
      /status 202 is not documented/,
    ],
    [
      "an answer with a field that its schema does not name",
      () =>
        app.get("/items", { schema: { response: { 200: Type.Array(OpenItemSchema) } } }, async () => {
          const stored = { title: "a", secret: "b" };
          return [stored];
        }),
      /does not fit its schema: \[\{"title":"a","secret":"b"\}\]/,
    ],
    [
      "a refusal by the route that is not documented",
      () =>
        app.get("/items", async () => {
          throw new Problem(409);
        }),
      /status 409 is not documented/,
    ],
    [
      "a bad token that passes",
      () => {
        const { required } = createAuthentication({
          keys: issuer.keys,
          issuer: "member",
          audience: "elsewhere",
        });
        app.get(
          "/items",
          { onRequest: required, schema: { response: { 204: Type.Null() } } },
          async (_, reply) => reply.code(204).send(null),
        );
      },
      /with a token for another audience/,
    ],
    [
      "an error that is no problem document",
      () => app.get("/items", (_, reply) => reply.code(400).send({ error: "no" })),
      /application\/problem\+json/,
    ],
    [
      "a refused request that has stored something",
      () =>
        app.post(
          "/items",
          { schema: { body: ItemSchema, response: { 200: ItemSchema }, problems: [409] } },
          async ({ body }) => {
            items.push(body);
            if (body.title.length > 10) throw new Problem(409);
            return body;
          },
        ),
      /stored all the same/,
    ],
    [
      "a route that no request gets through",
      () => app.get("/items", { schema: { problems: [404] } }, (_, reply) => reply.callNotFound()),
      /name good values in known/,
    ],
  ];
  for (const [what, addRoute, message] of defects) {
    it(`finds ${what}`, async () => {
      addRoute();
      await assert.rejects(run(), message);
    }).timeout(20_000);
  }
});
