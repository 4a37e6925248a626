// How the sidecar of a service with a page serves it: real nginx, the real entry point, board's real site, a page of
// four small files. Does not prove that the image holds the built page.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type App, needsNginx, Sidecar, startApp, stopApp } from "./sidecar.ts";

const page = join(import.meta.dirname, "fixtures/it's a page");

describe("sidecar page", () => {
  let app: App;
  let sidecar: Sidecar;
  before(needsNginx);
  before(async () => {
    // What only nginx's gzip_static can have sent: other than the file itself.
    writeFileSync(join(page, "assets/page-abc.js.gz"), gzipSync("compressed beforehand"));
    app = await startApp((request, response) => response.end(`the app's ${request.url}`));
    sidecar = await Sidecar.start({ UPSTREAM: `127.0.0.1:${app.port}` }, "board");
  });
  after(async () => {
    await sidecar?.stop();
    if (app) await stopApp(app);
    rmSync(join(page, "assets/page-abc.js.gz"), { force: true });
  });

  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  it("serves index.html at /, to be asked for each time, without a mark that two releases could share", async () => {
    for (const path of ["/", "/?q=1"]) {
      const { status, headers, body } = await sidecar.get(path);
      assert.equal(status, 200);
      assert.equal(body, readFileSync(join(page, "index.html"), "utf8"));
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache");
      assert.equal(headers.etag, undefined);
      assert.equal(headers["last-modified"], undefined);
    }
  });

  it("sends index.html even to who has one of this age", async () => {
    const { status } = await sidecar.get("/", { headers: { "if-modified-since": new Date().toUTCString() } });
    assert.equal(status, 200);
  });

  it("serves what it loads for a year, each kind by its name", async () => {
    const types = {
      "page-abc.js": "text/javascript; charset=utf-8",
      "page-abc.css": "text/css; charset=utf-8",
      "icon-abc.svg": "image/svg+xml; charset=utf-8",
    };
    for (const [name, type] of Object.entries(types)) {
      const { status, headers, body } = await sidecar.get(`/assets/${name}`);
      assert.equal(status, 200);
      assert.equal(body, readFileSync(join(page, "assets", name), "utf8"));
      assert.equal(headers["content-type"], type);
      assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    }
  });

  for (const path of ["/", "/assets/page-abc.js"]) {
    it(`sends ${path} with one policy for pages, and the security headers of every answer`, async () => {
      const { headers } = await sidecar.get(path, { headers: { "x-forwarded-proto": "https" } });
      assert.equal(headers["content-security-policy"], policy);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["x-frame-options"], "DENY");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["strict-transport-security"], "max-age=31536000; includeSubDomains");
      assert.match(String(headers["x-request-id"]), /^[0-9a-f]{32}$/);
    });
  }

  it("sends the compressed form that the build has left beside a file", async () => {
    const { headers, bytes } = await sidecar.get("/assets/page-abc.js", {
      headers: { "accept-encoding": "gzip" },
    });
    assert.equal(headers["content-encoding"], "gzip");
    assert.match(String(headers.vary), /Accept-Encoding/i);
    assert.equal(gunzipSync(bytes).toString(), "compressed beforehand");
  });

  for (const path of ["/assets/page-old.js", "/assets/"]) {
    it(`answers 404 at ${path}, for nobody to keep`, async () => {
      const { status, headers, body } = await sidecar.get(path);
      assert.equal(status, 404);
      assert.equal(headers["cache-control"], undefined);
      assert.equal(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
      assert.deepEqual(JSON.parse(body), {
        type: "urn:problem-type:not-found",
        title: "Not found",
        status: 404,
      });
    });
  }

  it("rejects another method than reading", async () => {
    const { status, body } = await sidecar.get("/", { method: "POST", body: "x" });
    assert.equal(status, 405);
    assert.deepEqual(JSON.parse(body), {
      type: "urn:problem-type:method-not-allowed",
      title: "Method not allowed",
      status: 405,
    });
  });

  it("leaves every other address to the app", async () => {
    for (const path of ["/api/posts", "/index.html", "/assets", "/assets/../server.conf"]) {
      assert.equal((await sidecar.get(path)).body, `the app's ${path}`);
    }
  });
});
