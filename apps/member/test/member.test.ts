// Proves member's routes by injection, with a real PostgreSQL. nginx, the load balancer and real sockets are elsewhere.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import type { App } from "@starter/service-kit";
import { createTestIssuer, useDatabase } from "@starter/service-kit/testing";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { buildApp } from "../src/build-app.ts";
import { migrations } from "../src/migrations.ts";

const ann = { email: "Ann@example.com", password: "correct horse", name: "Ann" };

describe("member", () => {
  const database = useDatabase(migrations);
  let app: App;

  before(async () => {
    const signingKey = generateKeyPairSync("ed25519").privateKey;
    const pool = database().openPool();
    app = await buildApp({ signingKey, issuer: "member", audience: "starter", logLevel: "silent", pool });
  });
  after(() => app.close());
  beforeEach(() => database().pool.query("delete from member"));

  const signUp = (payload: object) => app.inject({ method: "POST", url: "/api/members", payload });
  const logIn = (payload: object) => app.inject({ method: "POST", url: "/api/sessions", payload });
  const me = (token: string) =>
    app.inject({ url: "/api/members/me", headers: { authorization: `Bearer ${token}` } });

  describe("POST /api/members", () => {
    it("signs up, and answers without the password", async () => {
      const answer = await signUp(ann);
      assert.equal(answer.statusCode, 201);
      const { id, createdAt, ...rest } = answer.json();
      assert.match(id, /^[0-9a-f-]{36}$/);
      assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
      assert.deepEqual(rest, { email: ann.email, name: ann.name });
    });

    it("stores an argon2id hash of 19 MiB and two passes", async () => {
      await signUp(ann);
      const { rows } = await database().pool.query("select password_hash from member");
      assert.match(rows[0].password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    });

    it("refuses an e-mail address that is taken, however capitalised", async () => {
      await signUp(ann);
      const answer = await signUp({ ...ann, email: "aNN@EXAMPLE.com" });
      assert.deepEqual([answer.statusCode, answer.json().type], [409, "urn:problem-type:email-taken"]);
    });

    it("accepts one of many that register an e-mail address at the same moment", async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => signUp(ann)));
      assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409, 409]);
    });

    const refused: [field: string, change: object][] = [
      ["email", { email: "ann" }],
      ["email", { email: `${"a".repeat(250)}@b.co` }],
      ["email", { email: "a\u0000@b.co" }],
      ["email", { email: undefined }],
      ["password", { password: "short" }],
      ["password", { password: "x".repeat(129) }],
      ["password", { password: 12_345_678 }],
      ["name", { name: "  " }],
      ["name", { name: "x".repeat(81) }],
      ["role", { role: "admin" }],
    ];
    for (const [field, change] of refused) {
      it(`refuses ${JSON.stringify(change).slice(0, 40)} and names ${field}`, async () => {
        const answer = await signUp({ ...ann, ...change });
        assert.equal(answer.statusCode, 400);
        assert.deepEqual(
          answer.json().errors.map((error: { field: string }) => error.field),
          [field],
        );
      });
    }
  });

  describe("POST /api/sessions", () => {
    it("answers with a token for one hour, under whatever capitals", async () => {
      await signUp(ann);
      const answer = await logIn({ email: "ann@EXAMPLE.com", password: ann.password });
      assert.equal(answer.statusCode, 201);
      assert.equal(answer.headers["cache-control"], "no-store");
      const lifetime = Date.parse(answer.json().expiresAt) - Date.now();
      assert.ok(lifetime > 3_590_000 && lifetime <= 3_600_000, String(lifetime));
    });

    it("signs tokens that the published keys verify", async () => {
      const { id } = (await signUp(ann)).json();
      const { token, expiresAt } = (await logIn({ email: ann.email, password: ann.password })).json();
      const keys = (await app.inject("/.well-known/jwks.json")).json();
      const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
        algorithms: ["EdDSA"],
      });
      const { iss, aud, sub, exp = 0, iat = 0 } = payload;
      assert.deepEqual([iss, aud, sub, exp - iat], ["member", "starter", id, 3600]);
      assert.equal(exp, Date.parse(expiresAt) / 1000);
      assert.deepEqual(protectedHeader, { alg: "EdDSA", typ: "JWT", kid: keys.keys[0].kid });
    });

    it("gives one answer for an unknown account and a wrong password", async () => {
      await signUp(ann);
      const wrong = await logIn({ email: ann.email, password: "wrong horse" });
      const unknown = await logIn({ email: "bob@example.com", password: "wrong horse" });
      assert.equal(wrong.statusCode, 401);
      assert.deepEqual([unknown.statusCode, unknown.body], [wrong.statusCode, wrong.body]);
    });

    it("takes a password typed with composed or combining characters", async () => {
      await signUp({ ...ann, password: "cafe\u0301 noir" });
      assert.equal((await logIn({ email: ann.email, password: "caf\u00e9 noir" })).statusCode, 201);
    });

    it("answers 400 to an e-mail address that cannot be stored", async () => {
      assert.equal((await logIn({ email: "a\u0000b", password: "x" })).statusCode, 400);
    });
  });

  describe("GET /api/members/me", () => {
    const tokenOf = async () => (await logIn({ email: ann.email, password: ann.password })).json().token;

    it("answers with oneself", async () => {
      const { id } = (await signUp(ann)).json();
      const answer = await me(await tokenOf());
      assert.deepEqual([answer.statusCode, answer.json().id, answer.json().email], [200, id, ann.email]);
    });

    it("answers 401 without a token", async () => {
      assert.equal((await app.inject("/api/members/me")).statusCode, 401);
    });

    it("answers 401 to a token signed with another key", async () => {
      const forger = await createTestIssuer("member", "starter");
      assert.equal((await me(await forger.sign("00000000-0000-4000-8000-000000000000"))).statusCode, 401);
    });

    it("answers 404 when the member is gone", async () => {
      await signUp(ann);
      const token = await tokenOf();
      await database().pool.query("delete from member");
      assert.equal((await me(token)).statusCode, 404);
    });
  });

  describe("GET /.well-known/jwks.json", () => {
    it("publishes the public half only, named by its RFC 7638 thumbprint", async () => {
      const { keys } = (await app.inject("/.well-known/jwks.json")).json();
      assert.equal(keys.length, 1);
      const { x, kid, ...rest } = keys[0];
      assert.deepEqual(rest, { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" });
      assert.equal(kid, await calculateJwkThumbprint({ kty: "OKP", crv: "Ed25519", x }));
    });
  });
});
