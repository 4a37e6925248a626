// What member's sidecar, in its image and with its app behind it, makes of callers who lie, who send two requests in
// one, too much, or too slowly. The bytes go straight to the task's port, as from a load balancer that lets all through.
// Not proven: attacks that are unknown today; the load balancer's own defences come on top (desync mitigation, WAF).
import assert from "node:assert/strict";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "../src/task/task.ts";
import { exchange } from "./raw-connection.ts";
import { needsEngine, useRig } from "./use-rig.ts";

const problem = /^content-type: application\/problem\+json\r$/im;

describe("nginx in its image", function () {
  this.timeout(300_000);
  before(needsEngine);
  let task: Task;
  let port: number;
  before(async () => {
    const rig = await useRig();
    task = await rig.start("member");
    await task.waitForHealth();
    port = task.plan.target.containerPort;
  });
  after(() => task?.remove());
  const send = (text: string, options?: Parameters<typeof exchange>[3]) =>
    exchange(task.address, port, [text], options);

  describe("callers who lie about their address", () => {
    it("are logged by the address that the load balancer saw, whatever they claim", async () => {
      const claims =
        "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Real-IP: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n";
      await send(`GET /api/members/log-me HTTP/1.1\r\nHost: member\r\n${claims}Connection: close\r\n\r\n`);
      const path = "/api/members/log-me";
      const entry = (await loggedWith(path)).find((one) => one.path === path);
      assert.equal(entry?.clientIp, "198.51.100.7");
    });

    it("run into the limit on failed log-ins all the same", async () => {
      const statuses: (number | undefined)[] = [];
      for (let attempt = 0; attempt < 51; attempt += 1) {
        statuses.push(await logIn(`203.0.113.${attempt}, 198.51.100.1`, attempt));
      }
      assert.deepEqual(statuses, [...Array(50).fill(401), 429]);
      assert.equal(await logIn("198.51.100.2", 51), 401);
    });
  });

  describe("two requests in one", () => {
    const smuggled = "GET /api/members/smuggled HTTP/1.1\r\nHost: member\r\nConnection: close\r\n\r\n";
    const post = "POST /api/sessions HTTP/1.1\r\nHost: member\r\nContent-Type: application/json\r\n";
    const refused: { what: string; request: string; status: number }[] = [
      {
        what: "Content-Length beside Transfer-Encoding",
        request: `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
        status: 400,
      },
      {
        what: "two different Content-Lengths",
        request: `${post}Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}${smuggled}`,
        status: 400,
      },
      {
        what: "a Content-Length that is no number",
        request: `${post}Content-Length: +2\r\n\r\n{}${smuggled}`,
        status: 400,
      },
      {
        what: "a blank before the colon",
        request: `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
        status: 400,
      },
      {
        what: "a Transfer-Encoding that nobody knows",
        request: `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
        status: 501,
      },
      {
        what: "Transfer-Encoding in HTTP/1.0",
        request: `${post.replace("HTTP/1.1", "HTTP/1.0")}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
        status: 400,
      },
      {
        what: "a chunk size that is no number",
        request: `${post}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n${smuggled}`,
        status: 400,
      },
    ];
    for (const { what, request, status } of refused) {
      it(`rejects ${what}, with nothing after it`, async () => {
        const answer = await send(request);
        assert.deepEqual([answer.statuses, answer.closed], [[status], true]);
        assert.match(answer.text, problem);
      });
    }

    it("has served none of them, other than a second request that is honestly sent", async () => {
      const honest = await send(`GET /nginx-livez HTTP/1.1\r\nHost: member\r\n\r\n${smuggled}`);
      assert.equal(honest.statuses.length, 2);
      const path = "/api/members/smuggled";
      const served = (await loggedWith(path)).filter((one) => one.path === path);
      assert.equal(served.length, 1);
    });
  });

  describe("too much", () => {
    const start = (path: string, method = "GET") =>
      `${method} ${path} HTTP/1.1\r\nHost: member\r\nConnection: close\r\n`;
    const cases: { what: string; request: string; status: number }[] = [
      {
        what: "a header line of 7 KiB, which a large token needs,",
        request: `${start("/.well-known/jwks.json")}Cookie: ${"a".repeat(7000)}\r\n\r\n`,
        status: 200,
      },
      {
        what: "a header line of 9 KiB",
        request: `${start("/.well-known/jwks.json")}Cookie: ${"a".repeat(9000)}\r\n\r\n`,
        status: 431,
      },
      {
        what: "40 KiB of headers",
        request: `${start("/.well-known/jwks.json")}${`Cookie: ${"a".repeat(4000)}\r\n`.repeat(10)}\r\n`,
        status: 431,
      },
      { what: "an address of 9 KiB", request: `${start(`/${"a".repeat(9000)}`)}\r\n`, status: 414 },
      {
        what: "a body that says it is over 16 KiB",
        request: `${start("/api/members", "POST")}Content-Length: 16385\r\n\r\n`,
        status: 413,
      },
      {
        what: "a chunked body that grows over 16 KiB",
        request: `${start("/api/members", "POST")}Transfer-Encoding: chunked\r\n\r\n${`800\r\n${"a".repeat(0x800)}\r\n`.repeat(9)}0\r\n\r\n`,
        status: 413,
      },
    ];
    for (const { what, request, status } of cases) {
      it(`answers ${what} with ${status}`, async () => {
        const { statuses, text } = await send(request);
        assert.deepEqual(statuses, [status]);
        assert.equal(problem.test(text), status !== 200);
      });
    }
  });

  describe("slow callers", () => {
    it("are cut off in their header and in their body, and hold nobody up meanwhile", async () => {
      const patience = { patienceSeconds: 60 };
      const slowHeader = exchange(task.address, port, ["GET / HTTP/1.1\r\nHost:"], patience);
      const slowBody = send(
        "POST /api/members HTTP/1.1\r\nHost: member\r\nContent-Length: 100\r\n\r\n{",
        patience,
      );
      const idle = Array.from({ length: 300 }, () => connect({ host: task.address, port }));
      for (const socket of idle) socket.on("error", () => undefined).write("POST /api/members HTTP/1.1\r\n");
      await sleep(500);
      const other = await send(
        "GET /.well-known/jwks.json HTTP/1.1\r\nHost: member\r\nConnection: close\r\n\r\n",
      );
      assert.deepEqual(other.statuses, [200]);
      const [header, body] = await Promise.all([slowHeader, slowBody]);
      for (const socket of idle) socket.destroy();
      assert.deepEqual([header.closed, body.closed], [true, true]);
      // The limit is 10 s.
      assert.ok(header.seconds > 9 && body.seconds > 9, `${header.seconds} s, ${body.seconds} s`);
    });
  });

  async function logIn(forwardedFor: string, attempt: number): Promise<number | undefined> {
    const body = JSON.stringify({ email: `nobody-${attempt}@example.com`, password: "wrong password" });
    const head = `POST /api/sessions HTTP/1.1\r\nHost: member\r\nX-Forwarded-For: ${forwardedFor}\r\nConnection: close\r\n`;
    const answer = await send(
      `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    return answer.statuses[0];
  }

  /** The access log, once a request for this path is in it: the engine has a line a moment after the answer. */
  async function loggedWith(path: string): Promise<Record<string, unknown>[]> {
    for (let tries = 0; ; tries += 1) {
      const lines = (await task.logs("nginx")).split("\n").filter((line) => line.startsWith("{"));
      const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      if (entries.some((entry) => entry.path === path) || tries === 300) return entries;
      await sleep(100);
    }
  }
});
