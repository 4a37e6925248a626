import { lineOfText } from "@starter/service-kit";
import { Type } from "typebox";
import type { Member } from "../member-store.ts";

/** An e-mail address that can be one: of ASCII characters only. */
export const EmailSchema = Type.String({ format: "email", maxLength: 254 });

/** A password to set; one to compare may be shorter. */
export const NewPasswordSchema = Type.String({ minLength: 8, maxLength: 128 });

/** What a member is called by others. */
export const NameSchema = lineOfText({ maxLength: 80 });

/** A member as only the member sees it. */
export const OwnMemberSchema = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  createdAt: Type.String({ format: "date-time" }),
});

/** Turns a stored member into what only the member sees. */
export function present({ id, email, name, created_at }: Member) {
  return { id, email, name, createdAt: created_at.toISOString() };
}
