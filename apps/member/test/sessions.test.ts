// Proves logging in and the keys that tokens are checked with, by injection, with a real PostgreSQL.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import type { App } from "@starter/service-kit";
import { createTestIssuer, useDatabase } from "@starter/service-kit/testing";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { buildApp, type MemberOptions } from "../src/build-app.ts";
import { migrations } from "../src/migrations.ts";
import { ann, useMember } from "./fixtures/member-app.ts";

describe("POST /api/sessions", () => {
  const member = useMember();

  it("answers with a token for one hour, under whatever capitals", async () => {
    await member().signUp();
    const answer = await member().logIn({ ...ann, email: "ann@EXAMPLE.com" });
    assert.equal(answer.statusCode, 201);
    assert.equal(answer.headers["cache-control"], "no-store");
    const lifetime = Date.parse(answer.json().expiresAt) - Date.now();
    assert.ok(lifetime > 3_590_000 && lifetime <= 3_600_000, String(lifetime));
  });

  it("signs tokens that the published keys verify", async () => {
    const { id } = (await member().signUp()).json();
    const { token, expiresAt } = (await member().logIn()).json();
    const keys = (await member().app.inject("/.well-known/jwks.json")).json();
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ["EdDSA"],
    });
    const { iss, aud, sub, exp = 0, iat = 0 } = payload;
    assert.deepEqual([iss, aud, sub, exp - iat], ["member", "starter", id, 3600]);
    assert.equal(exp, Date.parse(expiresAt) / 1000);
    assert.deepEqual(protectedHeader, { alg: "EdDSA", typ: "JWT", kid: keys.keys[0].kid });
  });

  it("gives one answer for an unknown account and a wrong password", async () => {
    await member().signUp();
    const wrong = await member().logIn({ ...ann, password: "wrong horse" });
    const unknown = await member().logIn({ email: "bob@example.com", password: "wrong horse" });
    assert.equal(wrong.statusCode, 401);
    assert.deepEqual([unknown.statusCode, unknown.body], [wrong.statusCode, wrong.body]);
  });

  it("takes a password typed with composed or combining characters", async () => {
    await member().signUp({ ...ann, password: "cafe\u0301 noir" });
    assert.equal((await member().logIn({ ...ann, password: "caf\u00e9 noir" })).statusCode, 201);
  });

  const refused: [string, object][] = [
    ["an e-mail address that cannot be stored", { email: "a\u0000b", password: "x" }],
    [
      "an e-mail address with a letter that is another one in capitals",
      { email: "vİctim@b.co", password: "x" },
    ],
    ["no password", { email: ann.email }],
    ["a number for a password", { email: ann.email, password: 5 }],
  ];
  for (const [what, body] of refused) {
    it(`answers 400 to ${what}`, async () => {
      assert.equal((await member().send("POST", "/api/sessions", body)).statusCode, 400);
    });
  }
});

describe("GET /.well-known/jwks.json", () => {
  const other = generateKeyPairSync("ed25519").privateKey;
  const member = useMember(createPublicKey(other));

  it("publishes the public halves only, named by their RFC 7638 thumbprints", async () => {
    const { keys } = (await member().app.inject("/.well-known/jwks.json")).json();
    assert.equal(keys.length, 2);
    for (const { x, kid, ...rest } of keys) {
      assert.deepEqual(rest, { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" });
      assert.equal(kid, await calculateJwkThumbprint({ kty: "OKP", crv: "Ed25519", x }));
    }
  });

  it("has the other key, whose tokens are good too", async () => {
    const { id } = await member().join();
    const before = await createTestIssuer("member", "starter", other);
    const answer = await member().send("GET", "/api/members/me", undefined, await before.sign(id));
    assert.deepEqual([answer.statusCode, answer.json().id], [200, id]);
    const { token } = (await member().logIn()).json();
    const { keys } = (await member().app.inject("/.well-known/jwks.json")).json();
    const { protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: [keys[0]] }));
    assert.equal(protectedHeader.kid, keys[0].kid);
  });
});

describe("a new signing key", () => {
  const database = useDatabase(migrations);
  const [oldKey, newKey] = [1, 2].map(() => generateKeyPairSync("ed25519").privateKey);
  const rest = { issuer: "member", audience: "starter", signUpsPerAddress: 20, logLevel: "silent" } as const;
  const start = (keys: Pick<MemberOptions, "signingKey" | "otherKey">) =>
    buildApp({ ...rest, ...keys, pool: database().openPool() });

  it("is taken over step by step, and tasks of neighbouring steps accept each other's tokens", async () => {
    const steps = await Promise.all([
      start({ signingKey: oldKey, otherKey: undefined }),
      start({ signingKey: oldKey, otherKey: newKey }),
      start({ signingKey: newKey, otherKey: oldKey }),
      start({ signingKey: newKey, otherKey: undefined }),
    ]);
    try {
      await steps[0].inject({ method: "POST", url: "/api/members", payload: ann });
      const { email, password } = ann;
      const accepted = await Promise.all(
        steps.map(async (signs) => {
          const session = await signs.inject({
            method: "POST",
            url: "/api/sessions",
            payload: { email, password },
          });
          const headers = { authorization: `Bearer ${session.json().token}` };
          const ask = async (app: App) => (await app.inject({ url: "/api/members/me", headers })).statusCode;
          return Promise.all(steps.map(ask));
        }),
      );
      assert.deepEqual(accepted, [
        [200, 200, 200, 401],
        [200, 200, 200, 401],
        [401, 200, 200, 200],
        [401, 200, 200, 200],
      ]);
    } finally {
      await Promise.all(steps.map((app) => app.close()));
    }
  });
});
