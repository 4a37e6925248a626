import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { targetHeader } from "../load-balancer/load-balancer.ts";
import type { Answer, RequestKind } from "./open-load.ts";

const patienceMilliseconds = 120_000;

/** What callers of the member service do: reads with and without the database, sign-ups, and sign-ups over a slow line. */
export function memberRequests(port: number): { kinds: RequestKind[]; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const send = (method: string, path: string, body?: Body) => sendRequest(agent, port, method, path, body);
  const kinds = [
    {
      name: "keys",
      share: 90,
      expected: 200,
      needsDatabase: false,
      send: () => send("GET", "/.well-known/jwks.json"),
    },
    {
      name: "names",
      share: 7,
      expected: 200,
      needsDatabase: true,
      send: () => send("GET", `/api/members?ids=${randomUUID()}`),
    },
    {
      name: "sign-up",
      share: 1,
      expected: 201,
      needsDatabase: true,
      send: () => send("POST", "/api/members", { text: newMember() }),
    },
    {
      name: "slow sign-up",
      share: 2,
      expected: 201,
      needsDatabase: true,
      // Two to eight seconds, so that many are half-way whenever something stops.
      send: () => send("POST", "/api/members", { text: newMember(), seconds: 2 + 6 * Math.random() }),
    },
  ];
  return { kinds, close: () => agent.destroy() };
}

interface Body {
  text: string;
  /** How long the body takes to be sent. */
  seconds?: number;
}

function newMember(): string {
  return JSON.stringify({ email: `${randomUUID()}@example.com`, password: randomUUID(), name: "Load" });
}

function sendRequest(agent: Agent, port: number, method: string, path: string, body?: Body): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body
      ? { "content-type": "application/json", "content-length": Buffer.byteLength(body.text) }
      : {};
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent }, (answer) => {
      answer.resume();
      answer.on("error", reject);
      answer.on("end", () => {
        const target = answer.headers[targetHeader];
        resolve({ status: answer.statusCode ?? 0, ...(typeof target === "string" ? { target } : {}) });
      });
    });
    outgoing.setTimeout(patienceMilliseconds, () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", reject);
    if (body?.seconds) void trickle(outgoing, body.text, body.seconds);
    else outgoing.end(body?.text);
  });
}

async function trickle(
  outgoing: { write(text: string): unknown; end(): unknown },
  text: string,
  seconds: number,
): Promise<void> {
  const pieces = 8;
  const length = Math.ceil(text.length / pieces);
  for (let at = 0; at < text.length; at += length) {
    outgoing.write(text.slice(at, at + length));
    await sleep((seconds * 1000) / pieces);
  }
  outgoing.end();
}
