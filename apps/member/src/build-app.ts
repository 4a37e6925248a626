import {
  type App,
  type AppOptions,
  createApp,
  createAuthentication,
  openDatabase,
  type Values,
} from "@starter/service-kit";
import { createLocalJWKSet } from "jose";
import { developmentKey } from "./development-key.ts";
import { createLoginLimit } from "./login-limit.ts";
import { createMemberStore, type MemberSchema } from "./member-store.ts";
import { createPasswordHasher } from "./password-hasher.ts";
import { keyRoutes } from "./routes/keys.ts";
import { memberRoutes } from "./routes/members.ts";
import { ownRoutes } from "./routes/own.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { createTokenSigner, describeKey } from "./token-signer.ts";
import type { variables } from "./variables.ts";

/** What `buildApp` needs: values of the environment, and a database. */
export type MemberOptions = Values<typeof variables> & Omit<AppOptions, "name" | "openApiPath">;

/** Builds member's app; nothing listens yet. */
export async function buildApp(values: MemberOptions): Promise<App> {
  const { signingKey, otherKey, issuer, audience, signUpsPerAddress, ...options } = values;
  const app = createApp({ ...options, name: "member", openApiPath: "/api/members/openapi.json" });
  const database = openDatabase<MemberSchema>(options.pool);
  const key = signingKey ?? developmentKey(".local/member-signing-key.pem");
  const signer = await createTokenSigner(key, { issuer, audience });
  const keys = [signer.publicKey, ...(otherKey ? [await describeKey(otherKey)] : [])];
  const parts = {
    members: createMemberStore(database),
    passwords: createPasswordHasher(),
    logins: createLoginLimit(database, signUpsPerAddress),
    // Its own keys, without a call to itself.
    authentication: createAuthentication({ keys: createLocalJWKSet({ keys }), issuer, audience }),
    signer,
  };
  memberRoutes(app, parts);
  ownRoutes(app, parts);
  sessionRoutes(app, parts);
  keyRoutes(app, keys);
  return app;
}
