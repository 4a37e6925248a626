import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readVariables } from "@starter/service-kit";
import { variables } from "../src/variables.ts";

const pem = (key: ReturnType<typeof generateKeyPairSync>["privateKey"]) =>
  key.export({ type: "pkcs8", format: "pem" }).toString();

describe("member's variables", () => {
  it("read an Ed25519 key", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const { signingKey } = readVariables({ JWT_SIGNING_KEY: pem(privateKey) }, variables);
    assert.ok(signingKey?.equals(privateKey));
  });

  it("default to the names that board expects", () => {
    const { issuer, audience } = readVariables({}, variables);
    assert.deepEqual([issuer, audience], ["member", "starter"]);
  });

  it("rejects production without a key", () => {
    assert.throws(
      () => readVariables({ NODE_ENV: "production" }, variables),
      /JWT_SIGNING_KEY: must be an Ed25519/,
    );
  });

  it("rejects a key of another kind without showing it", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    assert.throws(
      () => readVariables({ JWT_SIGNING_KEY: pem(privateKey) }, variables),
      (error: Error) => /must be an Ed25519 private key/.test(error.message) && !/BEGIN/.test(error.message),
    );
  });
});
