// Proves the check of tokens against keys over real HTTP; that member's own tokens fit is proved by both apps together.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { mock } from "node:test";
import { UnsecuredJWT } from "jose";
import pg from "pg";
import { type App, createApp, createAuthentication, remoteKeys } from "../src/index.ts";
import { createTestIssuer, type TestIssuer, type TokenClaims } from "../src/testing/index.ts";

const keyPath = "/.well-known/jwks.json";

function buildApp(keys: URL): App {
  const app = createApp({ name: "sample", logLevel: "silent", pool: new pg.Pool() });
  const authentication = createAuthentication({
    keys: remoteKeys(keys),
    issuer: "member",
    audience: "starter",
  });
  app.get("/me", { onRequest: authentication.required }, async (request) => authentication.subject(request));
  app.get("/open", async (request) => authentication.subject(request));
  return app;
}

describe("createAuthentication", () => {
  let issuer: TestIssuer;
  let url: URL;
  let app: App;

  beforeEach(async () => {
    issuer = await createTestIssuer("member", "starter");
    url = await issuer.listen();
    app = buildApp(new URL(keyPath, url));
  });

  afterEach(async () => {
    await app.close();
    await issuer.close();
  });

  const ask = (token?: string, headers: Record<string, string> = {}) =>
    app.inject({
      url: "/me",
      headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
    });

  it("lets a good token pass and tells its subject", async () => {
    const answer = await ask(await issuer.sign("ann"));
    assert.deepEqual([answer.statusCode, answer.body], [200, "ann"]);
  });

  it("fetches the keys once for many tokens", async () => {
    await Promise.all(["ann", "bob", "eve"].map(async (subject) => ask(await issuer.sign(subject))));
    await ask(await issuer.sign("ann"));
    assert.equal(issuer.fetches(), 1);
  });

  it("checks the signature of a token once a minute for many requests, and never takes it beyond its expiry", async () => {
    let checks = 0;
    const own = createApp({ name: "sample", logLevel: "silent", pool: new pg.Pool() });
    const { required, subject } = createAuthentication({
      keys: (...words) => {
        checks += 1;
        return issuer.keys(...words);
      },
      issuer: "member",
      audience: "starter",
    });
    own.get("/me", { onRequest: required }, async (request) => subject(request));
    const start = 1_000_000_000_000;
    mock.timers.enable({ apis: ["Date"], now: start });
    try {
      const token = await issuer.sign("ann", { iat: start / 1000, exp: start / 1000 + 90 });
      const seen: [seconds: number, answer: string, checks: number][] = [];
      for (const seconds of [0, 59.999, 60, 89.999, 90]) {
        mock.timers.setTime(start + seconds * 1000);
        const { body } = await own.inject({ url: "/me", headers: { authorization: `Bearer ${token}` } });
        seen.push([seconds, body, checks]);
      }
      assert.deepEqual(seen, [
        [0, "ann", 1],
        [59.999, "ann", 1],
        [60, "ann", 2],
        [89.999, "ann", 2],
        // Checked anew: the clocks of two machines may differ by five seconds.
        [90, "ann", 3],
      ]);
    } finally {
      mock.timers.reset();
      await own.close();
    }
  });

  it("carries the request id on to the fetch", async () => {
    await ask(await issuer.sign("ann"), { "x-request-id": "request-0001" });
    assert.deepEqual(issuer.requestIds(), ["request-0001"]);
  });

  const now = Math.floor(Date.now() / 1000);
  const wrongClaims: [string, TokenClaims][] = [
    ["has expired", { exp: now - 60, iat: now - 120 }],
    ["is of another issuer", { iss: "somebody" }],
    ["is for another audience", { aud: "elsewhere" }],
    ["has no expiry", { exp: null }],
    ["has no subject", { sub: null }],
    ["has an empty subject", { sub: "" }],
    ["is not valid yet", { nbf: now + 600 }],
  ];
  for (const [what, claims] of wrongClaims) {
    it(`rejects a token that ${what}`, async () => {
      const answer = await ask(await issuer.sign("ann", claims));
      assert.equal(answer.statusCode, 401);
      assert.match(String(answer.headers["www-authenticate"]), /^Bearer error="invalid_token"/);
    });
  }

  it("rejects a token without a signature (alg none)", async () => {
    const token = new UnsecuredJWT({
      sub: "ann",
      iss: "member",
      aud: "starter",
      iat: now,
      exp: now + 60,
    }).encode();
    assert.equal((await ask(token)).statusCode, 401);
  });

  it("rejects a token signed with another key", async () => {
    const other = await createTestIssuer("member", "starter");
    assert.equal((await ask(await other.sign("ann"))).statusCode, 401);
  });

  it("rejects a token whose claims were changed", async () => {
    const [header, , signature] = (await issuer.sign("ann")).split(".");
    const payload = Buffer.from(
      JSON.stringify({ sub: "eve", iss: "member", aud: "starter", iat: now, exp: now + 60 }),
    );
    assert.equal((await ask(`${header}.${payload.toString("base64url")}.${signature}`)).statusCode, 401);
  });

  for (const token of ["", "x", "a.b.c", "ünïcode"]) {
    it(`rejects the text ${JSON.stringify(token)} in place of a token`, async () => {
      assert.equal((await ask(token)).statusCode, 401);
    });
  }

  it("asks for a token when there is none", async () => {
    const answer = await ask();
    assert.deepEqual([answer.statusCode, answer.headers["www-authenticate"]], [401, "Bearer"]);
  });

  it("fails loudly on a route that forgot the hook", async () => {
    assert.equal((await app.inject("/open")).statusCode, 500);
  });

  it("answers 503 while the keys cannot be fetched, and recovers by itself", async () => {
    await issuer.close();
    const token = await issuer.sign("ann");
    const answer = await ask(token);
    assert.deepEqual([answer.statusCode, answer.json().type], [503, "urn:problem-type:unavailable"]);
    await issuer.listen();
    assert.equal((await ask(token)).statusCode, 200);
  });

  it("goes on with known keys while their issuer is down", async () => {
    const token = await issuer.sign("ann");
    await ask(token);
    await issuer.close();
    assert.equal((await ask(token)).statusCode, 200);
  });

  it("goes on with known keys for an hour when they cannot be fetched anew, and no longer", async () => {
    const stranger = await createTestIssuer("member", "starter");
    const start = Date.now();
    await ask(await issuer.sign("ann"));
    await issuer.close();
    const later = async (minutes: number, signer = issuer) => {
      const now = start + minutes * 60_000;
      mock.timers.enable({ apis: ["Date"], now });
      try {
        return (await ask(await signer.sign("bob", { exp: Math.floor(now / 1000) + 60 }))).statusCode;
      } finally {
        mock.timers.reset();
      }
    };
    assert.deepEqual(
      [await later(11), await later(59), await later(59, stranger), await later(61)],
      [200, 200, 401, 503],
    );
    await issuer.listen();
    assert.equal(await later(62), 200);
  });

  it("rejects a token that was good before, from its expiry on", async () => {
    const exp = Math.floor(Date.now() / 1000) + 30;
    const token = await issuer.sign("ann", { exp });
    assert.equal((await ask(token)).statusCode, 200);
    mock.timers.enable({ apis: ["Date"], now: (exp + 6) * 1000 });
    try {
      assert.equal((await ask(token)).statusCode, 401);
    } finally {
      mock.timers.reset();
    }
  });

  it("answers 503 when the address has no keys", async () => {
    await app.close();
    app = buildApp(new URL("/elsewhere", url));
    assert.equal((await ask(await issuer.sign("ann"))).statusCode, 503);
  });

  it("answers 503 in time when the issuer hangs", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    try {
      await app.close();
      app = buildApp(new URL(keyPath, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`));
      const started = performance.now();
      assert.equal((await ask(await issuer.sign("ann"))).statusCode, 503);
      assert.ok(performance.now() - started < 6000);
    } finally {
      silent.close();
    }
  });
});
