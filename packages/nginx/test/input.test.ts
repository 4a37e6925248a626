// What the sidecar itself refuses, byte for byte: always as a problem document, whatever it could not read. A body
// that is too large is in proxy.test.ts.
// Does not prove it of the image's own nginx version: packages/image-testing does.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { type App, needsNginx, Sidecar, startApp, stopApp } from "./sidecar.ts";

describe("sidecar refusals", () => {
  let app: App;
  let sidecar: Sidecar;
  before(needsNginx);
  before(async () => {
    app = await startApp((_request, response) => response.end("served"));
    sidecar = await Sidecar.start({ UPSTREAM: `127.0.0.1:${app.port}` }, "board");
  });
  after(async () => {
    await sidecar?.stop();
    if (app) await stopApp(app);
  });

  /** Sends a request as it is, and reads the whole answer. */
  async function exchange(request: string): Promise<{ head: string; body: string }> {
    const socket = connect(sidecar.port, "127.0.0.1");
    socket.write(request);
    const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
    return { head, body };
  }

  const start = (line: string) => `${line}\r\nHost: board\r\nConnection: close\r\n`;
  const refused: { what: string; request: string; status: number; type: string; title: string }[] = [
    {
      what: "a request line that is none",
      request: "HELLO\r\n\r\n",
      status: 400,
      type: "bad-request",
      title: "Bad request",
    },
    {
      what: "a broken header",
      request: `${start("GET / HTTP/1.1")}Content-Length: x\r\n\r\n`,
      status: 400,
      type: "bad-request",
      title: "Bad request",
    },
    {
      what: "a header line over 8 KiB",
      request: `${start("GET / HTTP/1.1")}Cookie: ${"a".repeat(9000)}\r\n\r\n`,
      status: 431,
      type: "headers-too-large",
      title: "Headers too large",
    },
    {
      what: "headers over 32 KiB",
      request: `${start("GET / HTTP/1.1")}${`Cookie: ${"a".repeat(4000)}\r\n`.repeat(10)}\r\n`,
      status: 431,
      type: "headers-too-large",
      title: "Headers too large",
    },
    {
      what: "an address over 8 KiB",
      request: `${start(`GET /${"a".repeat(9000)} HTTP/1.1`)}\r\n`,
      status: 414,
      type: "address-too-long",
      title: "Address too long",
    },
    {
      what: "an encoding that it does not know",
      request: `${start("POST /api/posts HTTP/1.1")}Transfer-Encoding: xchunked\r\n\r\n`,
      status: 501,
      type: "not-implemented",
      title: "Not implemented",
    },
    {
      what: "a method that it does not serve",
      request: `${start("TRACE / HTTP/1.1")}\r\n`,
      status: 405,
      type: "method-not-allowed",
      title: "Method not allowed",
    },
    {
      what: "the address of its own problems",
      request: `${start("GET /nginx-problem HTTP/1.1")}\r\n`,
      status: 404,
      type: "not-found",
      title: "Not found",
    },
  ];
  for (const { what, request, status, type, title } of refused) {
    it(`answers ${what} with ${status} and a problem document`, async () => {
      const { head, body } = await exchange(request);
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(head, /^content-type: application\/problem\+json$/im);
      assert.match(head, /^x-content-type-options: nosniff$/im);
      assert.deepEqual(JSON.parse(body), { type: `urn:problem-type:${type}`, title, status });
    });
  }
});
