// What a request becomes on its way through the sidecar: real nginx, the real entry point, member's real site.
// Does not prove the behaviour of the image's own nginx version, nor of the load balancer in front of it.
import assert from "node:assert/strict";
import { type App, needsNginx, Sidecar, startApp, stopApp, until } from "./sidecar.ts";

describe("sidecar proxy", () => {
  let app: App;
  let sidecar: Sidecar;
  before(needsNginx);
  before(async () => {
    app = await startApp((request, response) => {
      if (request.url?.startsWith("/large")) {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ text: "x".repeat(4096) }));
        return;
      }
      if (request.url === "/page") response.setHeader("content-security-policy", "default-src 'self'");
      if (request.url === "/broken") response.statusCode = 500;
      response.setHeader("x-powered-by", "something");
      request.resume();
      request.on("end", () => response.end(JSON.stringify({ url: request.url, headers: request.headers })));
    });
    sidecar = await Sidecar.start({ UPSTREAM: `127.0.0.1:${app.port}`, REAL_IP_FROM: "10.0.0.0/16" });
  });
  after(async () => {
    await sidecar?.stop();
    if (app) await stopApp(app);
  });

  async function seen(headers: Record<string, string>, path = "/x"): Promise<Record<string, string>> {
    const { body } = await sidecar.get(path, { headers });
    return (JSON.parse(body) as { headers: Record<string, string> }).headers;
  }

  it("passes path and query string on unchanged", async () => {
    const { status, body } = await sidecar.get("/api/a%2Fb/../c?q=1%202");
    assert.equal(status, 200);
    assert.equal((JSON.parse(body) as { url: string }).url, "/api/a%2Fb/../c?q=1%202");
  });

  it("replaces X-Forwarded-For by the last address, which the load balancer has appended", async () => {
    const headers = await seen({ "x-forwarded-for": "6.6.6.6, 203.0.113.7" });
    assert.equal(headers["x-forwarded-for"], "203.0.113.7");
    assert.equal(headers["x-real-ip"], "203.0.113.7");
  });

  it("believes no address before the last, even when the last is inside the VPC", async () => {
    const headers = await seen({ "x-forwarded-for": "6.6.6.6, 10.0.3.4" });
    assert.equal(headers["x-forwarded-for"], "10.0.3.4");
  });

  it("drops the other headers that claim an origin", async () => {
    const headers = await seen({
      forwarded: "for=6.6.6.6",
      "x-forwarded-host": "evil.example",
      "x-forwarded-port": "1",
      proxy: "http://evil.example",
    });
    for (const name of ["forwarded", "x-forwarded-host", "x-forwarded-port", "proxy"]) {
      assert.equal(headers[name], undefined, name);
    }
  });

  it("keeps X-Forwarded-Proto when it is a scheme, and replaces anything else", async () => {
    assert.equal((await seen({ "x-forwarded-proto": "https" }))["x-forwarded-proto"], "https");
    assert.equal((await seen({ "x-forwarded-proto": "gopher" }))["x-forwarded-proto"], "http");
  });

  it("keeps a well-formed X-Request-Id and sends it back", async () => {
    const { headers, body } = await sidecar.get("/x", { headers: { "x-request-id": "abc-DEF_1.2" } });
    assert.equal(headers["x-request-id"], "abc-DEF_1.2");
    assert.match(body, /"x-request-id":"abc-DEF_1\.2"/);
  });

  for (const bad of ["short", "with blank inside", 'quote"inside', "x".repeat(129)]) {
    it(`replaces the X-Request-Id ${JSON.stringify(bad.slice(0, 20))} by an id of its own`, async () => {
      const { headers } = await sidecar.get("/x", { headers: { "x-request-id": bad } });
      assert.match(String(headers["x-request-id"]), /^[0-9a-f]{32}$/);
    });
  }

  it("adds the security headers, and hides what names the software", async () => {
    const { headers } = await sidecar.get("/x");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers["x-powered-by"], undefined);
    assert.equal(headers.server, "nginx");
  });

  it("sends HSTS over HTTPS only", async () => {
    const secure = await sidecar.get("/x", { headers: { "x-forwarded-proto": "https" } });
    assert.equal(secure.headers["strict-transport-security"], "max-age=31536000; includeSubDomains");
    assert.equal((await sidecar.get("/x")).headers["strict-transport-security"], undefined);
  });

  it("leaves the app's own content security policy as it is", async () => {
    const { headers } = await sidecar.get("/page");
    assert.equal(headers["content-security-policy"], "default-src 'self'");
  });

  it("compresses large JSON for a client that asks for it", async () => {
    const { headers } = await sidecar.get("/large", { headers: { "accept-encoding": "gzip" } });
    assert.equal(headers["content-encoding"], "gzip");
    assert.match(String(headers.vary), /Accept-Encoding/i);
  });

  it("rejects a body over the site's limit with a problem document", async () => {
    const { status, headers, body } = await sidecar.get("/x", {
      method: "POST",
      body: "x".repeat(17 * 1024),
    });
    assert.equal(status, 413);
    assert.equal(headers["content-type"], "application/problem+json");
    assert.deepEqual(JSON.parse(body), {
      type: "urn:problem-type:body-too-large",
      title: "Body too large",
      status: 413,
    });
  });

  it("passes the app's own errors as they are", async () => {
    const { status, body } = await sidecar.get("/broken");
    assert.equal(status, 500);
    assert.match(body, /"url":"\/broken"/);
  });

  it("answers /nginx-livez itself", async () => {
    const { status, body } = await sidecar.get("/nginx-livez");
    assert.equal(status, 200);
    assert.equal(body, "ok\n");
  });

  it("keeps its connection to the app", async () => {
    await sidecar.get("/x");
    const before = app.connections;
    for (let round = 0; round < 20; round += 1) await sidecar.get("/x");
    assert.equal(app.connections, before);
  });

  it("logs a request as JSON, without query string, token, cookie or referrer", async () => {
    await sidecar.get("/api/log-me?token=secret-1", {
      headers: {
        authorization: "Bearer secret-2",
        cookie: "session=secret-3",
        referer: "http://a.example/?code=secret-4",
        "x-request-id": "log-test-1",
        "x-forwarded-for": "203.0.113.9",
      },
    });
    const find = () => sidecar.entries().find((entry) => entry.requestId === "log-test-1");
    await until(
      async () => find() !== undefined,
      () => sidecar.log,
    );
    const { time, seconds, upstreamSeconds, bytes, ...rest } = find() ?? {};
    assert.deepEqual(rest, {
      level: "info",
      source: "nginx",
      requestId: "log-test-1",
      traceId: "",
      clientIp: "203.0.113.9",
      method: "GET",
      path: "/api/log-me",
      status: 200,
      userAgent: "",
    });
    assert.ok(!Number.isNaN(Date.parse(String(time))));
    assert.equal(typeof seconds, "number");
    assert.equal(typeof bytes, "number");
    assert.match(String(upstreamSeconds), /^\d/);
    assert.doesNotMatch(sidecar.log, /secret/);
  });

  it("logs no health check that succeeds", async () => {
    await sidecar.get("/readyz");
    await sidecar.get("/x", { headers: { "x-request-id": "after-the-check" } });
    await until(
      async () => sidecar.log.includes("after-the-check"),
      () => sidecar.log,
    );
    assert.deepEqual(
      sidecar.entries().filter(({ path }) => path === "/readyz" || path === "/nginx-livez"),
      [],
    );
  });
});

describe("sidecar without its app", () => {
  let sidecar: Sidecar;
  before(needsNginx);
  afterEach(() => sidecar?.stop());

  beforeEach(async () => {
    sidecar = await Sidecar.start({ UPSTREAM: "127.0.0.1:1" }, "board");
  });

  it("answers 502 with a problem document at once, and still lives itself", async () => {
    const since = Date.now();
    const { status, body, headers } = await sidecar.get("/api/posts");
    assert.equal(status, 502);
    assert.deepEqual(JSON.parse(body), {
      type: "urn:problem-type:bad-gateway",
      title: "Bad gateway",
      status: 502,
    });
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.ok(Date.now() - since < 2_500);
    assert.equal((await sidecar.get("/readyz")).status, 502);
    assert.equal((await sidecar.get("/nginx-livez")).status, 200);
  });

  it("logs a request that failed without its query string", async () => {
    await sidecar.get("/api/posts?token=secret-5");
    await until(
      async () => sidecar.entries().some(({ status }) => status === 502),
      () => sidecar.log,
    );
    assert.doesNotMatch(sidecar.log + sidecar.stderr, /secret/);
  });
});
