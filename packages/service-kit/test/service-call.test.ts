// Proves how one service asks another, over real HTTP. That the request id is carried on is in authentication.test.ts.
// HTTPS is not tried: it takes the same way with node:https.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { callService } from "../src/index.ts";

describe("callService", () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const sockets = new Set<object>();
  const server = createServer((request, response) => {
    sockets.add(request.socket);
    answer(request, response);
  });
  let url: URL;

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/things`);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const answerWith = (status: number, type: string, body: string) => {
    answer = (_request, response) => response.writeHead(status, { "content-type": type }).end(body);
  };

  it("gives the status and what the JSON says", async () => {
    answerWith(200, "application/json; charset=utf-8", '{"name":"지수"}');
    assert.deepEqual(await callService(url), { status: 200, body: { name: "지수" } });
  });

  it("gives a problem document as any other JSON", async () => {
    answerWith(404, "application/problem+json", '{"status":404}');
    assert.deepEqual(await callService(url), { status: 404, body: { status: 404 } });
  });

  it("gives the text of another type, of nginx for instance", async () => {
    answerWith(502, "text/html", "<h1>Bad gateway</h1>");
    assert.deepEqual(await callService(url), { status: 502, body: "<h1>Bad gateway</h1>" });
  });

  it("sends a body as JSON, and headers", async () => {
    answer = async (request, response) => {
      const { method, headers } = request;
      const got = [method, headers["content-type"], headers["x-shop"], await text(request)];
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(got));
    };
    const call = { method: "POST", headers: { "x-shop": "1" }, body: { name: "지수" } };
    const { status, body } = await callService(url, call);
    assert.deepEqual([status, body], [201, ["POST", "application/json", "1", '{"name":"지수"}']]);
  });

  it("uses a connection again", async () => {
    answerWith(200, "application/json", "1");
    await callService(url);
    sockets.clear();
    for (let call = 0; call < 5; call++) await callService(url);
    assert.equal(sockets.size, 1);
  });

  it("gives up when the answer does not come in time, or not to its end", async () => {
    answer = () => undefined;
    await assert.rejects(callService(url, { timeoutMilliseconds: 50 }), { name: "TimeoutError" });
    answer = (_request, response) => response.writeHead(200).write("half");
    await assert.rejects(callService(url, { timeoutMilliseconds: 50 }), { name: "TimeoutError" });
  });

  it("errors when the answer breaks off, or nobody answers", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": 9 }).write("half");
      setImmediate(() => response.destroy());
    };
    await assert.rejects(callService(url), { code: "ECONNRESET" });
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await assert.rejects(callService(new URL(`http://127.0.0.1:${port}/`)), { code: "ECONNREFUSED" });
  });

  it("leaves Node's own fetch unloaded, as does everything else that a service starts with", async () => {
    const program = join(import.meta.dirname, "fixtures/call-oneself.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    assert.equal(stdout, "200, fetch: false\n");
  });
});
