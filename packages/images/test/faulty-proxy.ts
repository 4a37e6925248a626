import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What the proxy does with a request instead of passing it on; undefined passes it. */
export type Fault =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Never answers. */
  | "silence"
  /** Sends the headers and half of the body, then hangs up. */
  | "cut"
  /** Sends the headers and half of the body, then nothing more. */
  | "stall"
  /** Sends the body in five pieces, 100 ms apart. */
  | "drip"
  /** Changes one byte of the body. */
  | "garble";

/** A proxy in front of a registry that can go wrong in every way. */
export interface FaultyProxy {
  /** `127.0.0.1:<port>` */
  host: string;
  /** What was asked for: `GET /v2/…`, with the Authorization header that came. */
  requests: { line: string; authorization: string | undefined }[];
  /** Decides for each request what goes wrong. */
  fault: (line: string, headers: IncomingMessage["headers"], body: string) => Fault | undefined;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port that passes everything on to `upstream` until told otherwise. */
export async function startFaultyProxy(upstream: string): Promise<FaultyProxy> {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const line = `${incoming.method} ${incoming.url}`;
    proxy.requests.push({ line, authorization: incoming.headers.authorization });
    const body = Buffer.concat(await incoming.toArray());
    const fault = proxy.fault(line, incoming.headers, body.toString());
    if (typeof fault === "object") outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    else if (fault !== "silence") await pass(upstream, incoming, body, outgoing, fault);
  };
  const server = createServer((incoming, outgoing) => {
    // Where one side hangs up, so does the other.
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: FaultyProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    fault: () => undefined,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return proxy;
}

async function pass(
  upstream: string,
  incoming: IncomingMessage,
  sent: Buffer,
  outgoing: ServerResponse,
  fault: "cut" | "stall" | "drip" | "garble" | undefined,
): Promise<void> {
  const { authorization: _, ...headers } = incoming.headers;
  const forwarded = request(`http://${upstream}${incoming.url}`, { method: incoming.method, headers });
  forwarded.end(sent);
  const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
  const body = Buffer.concat(await answer.toArray());
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  if (fault === undefined) outgoing.end(body);
  else if (fault === "drip") await drip(body, outgoing);
  else if (fault === "garble")
    outgoing.end(Buffer.from(body.map((byte, at) => (at === 40 ? byte ^ 1 : byte))));
  else outgoing.write(body.subarray(0, body.length / 2), () => fault === "cut" && outgoing.destroy());
}

async function drip(body: Buffer, outgoing: ServerResponse): Promise<void> {
  const size = Math.ceil(body.length / 5);
  for (let at = 0; at < body.length; at += size) {
    outgoing.write(body.subarray(at, at + size));
    await sleep(100);
  }
  outgoing.end();
}
