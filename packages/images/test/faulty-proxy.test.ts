// Whether the proxy that other tests trust survives a registry that ends: its errors would be uncaught ones.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";

describe("startFaultyProxy", () => {
  let upstream: Server;
  let proxy: FaultyProxy;
  /** What the upstream does with a connection, once something came over it. */
  let answer: (socket: Socket) => void;
  beforeEach(async () => {
    upstream = createServer((socket) => {
      socket.on("error", () => undefined).once("data", () => answer(socket));
    }).listen(0, "127.0.0.1");
    await once(upstream, "listening");
    proxy = await startFaultyProxy(`127.0.0.1:${(upstream.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await proxy.stop();
    upstream.close();
    await once(upstream, "close");
  });

  it("hangs up when its upstream hangs up instead of answering", async () => {
    answer = (socket) => socket.destroy();
    await assert.rejects(fetch(`http://${proxy.host}/`));
  });

  it("hangs up when its upstream hangs up in the middle of an answer", async () => {
    answer = (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab");
    await assert.rejects(fetch(`http://${proxy.host}/`));
  });
});
