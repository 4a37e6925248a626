// Proves what every app has, by injection. A process of its own is in run-service.test.ts, a real database in
// database.test.ts.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import pg from "pg";
import { Type } from "typebox";
import type { LogLevel } from "../src/index.ts";
import { type App, createApp, notFound, Problem, plainText, problemKinds } from "../src/index.ts";
import { wellFormedId } from "../src/request-id.ts";

const ItemSchema = Type.Object(
  {
    title: plainText({ maxLength: 10 }),
    tags: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
  },
  { additionalProperties: false },
);

describe("createApp", () => {
  let app: App;
  let log: string[];

  const build = (logLevel: LogLevel = "info") => {
    log = [];
    const logStream = { write: (line: string) => log.push(line) };
    app = createApp({ name: "sample", logLevel, logStream, pool: new pg.Pool() });
    app.post("/items", { schema: { body: ItemSchema } }, async ({ body }) => body);
    const query = Type.Object({ limit: Type.Integer({ minimum: 1, default: 20 }) });
    app.get("/items", { schema: { querystring: query } }, async ({ query }) => query);
    app.get("/items/:id", async () => {
      throw notFound("item");
    });
    app.get("/defect", async () => {
      throw Object.assign(new Error("select secret_column failed"), {
        detail: "Key (email)=(ann@example.com)",
      });
    });
    app.get("/unreachable", async () => {
      throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
    });
    app.get("/wrong-data", async () => {
      throw Object.assign(new Error('invalid input syntax for type uuid: "ann@example.com"'), {
        code: "22P02",
      });
    });
    app.get("/unstorable", async () => {
      throw Object.assign(new Error("invalid byte sequence"), { code: "22021" });
    });
  };

  beforeEach(() => build());
  afterEach(() => app.close());

  const post = (payload: object | string) =>
    app.inject({ method: "POST", url: "/items", payload, headers: { "content-type": "application/json" } });

  describe("problem documents", () => {
    it("name every refused field of a body", async () => {
      const answer = await post({ tags: [{}], extra: 1 });
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.headers["content-type"], "application/problem+json");
      assert.deepEqual(answer.json(), {
        type: "urn:problem-type:invalid-request",
        title: "Invalid request",
        status: 400,
        detail: "title is required; extra is not a known field; tags.0.name is required",
        errors: [
          { in: "body", field: "title", detail: "is required" },
          { in: "body", field: "extra", detail: "is not a known field" },
          { in: "body", field: "tags.0.name", detail: "is required" },
        ],
      });
    });

    it("refuse a body's number where a text is asked for", async () => {
      const { errors } = (await post({ title: 5 })).json();
      assert.deepEqual(errors, [{ in: "body", field: "title", detail: "must be string" }]);
    });

    for (const title of ["", "   ", "\n\t", "a\u0000b", "\u0000"]) {
      it(`refuse the blank or unstorable text ${JSON.stringify(title)}`, async () => {
        assert.equal((await post({ title })).statusCode, 400);
      });
    }

    it("answer a body that is no JSON with 400", async () => {
      assert.equal((await post('{"title"')).statusCode, 400);
    });

    it("answer another content type with 415", async () => {
      const headers = { "content-type": "text/csv" };
      const answer = await app.inject({ method: "POST", url: "/items", payload: "a,b", headers });
      assert.deepEqual([answer.statusCode, answer.json().title], [415, "Unsupported media type"]);
    });

    it("answer a body over 64 KiB with 413", async () => {
      assert.equal((await post({ title: "x".repeat(65 * 1024) })).statusCode, 413);
    });

    it("answer an unknown address with 404", async () => {
      const answer = await app.inject("/nowhere");
      assert.deepEqual(answer.json(), {
        type: "urn:problem-type:not-found",
        title: "Not found",
        status: 404,
        detail: "there is nothing at this address",
      });
    });

    it("answer with the problem that a route throws", async () => {
      const answer = await app.inject("/items/7");
      assert.deepEqual([answer.statusCode, answer.json().detail], [404, "there is no such item"]);
    });

    it("answer an address that cannot be decoded with 400", async () => {
      const answer = await app.inject("/items/%zz");
      assert.equal(answer.headers["content-type"], "application/problem+json");
      assert.deepEqual(answer.json(), {
        type: "urn:problem-type:bad-request",
        title: "Bad request",
        status: 400,
      });
    });

    it("answer a request that arrives too slowly with 408", async () => {
      assert.ok(app.server.headersTimeout < app.server.requestTimeout);
      Object.assign(app.server, {
        headersTimeout: 100,
        requestTimeout: 200,
        connectionsCheckingInterval: 50,
      });
      await app.listen({ host: "127.0.0.1", port: 0 });
      const slow = connect(Number(new URL(app.listeningOrigin).port), "127.0.0.1");
      slow.write(
        "POST /items HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
      );
      const [head = "", body = ""] = (await text(slow)).split("\r\n\r\n");
      assert.match(head, /^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json/);
      assert.equal(JSON.parse(body).type, "urn:problem-type:timeout");
    });

    it("have a type and a title for each status, the same as the README's", async () => {
      const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
      const rows = [...readme.matchAll(/^\| `urn:problem-type:([a-z-]+)` +\| (\d+) +\|/gm)];
      assert.deepEqual(
        rows.map(([, kind, status]) => [kind, Number(status)]),
        Object.entries(problemKinds).map(([kind, { status }]) => [kind, status]),
      );
      assert.equal(new Problem(418).document.type, "about:blank");
    });

    it("are those that nginx answers with in an app's place", async () => {
      const file = new URL("../../nginx/core/problems.conf", import.meta.url);
      const documents = (await readFile(file, "utf8")).matchAll(/^ {2}(\d+) '(.+)';$/gm);
      const statuses = new Set(Object.values(problemKinds).map(({ status }) => status));
      const shared = [...documents].filter(([, status]) => statuses.has(Number(status)));
      for (const [, status, text = ""] of shared)
        assert.deepEqual(JSON.parse(text), new Problem(Number(status)).document);
      assert.deepEqual(
        shared.map(([, status]) => Number(status)),
        [400, 403, 404, 413, 414, 431, 500, 503],
      );
    });

    it("tell nothing of a defect", async () => {
      const answer = await app.inject("/defect");
      const type = "urn:problem-type:internal";
      assert.deepEqual(answer.json(), { type, title: "Internal server error", status: 500 });
    });

    it("answer 503 while the database cannot be reached", async () => {
      const answer = await app.inject("/unreachable");
      assert.deepEqual([answer.statusCode, answer.headers["retry-after"]], [503, "5"]);
      assert.doesNotMatch(answer.body, /10\.0\.0\.7/);
    });

    it("answer 400 to a text that PostgreSQL cannot store", async () => {
      assert.equal((await app.inject("/unstorable")).statusCode, 400);
    });
  });

  it("turns a query's text into the number that the schema asks for", async () => {
    assert.deepEqual((await app.inject("/items?limit=5")).json(), { limit: 5 });
    assert.deepEqual((await app.inject("/items")).json(), { limit: 20 });
  });

  for (const limit of ["1e999", "-1e999", "1.5", "0", "x", "", "true"]) {
    it(`refuses a query's ${JSON.stringify(limit)} in place of a number from 1`, async () => {
      const { errors } = (await app.inject(`/items?limit=${limit}`)).json();
      assert.deepEqual(
        errors.map(({ field }: { field: string }) => field),
        ["limit"],
      );
    });
  }

  it("refuses a query parameter given twice", async () => {
    const { errors } = (await app.inject("/items?limit=1&limit=2")).json();
    assert.deepEqual(errors, [{ in: "querystring", field: "limit", detail: "must be integer" }]);
  });

  describe("request ids", () => {
    for (const id of ["abc_DEF-1.2", "a".repeat(128)]) {
      it(`are kept when well-formed, like ${id.slice(0, 20)}`, async () => {
        const answer = await app.inject({ url: "/livez", headers: { "x-request-id": id } });
        assert.equal(answer.headers["x-request-id"], id);
      });
    }

    it("are well-formed for nginx when they are here", async () => {
      const file = new URL("../../nginx/core/request-id.conf", import.meta.url);
      const [, pattern] = /"~(.+)" \$http_x_request_id;/.exec(await readFile(file, "utf8")) ?? [];
      assert.equal(pattern, wellFormedId.source);
    });

    for (const id of ["short", "a".repeat(129), "has space in it", 'quote"quote']) {
      it(`are replaced when they are like ${JSON.stringify(id.slice(0, 20))}`, async () => {
        const answer = await app.inject({ url: "/livez", headers: { "x-request-id": id } });
        assert.match(String(answer.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
      });
    }
  });

  describe("log", () => {
    it("has one line for an answer, with the route in place of the address", async () => {
      await app.inject({ url: "/items?limit=5&q=private", headers: { "x-request-id": "request-0001" } });
      const [line, ...rest] = log.map((text) => JSON.parse(text));
      assert.deepEqual(rest, []);
      const { level, service, requestId, method, route, status } = line;
      assert.deepEqual(
        { level, service, requestId, method, route, status },
        {
          level: "info",
          service: "sample",
          requestId: "request-0001",
          method: "GET",
          route: "/items",
          status: 200,
        },
      );
      assert.doesNotMatch(log.join(), /private/);
    });

    it("has a defect's text and stack, without the row that a database quotes", async () => {
      await app.inject("/defect");
      const { err } = log.map((text) => JSON.parse(text)).find(({ level }) => level === "error");
      assert.equal(err.message, "select secret_column failed");
      assert.match(err.stack, /app\.test\.ts/);
      assert.doesNotMatch(log.join(), /ann@example\.com/);
    });

    it("has nothing of what a caller sends, whatever comes of it and however much is logged", async () => {
      build("trace");
      const headers = {
        authorization: "Bearer hidden-token",
        cookie: "s=hidden-cookie",
        referer: "/?hidden",
      };
      for (const url of [
        "/items/hidden",
        "/items?limit=hidden",
        "/defect?q=hidden",
        "/hidden",
        "/%zz-hidden",
      ]) {
        await app.inject({ url, headers });
      }
      for (const payload of [
        '{"title":"hidden title","hidden":1}',
        '{"title":"hidden"}',
        '{"password":"hidden',
      ]) {
        await post(payload);
      }
      assert.ok(log.length >= 6);
      assert.doesNotMatch(log.join(), /hidden/);
    });

    it("has PostgreSQL's complaint about wrong data without the data", async () => {
      await app.inject("/wrong-data");
      const { err } = log.map((text) => JSON.parse(text)).find(({ level }) => level === "error");
      assert.equal(err.message, "invalid input syntax for type uuid");
      assert.doesNotMatch(log.join(), /ann@example\.com/);
    });

    it("has no lines for health checks", async () => {
      await app.inject("/livez");
      assert.deepEqual(log, []);
    });
  });

  describe("health", () => {
    it("is alive before it listens, and not ready", async () => {
      assert.equal((await app.inject("/livez")).statusCode, 200);
      assert.equal((await app.inject("/readyz")).statusCode, 503);
    });

    it("is not ready any more while it closes", async () => {
      let status: number | undefined;
      app.addHook("preClose", async () => {
        status = (await fetch(`${url}/readyz`)).status;
      });
      const url = await app.listen({ host: "127.0.0.1", port: 0 });
      await app.close();
      assert.equal(status, 503);
    });

    it("is ready once it listens", async () => {
      await app.listen({ host: "127.0.0.1", port: 0 });
      assert.equal((await app.inject("/readyz")).statusCode, 200);
    });
  });
});
