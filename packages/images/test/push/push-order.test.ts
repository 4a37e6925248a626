// In which order an image is sent to a registry that has nothing but a base's layers,
// and takes everything.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pushImage } from "../../src/push/push-image.ts";
import { type SampleLayout, writeSampleLayout } from "../sample-layout.ts";

describe("the requests of a push", () => {
  let server: Server;
  let host: string;
  let folder: string;
  let layout: SampleLayout;
  let asked: string[];
  let askedAtFirstAnswer: number;
  before(async () => {
    server = createServer(async (request, response) => {
      const path = request.url?.replace("/v2/acme/member/", "").replace(/\?.*/, "");
      asked.push(`${request.method} ${path}`);
      await request.resume().toArray();
      if (asked.length === 1) {
        await sleep(50);
        askedAtFirstAnswer = asked.length;
      }
      const isTakenOver = request.url?.includes("mount=");
      const status = request.method === "HEAD" ? 404 : request.method === "POST" && !isTakenOver ? 202 : 201;
      response.writeHead(status, { location: "/v2/acme/member/blobs/uploads/1", "content-length": 0 }).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    layout = writeSampleLayout(folder, "the app");
    asked = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("begin with one alone, which brings the login, and end with what refers to the rest", async () => {
    const name = `${host}/acme/member`;
    const built = { digest: layout.digest, base: `${host}/acme/base:1` };
    await pushImage({ folder, built, name, tag: "abc", credentials: async () => undefined });
    assert.equal(askedAtFirstAnswer, 1);
    const [manifests, blobs] = [true, false].map((areManifests) =>
      asked.filter((line) => line.startsWith("PUT manifests/") === areManifests),
    );
    assert.deepEqual(asked, [...(blobs ?? []), ...(manifests ?? [])]);
    assert.equal(manifests?.length, 3);
    assert.equal(asked.at(-1), "PUT manifests/abc");
  });
});
