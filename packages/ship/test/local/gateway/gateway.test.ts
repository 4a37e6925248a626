// Proves the gateway on real sockets against small servers; an Application Load Balancer itself is not asked.
import assert from "node:assert/strict";
import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { rewriteExpression } from "@starter/fargate/contracts";
import { findFreePorts } from "../../../src/local/gateway/free-ports.ts";
import { type Gateway, startGateway } from "../../../src/local/gateway/gateway.ts";
import type { LocalRewrite, LocalRoute } from "../../../src/local/plan/local-plan.ts";

/** A service's rewrite as the component gives it to AWS. */
function expressionOf(rewrite: { from: string; to: string }): { regex: RegExp; replace: string } {
  const { regex, replace } = rewriteExpression(rewrite);
  return { regex: new RegExp(regex), replace };
}

describe("gateway", () => {
  let gateway: Gateway | undefined;
  let target: Server | undefined;
  let available = true;

  afterEach(async () => {
    await gateway?.close();
    target?.closeAllConnections();
    target?.close();
    available = true;
  });

  async function listen(
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<number> {
    target = createServer(handler).listen(0, "127.0.0.1");
    await once(target, "listening");
    return (target.address() as AddressInfo).port;
  }

  async function open(
    targetPort: number,
    { idleTimeoutMs, rewrites = [] }: { idleTimeoutMs?: number; rewrites?: LocalRewrite[] } = {},
  ): Promise<string> {
    const conditions = [{ pathPattern: { values: ["/api/*"] } }];
    const routes: LocalRoute[] = [
      { rule: "r", conditions, rewrites, to: { service: "member", port: targetPort } },
    ];
    const fallback = { status: 404, contentType: "text/plain", body: "not found" };
    const [port = 0] = await findFreePorts(1);
    gateway = await startGateway({
      plan: { routes, fallback, pages: [] },
      port,
      isAvailable: () => available,
      ...(idleTimeoutMs ? { idleTimeoutMs } : {}),
    });
    return `http://127.0.0.1:${gateway.port}`;
  }

  it("passes method, path, headers and body on, and the answer back", async () => {
    const port = await listen(async (request, response) => {
      const chunks = await request.toArray();
      response.writeHead(201, { "x-answer": "yes" });
      response.end(
        `${request.method} ${request.url} ${request.headers.host} ${request.headers["x-a"]} ${chunks}`,
      );
    });
    const url = await open(port);
    const answer = await fetch(`${url}/api/x?y=1`, { method: "POST", body: "body", headers: { "x-a": "a" } });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get("x-answer"), "yes");
    assert.equal(await answer.text(), `POST /api/x?y=1 ${new URL(url).host} a body`);
  });

  it("takes the first rule that matches", async () => {
    const port = await listen((_request, response) => response.end("target"));
    const gone = { status: 410, contentType: "text/plain", body: "gone" };
    const of = (pattern: string, to: LocalRoute["to"]): LocalRoute => {
      return { rule: pattern, conditions: [{ pathPattern: { values: [pattern] } }], rewrites: [], to };
    };
    const [free = 0] = await findFreePorts(1);
    gateway = await startGateway({
      plan: {
        routes: [of("/api/old*", gone), of("/api/*", { service: "member", port })],
        fallback: gone,
        pages: [],
      },
      port: free,
      isAvailable: () => true,
    });
    const texts = ["/api/old/1", "/api/1"].map(async (path) =>
      (await fetch(`${gateway?.url}${path}`)).text(),
    );
    assert.deepEqual(await Promise.all(texts), ["gone", "target"]);
  });

  const strip: LocalRewrite = { part: "url", ...expressionOf({ from: "/api/board", to: "/" }) };

  it("passes the rewritten path on, with the query", async () => {
    const port = await listen((request, response) => response.end(request.url));
    const url = await open(port, { rewrites: [strip] });
    const seen = async (target: string) => (await fetch(`${url}${target}`)).text();
    assert.equal(await seen("/api/board/posts/1?q=/api/board"), "/posts/1?q=/api/board");
    assert.equal(await seen("/api/board?q=1"), "/?q=1");
    assert.equal(await seen("/api/boardroom?q=1"), "/api/boardroom?q=1");
  });

  it("answers 500 where a rewrite leaves no path, as the load balancer does when a transform fails", async () => {
    const rewrites: LocalRewrite[] = [{ part: "url", regex: /^\/api\//, replace: "" }];
    const answer = await fetch(`${await open(1, { rewrites })}/api/x`);
    assert.deepEqual(
      [answer.status, await answer.text()],
      [500, "500 Internal Server Error: the rewrite of listener rule r leaves no path\n"],
    );
  });

  it("tells the target who asked, appending to X-Forwarded-For and replacing the rest", async () => {
    const port = await listen(({ headers }, response) => {
      const names = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"];
      response.end(JSON.stringify(names.map((name) => headers[name])));
    });
    const url = await open(port);
    const headers = { "x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https", "x-forwarded-port": "443" };
    const answer = await fetch(`${url}/api/x`, { headers });
    assert.deepEqual(await answer.json(), ["1.2.3.4, 127.0.0.1", "http", new URL(url).port]);
  });

  it("streams an answer while it is being made", async () => {
    const port = await listen((_request, response) => {
      response.write("first");
    });
    const url = await open(port);
    const answer = await fetch(`${url}/api/x`);
    const { value } = (await answer.body?.getReader().read()) ?? {};
    assert.equal(new TextDecoder().decode(value), "first");
  });

  it("keeps the client's connection when the target closes its own", async () => {
    const port = await listen((_request, response) => response.writeHead(200, { connection: "close" }).end());
    const answer = await fetch(`${await open(port)}/api/x`);
    assert.equal(answer.headers.get("connection"), "keep-alive");
  });

  it("answers as the listener where no rule matches", async () => {
    const url = await open(1);
    const answer = await fetch(`${url}/other`);
    assert.deepEqual([answer.status, await answer.text()], [404, "not found"]);
  });

  it("answers 503 while the service has no healthy task", async () => {
    const url = await open(1);
    available = false;
    const answer = await fetch(`${url}/api/x`);
    assert.deepEqual(
      [answer.status, await answer.text()],
      [503, "503 Service Unavailable: member has no healthy task\n"],
    );
  });

  it("answers 502 when the target refuses the connection", async () => {
    const [unused = 0] = await findFreePorts(1);
    const url = await open(unused);
    assert.equal((await fetch(`${url}/api/x`)).status, 502);
  });

  it("answers 502 when the target hangs up", async () => {
    const port = await listen((request) => request.socket.destroy());
    const url = await open(port);
    assert.equal((await fetch(`${url}/api/x`)).status, 502);
  });

  it("answers 504 when the target is silent for too long", async () => {
    const port = await listen(() => {});
    const url = await open(port, { idleTimeoutMs: 100 });
    assert.equal((await fetch(`${url}/api/x`)).status, 504);
  });

  it("breaks off when the target breaks off in the middle", async () => {
    const port = await listen((_request, response) => {
      response.write("half", () => response.destroy());
    });
    const url = await open(port);
    await assert.rejects(fetch(`${url}/api/x`).then((answer) => answer.text()));
  });

  it("upgrades a connection to the target's protocol", async () => {
    const port = await listen(() => {});
    target?.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
      socket.pipe(socket);
    });
    const url = await open(port);
    const client = httpRequest(`${url}/api/x`, {
      headers: { connection: "upgrade", upgrade: "websocket" },
    }).end();
    const [, socket] = await once(client, "upgrade");
    socket.write("hello");
    assert.equal(String((await once(socket, "data"))[0]), "hello");
    socket.destroy();
  });

  it("rewrites the path of an upgrade", async () => {
    const port = await listen(() => {});
    target?.on("upgrade", (request, socket) => {
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nx-url: ${request.url}\r\n\r\n`,
      );
    });
    const url = await open(port, { rewrites: [strip] });
    const headers = { connection: "upgrade", upgrade: "websocket" };
    const [answer, socket] = await once(
      httpRequest(`${url}/api/board/live?x=1`, { headers }).end(),
      "upgrade",
    );
    assert.equal(answer.headers["x-url"], "/live?x=1");
    socket.destroy();
  });

  it("refuses an upgrade that no rule leads to a target", async () => {
    const url = await open(1);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("GET /other HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    assert.equal(String((await once(socket, "data"))[0]).split("\r\n")[0], "HTTP/1.1 404 Not Found");
    socket.destroy();
  });

  it("closes an upgrade that the target refuses", async () => {
    const [unused = 0] = await findFreePorts(1);
    const url = await open(unused);
    const socket = connect(Number(new URL(url).port), "127.0.0.1").resume();
    socket.write("GET /api/x HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    await once(socket, "close");
  });

  it("takes the next free port when its own is taken", async () => {
    const taken = await listen(() => {});
    gateway = await startGateway({
      plan: { routes: [], fallback: { status: 404, contentType: "text/plain", body: "" }, pages: [] },
      port: taken,
      isAvailable: () => true,
    });
    assert.ok(gateway.port > taken && gateway.port < taken + 100, `got ${gateway.port} instead of ${taken}`);
    assert.equal((await fetch(`${gateway.url}/`)).status, 404);
  });
});
