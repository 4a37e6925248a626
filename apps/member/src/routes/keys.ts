import type { App } from "@starter/service-kit";
import { Type } from "typebox";
import { type PublicKey, PublicKeySchema } from "../token-signer.ts";

const KeySetSchema = Type.Object({ keys: Type.Array(PublicKeySchema) });

/** The public keys, for whoever checks a token (RFC 7517): the one that signs, then the other one. */
export function keyRoutes(app: App, keys: PublicKey[]): void {
  app.get(
    "/.well-known/jwks.json",
    { schema: { summary: "Lists the keys that tokens are checked with", response: { 200: KeySetSchema } } },
    async (_request, reply) => {
      reply.header("cache-control", "public, max-age=300");
      return { keys };
    },
  );
}
