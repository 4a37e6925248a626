import { createPrivateKey, type KeyObject } from "node:crypto";
import { requiredInProduction, tokenVariables, type Variable } from "@starter/service-kit";

/** What member reads from its environment besides what every service does. */
export const variables = {
  signingKey: requiredInProduction(privateKey("JWT_SIGNING_KEY")),
  ...tokenVariables,
};

function privateKey(name: string): Variable<KeyObject> {
  return {
    name,
    expectation: "an Ed25519 private key as PKCS#8 PEM",
    example: '"$(openssl genpkey -algorithm ed25519)"',
    secret: true,
    parse(pem) {
      try {
        const key = createPrivateKey(pem);
        return key.asymmetricKeyType === "ed25519" ? key : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
