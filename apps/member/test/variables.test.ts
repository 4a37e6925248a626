import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readVariables } from "@starter/service-kit";
import { developmentKey } from "../src/development-key.ts";
import * as problems from "../src/problems.ts";
import { variables } from "../src/variables.ts";

const pem = (key: ReturnType<typeof generateKeyPairSync>["privateKey"]) =>
  key.export({ type: "pkcs8", format: "pem" }).toString();

describe("member's variables", () => {
  it("read an Ed25519 key", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const { signingKey } = readVariables({ JWT_SIGNING_KEY: pem(privateKey) }, variables);
    assert.ok(signingKey?.equals(privateKey));
  });

  it("read the other key, of which the public half is enough", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const spki = publicKey.export({ type: "spki", format: "pem" }).toString();
    for (const text of [pem(privateKey), spki]) {
      const { otherKey } = readVariables({ JWT_OTHER_KEY: text }, variables);
      assert.ok(otherKey?.equals(publicKey));
    }
  });

  it("let twenty sign up from one address unless told otherwise", () => {
    assert.equal(readVariables({}, variables).signUpsPerAddress, 20);
    assert.equal(readVariables({ SIGN_UPS_PER_ADDRESS: "100" }, variables).signUpsPerAddress, 100);
    assert.throws(
      () => readVariables({ SIGN_UPS_PER_ADDRESS: "0" }, variables),
      /from 1 to 1000000, got "0"/,
    );
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

describe("developmentKey", () => {
  it("is made once, for its owner's eyes only", async () => {
    const directory = await mkdtemp(join(tmpdir(), "member-"));
    const file = join(directory, ".local/key.pem");
    try {
      const key = developmentKey(file);
      assert.equal(key.asymmetricKeyType, "ed25519");
      assert.ok(developmentKey(file).equals(key));
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe("member's problems", () => {
  it("are all in the README, with their status", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    for (const problem of Object.values(problems).map((make) => make(60))) {
      const { type, status } = problem.document;
      if (status === 401 && type.endsWith(":unauthorized")) continue;
      assert.match(readme, new RegExp(`^\\| \`${type}\` +\\| ${status} +\\|`, "m"));
    }
  });
});
