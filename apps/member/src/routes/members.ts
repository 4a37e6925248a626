import { type App, IdSchema, invalidRequest, notFound } from "@starter/service-kit";
import { Type } from "typebox";
import type { LoginLimit } from "../login-limit.ts";
import type { MemberStore } from "../member-store.ts";
import type { PasswordHasher } from "../password-hasher.ts";
import { emailTaken } from "../problems.ts";
import { EmailSchema, NameSchema, NewPasswordSchema, OwnMemberSchema, present } from "./schemas.ts";

const NewMemberSchema = Type.Object(
  { email: EmailSchema, password: NewPasswordSchema, name: NameSchema },
  { additionalProperties: false },
);

const ProfileSchema = Type.Object({ id: Type.String(), name: Type.String() });

const mostIds = 100;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const ProfilesQuerySchema = Type.Object({
  ids: Type.String({
    maxLength: mostIds * 37,
    description: `1 to ${mostIds} ids of members, separated by commas`,
  }),
});

/** Signing up, and what everybody may know of members. */
export function memberRoutes(
  app: App,
  { members, passwords, logins }: { members: MemberStore; passwords: PasswordHasher; logins: LoginLimit },
): void {
  app.post(
    "/api/members",
    {
      schema: {
        summary: "Signs up",
        body: NewMemberSchema,
        response: { 201: OwnMemberSchema },
        problems: [409, 429, 503],
      },
    },
    async ({ ip, body: { email, name, password } }, reply) => {
      await logins.countSignUp(ip);
      const member = await members.add({ email, name, password_hash: await passwords.hash(password) });
      if (!member) throw emailTaken();
      return reply.code(201).header("location", "/api/members/me").send(present(member));
    },
  );

  const found = { 200: Type.Object({ items: Type.Array(ProfileSchema) }) };
  app.get(
    "/api/members",
    {
      schema: {
        summary: "Names the members that are there of those asked for",
        querystring: ProfilesQuerySchema,
        response: found,
        problems: [503],
      },
    },
    async ({ query }) => {
      const ids = query.ids.split(",");
      if (ids.length > mostIds || !ids.every((id) => uuid.test(id))) {
        const detail = `must be 1 to ${mostIds} ids of members, separated by commas`;
        throw invalidRequest([{ in: "querystring", field: "ids", detail }]);
      }
      return { items: await members.profiles(ids) };
    },
  );

  const params = Type.Object({ id: IdSchema });
  app.get(
    "/api/members/:id",
    {
      schema: { summary: "Names one member", params, response: { 200: ProfileSchema }, problems: [404, 503] },
    },
    async ({ params: { id } }) => {
      const [profile] = await members.profiles([id]);
      if (!profile) throw notFound("member");
      return profile;
    },
  );
}
