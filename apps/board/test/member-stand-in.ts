import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestIssuer, type TestIssuer } from "@starter/service-kit/testing";

/** Stands in for member over real HTTP: publishes keys, and tells names. */
export interface MemberStandIn {
  url: URL;
  /** Signs tokens of its members. */
  issuer: TestIssuer;
  names: Map<string, string>;
  /** The ids of each call for names. */
  calls: string[][];
  /** In place of names: a status, a body, or "nothing", which leaves the call without an answer. */
  failure: number | string | undefined;
  /** Listens at the same address as before. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startMemberStandIn(): Promise<MemberStandIn> {
  const issuer = await createTestIssuer("member", "starter");
  const keys = await (await fetch(new URL("/.well-known/jwks.json", await issuer.listen()))).text();
  await issuer.close();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://member");
    response.setHeader("content-type", "application/json");
    if (pathname === "/.well-known/jwks.json") return response.end(keys);
    const ids = searchParams.get("ids")?.split(",") ?? [];
    member.calls.push(ids);
    if (member.failure === "nothing") return;
    if (typeof member.failure === "string") return response.end(member.failure);
    if (member.failure !== undefined) return response.writeHead(member.failure).end("{}");
    const items = ids.flatMap((id) => {
      const name = member.names.get(id);
      return name === undefined ? [] : [{ id, name }];
    });
    response.end(JSON.stringify({ items }));
  });
  let port = 0;
  const member: MemberStandIn = {
    url: new URL("http://127.0.0.1"),
    issuer,
    names: new Map(),
    calls: [],
    failure: undefined,
    async start() {
      if (server.listening) return;
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      port = (server.address() as AddressInfo).port;
      member.url = new URL(`http://127.0.0.1:${port}`);
    },
    async stop() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  await member.start();
  return member;
}
