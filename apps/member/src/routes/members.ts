import { type App, type Authentication, notFound, Problem, plainText } from "@starter/service-kit";
import { Type } from "typebox";
import type { Member, MemberStore } from "../member-store.ts";
import type { PasswordHasher } from "../password-hasher.ts";

const NewMemberSchema = Type.Object(
  {
    email: Type.String({ format: "email", maxLength: 254 }),
    password: Type.String({ minLength: 8, maxLength: 128 }),
    name: plainText({ maxLength: 80 }),
  },
  { additionalProperties: false },
);

const OwnMemberSchema = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  createdAt: Type.String({ format: "date-time" }),
});

/** Signing up, and reading oneself. */
export function memberRoutes(
  app: App,
  parts: { members: MemberStore; passwords: PasswordHasher; authentication: Authentication },
): void {
  const { members, passwords, authentication } = parts;

  app.post(
    "/api/members",
    { schema: { body: NewMemberSchema, response: { 201: OwnMemberSchema } } },
    async ({ body: { email, name, password } }, reply) => {
      const member = await members.add({ email, name, password_hash: await passwords.hash(password) });
      if (!member) throw emailTaken();
      return reply.code(201).header("location", "/api/members/me").send(present(member));
    },
  );

  app.get(
    "/api/members/me",
    { onRequest: authentication.required, schema: { response: { 200: OwnMemberSchema } } },
    async (request) => {
      const member = await members.findById(authentication.subject(request));
      if (!member) throw notFound("member");
      return present(member);
    },
  );
}

function present({ id, email, name, created_at }: Member) {
  return { id, email, name, createdAt: created_at.toISOString() };
}

function emailTaken(): Problem {
  const detail = "this e-mail address belongs to a member already; log in instead";
  return new Problem(409, { kind: "email-taken", title: "E-mail address taken", detail });
}
