import { Agent, createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { createProxyServer, type ProxyServerOptions } from "httpxy";
import { meetsAll } from "../../listener-rules/request-match.ts";
import { answerFromPage } from "../page/page-files.ts";
import type { FixedResponse, LocalPlan, LocalRoute } from "../plan/local-plan.ts";
import { listenOnLocalhost } from "./listen.ts";
import { rewriteRequest } from "./rewrite.ts";

/** How the gateway is set up. */
export interface GatewayOptions {
  plan: Pick<LocalPlan, "routes" | "fallback" | "pages">;
  /** The port to listen on; the next free one is taken when it is not free. */
  port: number;
  /** Whether a service has a healthy task. */
  isAvailable(service: string): boolean;
  /** Milliseconds without an answer until 504, the load balancer's idle time-out. @default 60000 */
  idleTimeoutMs?: number;
}

/** Stands where the load balancer is on AWS. */
export interface Gateway {
  port: number;
  url: string;
  close(): Promise<void>;
}

type Forward = Extract<LocalRoute["to"], { port: number }>;

/** Starts the gateway: it sends each request where the listener rules say, and tells the target who asked as an ALB does. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { plan, isAvailable, idleTimeoutMs = 60_000 } = options;
  const agent = new Agent({ keepAlive: true });
  const proxy = createProxyServer({ proxyTimeout: idleTimeoutMs });
  // Hop by hop: what the target says about its own connection is not the client's business.
  proxy.on("proxyRes", ({ headers }) => {
    delete headers.connection;
    delete headers["keep-alive"];
  });

  const direct = (request: IncomingMessage): Forward | FixedResponse => {
    const facts = factsOf(request);
    const route = plan.routes.find(({ conditions }) => meetsAll(conditions, facts));
    const to = route?.to ?? plan.fallback;
    if ("status" in to) return to;
    if (!isAvailable(to.service)) return plainAnswer(503, `${to.service} has no healthy task`);
    if (rewriteRequest(request, route?.rewrites ?? [])) return to;
    return plainAnswer(500, `the rewrite of listener rule ${route?.rule} leaves no path`);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const to = direct(request);
    if ("status" in to) return answer(response, to);
    const page = plan.pages.find(({ service, fromGateway }) => fromGateway && service === to.service);
    if (page && answerFromPage(page.folder, request, response)) return;
    const startedAt = performance.now();
    addForwardedHeaders(request);
    await proxy.web(request, response, { ...targetOf(to), agent }).catch(() => {
      if (response.headersSent) response.destroy();
      else if (performance.now() - startedAt >= idleTimeoutMs) answer(response, plainAnswer(504, to.service));
      else answer(response, plainAnswer(502, `${to.service} closed or refused the connection`));
    });
  };
  const upgrade = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    socket.on("error", () => socket.destroy());
    const to = direct(request);
    if ("status" in to) return refuseUpgrade(socket, to);
    addForwardedHeaders(request);
    await proxy.ws(request, socket, targetOf(to), head).catch(() => socket.destroy());
  };

  const { port, servers } = await listenOnLocalhost(() => {
    const server = createServer((request, response) => void serve(request, response));
    server.on("upgrade", (request, socket, head) => void upgrade(request, socket as Socket, head));
    return server;
  }, options.port);
  return {
    port,
    url: `http://localhost:${port}`,
    close: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
      agent.destroy();
    },
  };
}

function factsOf(request: IncomingMessage) {
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers: request.headers,
    sourceAddress: request.socket.remoteAddress ?? "",
  };
}

/** X-Forwarded-For is appended to, the other two are replaced; Host stays the client's. */
function addForwardedHeaders({ headers, socket }: IncomingMessage): void {
  const address = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  headers["x-forwarded-for"] = [headers["x-forwarded-for"] ?? [], address].flat().join(", ");
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-port"] = String(socket.localPort);
}

function targetOf({ port }: Forward): ProxyServerOptions {
  return { target: `http://127.0.0.1:${port}` };
}

function plainAnswer(status: number, detail: string): FixedResponse {
  return { status, contentType: "text/plain", body: `${status} ${STATUS_CODES[status]}: ${detail}\n` };
}

function answer(response: ServerResponse, { status, contentType, body }: FixedResponse): void {
  response
    .writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(body) })
    .end(body);
}

function refuseUpgrade(socket: Socket, { status, body }: FixedResponse): void {
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n${body}`,
  );
}
