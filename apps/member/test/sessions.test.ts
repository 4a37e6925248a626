// Proves logging in and the keys that tokens are checked with, by injection, with a real PostgreSQL.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { createTestIssuer } from "@starter/service-kit/testing";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
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
  const previous = generateKeyPairSync("ed25519").privateKey;
  const member = useMember(createPublicKey(previous));

  it("publishes the public halves only, named by their RFC 7638 thumbprints", async () => {
    const { keys } = (await member().app.inject("/.well-known/jwks.json")).json();
    assert.equal(keys.length, 2);
    for (const { x, kid, ...rest } of keys) {
      assert.deepEqual(rest, { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" });
      assert.equal(kid, await calculateJwkThumbprint({ kty: "OKP", crv: "Ed25519", x }));
    }
  });

  it("has the previous key, whose tokens are still good", async () => {
    const { id } = await member().join();
    const before = await createTestIssuer("member", "starter", previous);
    const answer = await member().send("GET", "/api/members/me", undefined, await before.sign(id));
    assert.deepEqual([answer.statusCode, answer.json().id], [200, id]);
    const { token } = (await member().logIn()).json();
    const { keys } = (await member().app.inject("/.well-known/jwks.json")).json();
    const { protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: [keys[0]] }));
    assert.equal(protectedHeader.kid, keys[0].kid);
  });
});
