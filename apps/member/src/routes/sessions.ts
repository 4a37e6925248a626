import { type App, Problem } from "@starter/service-kit";
import { Type } from "typebox";
import type { MemberStore } from "../member-store.ts";
import type { PasswordHasher } from "../password-hasher.ts";
import type { TokenSigner } from "../token-signer.ts";

const CredentialsSchema = Type.Object(
  { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 128 }) },
  { additionalProperties: false },
);

const SessionSchema = Type.Object({
  token: Type.String(),
  expiresAt: Type.String({ format: "date-time" }),
});

/** Logging in. */
export function sessionRoutes(
  app: App,
  { members, passwords, signer }: { members: MemberStore; passwords: PasswordHasher; signer: TokenSigner },
): void {
  app.post(
    "/api/sessions",
    { schema: { body: CredentialsSchema, response: { 201: SessionSchema } } },
    async ({ body: { email, password } }, reply) => {
      const member = await members.findByEmail(email);
      const right = await passwords.verify(password, member?.password_hash);
      if (!member || !right) throw wrongCredentials();
      const { token, expiresAt } = await signer.sign(member.id);
      reply.header("cache-control", "no-store");
      return reply.code(201).send({ token, expiresAt: expiresAt.toISOString() });
    },
  );
}

/** One answer for an unknown account and for a wrong password. */
function wrongCredentials(): Problem {
  return new Problem(401, {
    kind: "wrong-credentials",
    detail: "there is no member with this e-mail address and password",
    headers: { "www-authenticate": "Bearer" },
  });
}
