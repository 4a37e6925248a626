import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  type JWTPayload,
  type JWTVerifyGetKey,
  SignJWT,
} from "jose";

/** Claims to put in place of a good token's; null leaves one out. */
export type TokenClaims = { [claim: string]: string | number | null };

/** Signs tokens, and publishes its key as member does. */
export interface TestIssuer {
  name: string;
  audience: string;
  /** A good token for the subject, but for the claims given. */
  sign(subject: string, claims?: TokenClaims): Promise<string>;
  /** Finds its public key, for an app that needs no fetch. */
  keys: JWTVerifyGetKey;
  /** Starts publishing its keys on 127.0.0.1, at the same port each time, and returns the server's address. */
  listen(): Promise<URL>;
  /** How often the keys were fetched. */
  fetches(): number;
  /** Request ids that came with the fetches. */
  requestIds(): readonly unknown[];
  close(): Promise<void>;
}

/** Makes an issuer that signs with an Ed25519 key; left out, with one of its own. */
export async function createTestIssuer(
  issuer: string,
  audience: string,
  key: KeyObject = generateKeyPairSync("ed25519").privateKey,
): Promise<TestIssuer> {
  const jwk = createPublicKey(key).export({ format: "jwk" }) as { kty: string; crv: string; x: string };
  const kid = await calculateJwkThumbprint(jwk);
  const keySet = { keys: [{ ...jwk, kid, alg: "EdDSA", use: "sig" }] };
  const body = JSON.stringify(keySet);
  const requestIds: unknown[] = [];
  let port = 0;
  const answer = () =>
    createServer((request, response) => {
      requestIds.push(request.headers["x-request-id"]);
      const found = request.url === "/.well-known/jwks.json";
      response.writeHead(found ? 200 : 404, { "content-type": "application/json" }).end(body);
    });
  let server = answer();
  return {
    name: issuer,
    audience,
    sign(subject, claims = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload: TokenClaims = {
        iss: issuer,
        aud: audience,
        sub: subject,
        iat: now,
        exp: now + 60,
        ...claims,
      };
      const kept: JWTPayload = Object.fromEntries(
        Object.entries(payload).filter(([, value]) => value !== null),
      );
      return new SignJWT(kept).setProtectedHeader({ alg: "EdDSA", kid }).sign(key);
    },
    keys: createLocalJWKSet(keySet),
    async listen() {
      server = answer();
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      port = (server.address() as AddressInfo).port;
      return new URL(`http://127.0.0.1:${port}`);
    },
    fetches: () => requestIds.length,
    requestIds: () => requestIds,
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
