import type { App } from "@starter/service-kit";
import { Type } from "typebox";
import type { LoginLimit } from "../login-limit.ts";
import type { MemberStore } from "../member-store.ts";
import type { PasswordHasher } from "../password-hasher.ts";
import { wrongCredentials } from "../problems.ts";
import type { TokenSigner } from "../token-signer.ts";
import { EmailSchema } from "./schemas.ts";

const CredentialsSchema = Type.Object(
  { email: EmailSchema, password: Type.String({ maxLength: 128 }) },
  { additionalProperties: false },
);

const SessionSchema = Type.Object({
  token: Type.String(),
  expiresAt: Type.String({ format: "date-time" }),
});

/** What `sessionRoutes` needs. */
export interface SessionRoutesParts {
  members: MemberStore;
  passwords: PasswordHasher;
  logins: LoginLimit;
  signer: TokenSigner;
}

/** Logging in. */
export function sessionRoutes(app: App, { members, passwords, logins, signer }: SessionRoutesParts): void {
  app.post(
    "/api/sessions",
    {
      schema: {
        summary: "Logs in",
        body: CredentialsSchema,
        response: { 201: SessionSchema },
        problems: [401, 429, 503],
      },
    },
    async ({ ip, body: { email, password } }, reply) => {
      const member = await members.findByEmail(email);
      const check = () => passwords.verify(password, member?.password_hash);
      const right = await logins.attempt({ account: email, address: ip }, check);
      if (!member || !right) throw wrongCredentials();
      const { token, expiresAt } = await signer.sign(member.id);
      reply.header("cache-control", "no-store");
      return reply.code(201).send({ token, expiresAt: expiresAt.toISOString() });
    },
  );
}
