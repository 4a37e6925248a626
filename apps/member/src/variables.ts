import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import {
  optional,
  requiredInProduction,
  tokenVariables,
  type Variable,
  wholeNumber,
  withDefault,
} from "@starter/service-kit";

/** What member reads from its environment besides what every service does. */
export const variables = {
  signingKey: requiredInProduction(
    ed25519Key("JWT_SIGNING_KEY", "an Ed25519 private key as PKCS#8 PEM", createPrivateKey),
  ),
  /** Published and accepted, and signs nothing: the key that comes next, or the one before while its tokens last. */
  otherKey: optional(
    ed25519Key("JWT_OTHER_KEY", "an Ed25519 key as PEM, private or public", createPublicKey),
  ),
  ...tokenVariables,
  /** In a quarter of an hour. More for a school behind one address; fewer keep nobody out who comes from many. */
  signUpsPerAddress: withDefault(wholeNumber("SIGN_UPS_PER_ADDRESS", { from: 1, to: 1_000_000 }), 20),
};

function ed25519Key(
  name: string,
  expectation: string,
  read: (pem: string) => KeyObject,
): Variable<KeyObject> {
  return {
    name,
    expectation,
    example: '"$(openssl genpkey -algorithm ed25519)"',
    secret: true,
    parse(pem) {
      try {
        const key = read(pem);
        return key.asymmetricKeyType === "ed25519" ? key : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
