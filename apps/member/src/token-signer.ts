import { createPublicKey, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint, SignJWT } from "jose";
import { type Static, Type } from "typebox";

const lifetimeSeconds = 3600;

/** The public half of a signing key, as RFC 7517 writes it. It lists what may be published: a private part cannot slip out. */
export const PublicKeySchema = Type.Object({
  kty: Type.String(),
  crv: Type.String(),
  x: Type.String(),
  kid: Type.String(),
  alg: Type.String(),
  use: Type.String(),
});

/** The public half of a signing key. */
export type PublicKey = Static<typeof PublicKeySchema>;

/** Signs the tokens that members log in with. */
export interface TokenSigner {
  sign(memberId: string): Promise<{ token: string; expiresAt: Date }>;
  /** What its tokens can be checked with. */
  publicKey: PublicKey;
}

/** Describes the public half of an Ed25519 key. Its id is its RFC 7638 thumbprint: every task has the same. */
export async function describeKey(key: KeyObject): Promise<PublicKey> {
  const { x = "" } = (key.type === "public" ? key : createPublicKey(key)).export({ format: "jwk" });
  const jwk = { kty: "OKP", crv: "Ed25519", x };
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "EdDSA", use: "sig" };
}

/** Makes a signer for an Ed25519 private key. */
export async function createTokenSigner(
  key: KeyObject,
  { issuer, audience }: { issuer: string; audience: string },
): Promise<TokenSigner> {
  const publicKey = await describeKey(key);
  return {
    publicKey,
    async sign(memberId) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: publicKey.kid })
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
