import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** Claims to put in place of a good token's; null leaves one out. */
export type TokenClaims = { [claim: string]: string | number | null };

/** Signs tokens, and publishes its key as member does. */
export interface TestIssuer {
  /** A good token for the subject, but for the claims given. */
  sign(subject: string, claims?: TokenClaims): Promise<string>;
  /** Starts publishing its keys on 127.0.0.1, at the same port each time, and returns the server's address. */
  listen(): Promise<URL>;
  /** How often the keys were fetched. */
  fetches(): number;
  /** Request ids that came with the fetches. */
  requestIds(): readonly unknown[];
  close(): Promise<void>;
}

/** Makes an issuer with a key of its own. */
export async function createTestIssuer(issuer: string, audience: string): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const body = JSON.stringify({ keys: [{ ...jwk, kid, alg: "EdDSA", use: "sig" }] });
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
      return new SignJWT(kept).setProtectedHeader({ alg: "EdDSA", kid }).sign(privateKey);
    },
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
