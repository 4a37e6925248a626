// Proves what the gateway serves where nginx is not installed; what nginx serves is proven in packages/nginx.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../../src/local/gateway/free-ports.ts";
import { type Gateway, startGateway } from "../../../src/local/gateway/gateway.ts";
import { pagePolicy } from "../../../src/local/page/page-files.ts";

describe("gateway in place of a page's nginx", () => {
  let folder: string;
  let app: Server;
  let gateway: Gateway;
  let available = true;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "page-"));
    mkdirSync(join(folder, "page/assets"), { recursive: true });
    writeFileSync(join(folder, "secret"), "told");
    writeFileSync(join(folder, "page/index.html"), "<title>Page</title>");
    writeFileSync(join(folder, "page/assets/page-abc.js"), "let it;");
    app = createServer((request, response) => response.end(`the app's ${request.url}`)).listen(
      0,
      "127.0.0.1",
    );
    await once(app, "listening");
    const to = { service: "board", port: (app.address() as AddressInfo).port };
    const [port = 0] = await findFreePorts(1);
    gateway = await startGateway({
      plan: {
        routes: [{ rule: "board", conditions: [], rewrites: [], to }],
        fallback: { status: 404, contentType: "text/plain", body: "" },
        pages: [{ service: "board", build: "build.ts", folder: join(folder, "page"), fromGateway: true }],
      },
      port,
      isAvailable: () => available,
    });
  });
  afterEach(() => {
    available = true;
  });
  after(async () => {
    await gateway?.close();
    app?.close();
    rmSync(folder, { recursive: true });
  });

  for (const [path, type, cache, content] of [
    ["/", "text/html; charset=utf-8", "no-cache", "<title>Page</title>"],
    ["/?q=1", "text/html; charset=utf-8", "no-cache", "<title>Page</title>"],
    [
      "/assets/page-abc.js",
      "text/javascript; charset=utf-8",
      "public, max-age=31536000, immutable",
      "let it;",
    ],
  ]) {
    it(`serves ${path} as nginx would`, async () => {
      const answer = await fetch(`${gateway.url}${path}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), type);
      assert.equal(answer.headers.get("cache-control"), cache);
      assert.equal(answer.headers.get("content-security-policy"), pagePolicy);
      assert.equal(await answer.text(), content);
    });
  }

  it("sends nginx's own policy", () => {
    const nginx = new URL("../../../../nginx/core/page-headers.conf", import.meta.url);
    assert.ok(readFileSync(nginx, "utf8").includes(`"${pagePolicy}"`));
  });

  it("answers 404 where there is no such asset, and 405 to anything but reading", async () => {
    for (const path of ["/assets/page-old.js", "/assets/", "/assets/.hidden"]) {
      assert.equal((await fetch(`${gateway.url}${path}`)).status, 404, path);
    }
    assert.equal((await fetch(gateway.url, { method: "POST" })).status, 405);
  });

  it("never leaves the page's folder", async () => {
    for (const path of ["/assets/../../secret", "/assets/%2e%2e/%2e%2e/secret", "/assets/..%2f..%2fsecret"]) {
      const socket = connect(gateway.port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      const text = (await socket.toArray()).join("");
      assert.match(text, /^HTTP\/1\.1 (200|404) /, path);
      assert.ok(!text.includes("told"), path);
    }
  });

  it("leaves every other address to the app", async () => {
    assert.equal(await (await fetch(`${gateway.url}/api/posts`)).text(), "the app's /api/posts");
    assert.equal(await (await fetch(`${gateway.url}/index.html`)).text(), "the app's /index.html");
  });

  it("answers 503 while the service has no healthy task", async () => {
    available = false;
    assert.equal((await fetch(gateway.url)).status, 503);
  });
});
