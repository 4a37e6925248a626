import type { App, Authentication } from "@starter/service-kit";
import { Type } from "typebox";
import type { LoginLimit } from "../login-limit.ts";
import type { MemberStore } from "../member-store.ts";
import type { PasswordHasher } from "../password-hasher.ts";
import { emailTaken, memberGone, wrongPassword } from "../problems.ts";
import { EmailSchema, NameSchema, NewPasswordSchema, OwnMemberSchema, present } from "./schemas.ts";

const ChangeSchema = Type.Object(
  { email: Type.Optional(EmailSchema), name: Type.Optional(NameSchema) },
  { additionalProperties: false, minProperties: 1 },
);

const PasswordChangeSchema = Type.Object(
  { currentPassword: Type.String({ maxLength: 128 }), newPassword: NewPasswordSchema },
  { additionalProperties: false },
);

/** What `ownRoutes` needs. */
export interface OwnRoutesParts {
  members: MemberStore;
  passwords: PasswordHasher;
  logins: LoginLimit;
  authentication: Authentication;
}

/** Reading, changing and removing oneself. A token whose member is gone is a token no more. */
export function ownRoutes(app: App, { members, passwords, logins, authentication }: OwnRoutesParts): void {
  const { required: onRequest, subject } = authentication;
  const done = { 204: Type.Null({ description: "Done" }) };
  const own = { 200: OwnMemberSchema };

  app.get(
    "/api/members/me",
    { onRequest, schema: { summary: "Shows oneself", response: own, problems: [503] } },
    async (request) => {
      const member = await members.findById(subject(request));
      if (!member) throw memberGone();
      return present(member);
    },
  );

  app.patch(
    "/api/members/me",
    {
      onRequest,
      schema: { summary: "Changes oneself", body: ChangeSchema, response: own, problems: [409, 503] },
    },
    async (request) => {
      const member = await members.change(subject(request), request.body);
      if (!member) throw memberGone();
      if (member === "email taken") throw emailTaken();
      return present(member);
    },
  );

  app.delete(
    "/api/members/me",
    { onRequest, schema: { summary: "Removes oneself", response: done, problems: [503] } },
    async (request, reply) => {
      if (!(await members.remove(subject(request)))) throw memberGone();
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/api/members/me/password",
    {
      onRequest,
      schema: {
        summary: "Changes one's password",
        body: PasswordChangeSchema,
        response: done,
        problems: [403, 429, 503],
      },
    },
    async (request, reply) => {
      const { currentPassword, newPassword } = request.body;
      const member = await members.findById(subject(request));
      if (!member) throw memberGone();
      const who = { account: member.email, address: request.ip };
      const check = () => passwords.verify(currentPassword, member.password_hash);
      if (!(await logins.attempt(who, check))) throw wrongPassword();
      await members.change(member.id, { password_hash: await passwords.hash(newPassword) });
      return reply.code(204).send(null);
    },
  );
}
