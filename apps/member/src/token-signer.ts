import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint, SignJWT } from "jose";

const lifetimeSeconds = 3600;

/** The public half of a signing key, as RFC 7517 writes it. */
export interface PublicKey {
  kty: "OKP";
  crv: "Ed25519";
  x: string;
  kid: string;
  alg: "EdDSA";
  use: "sig";
}

/** Signs the tokens that members log in with. */
export interface TokenSigner {
  sign(memberId: string): Promise<{ token: string; expiresAt: Date }>;
  /** What tokens can be checked with. */
  publicKey: PublicKey;
}

/** Makes a signer for an Ed25519 private key. The key's id is its RFC 7638 thumbprint: every task has the same. */
export async function createTokenSigner(
  key: KeyObject,
  { issuer, audience }: { issuer: string; audience: string },
): Promise<TokenSigner> {
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  const jwk = { kty: "OKP", crv: "Ed25519", x } as const;
  const kid = await calculateJwkThumbprint(jwk);
  return {
    publicKey: { ...jwk, kid, alg: "EdDSA", use: "sig" },
    async sign(memberId) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(memberId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
  };
}

/** Makes a key for a developer's machine. */
export function generateSigningKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}
