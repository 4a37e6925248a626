import {
  type App,
  type AppOptions,
  createApp,
  createAuthentication,
  openDatabase,
  type Values,
} from "@starter/service-kit";
import { createLocalJWKSet } from "jose";
import { createMemberStore, type MemberSchema } from "./member-store.ts";
import { createPasswordHasher } from "./password-hasher.ts";
import { keyRoutes } from "./routes/keys.ts";
import { memberRoutes } from "./routes/members.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { createTokenSigner, generateSigningKey } from "./token-signer.ts";
import type { variables } from "./variables.ts";

/** What `buildApp` needs: values of the environment, and a database. */
export type MemberOptions = Values<typeof variables> & Omit<AppOptions, "name">;

/** Builds member's app; nothing listens yet. */
export async function buildApp({ signingKey, issuer, audience, ...options }: MemberOptions): Promise<App> {
  const app = createApp({ ...options, name: "member" });
  if (!signingKey) app.log.warn("JWT_SIGNING_KEY is not set: tokens are good until this process ends");
  const signer = await createTokenSigner(signingKey ?? generateSigningKey(), { issuer, audience });
  const members = createMemberStore(openDatabase<MemberSchema>(options.pool));
  const passwords = createPasswordHasher();
  // Its own key, without a call to itself.
  const keys = createLocalJWKSet({ keys: [signer.publicKey] });
  const authentication = createAuthentication({ keys, issuer, audience });
  memberRoutes(app, { members, passwords, authentication });
  sessionRoutes(app, { members, passwords, signer });
  keyRoutes(app, signer);
  return app;
}
