import { type Generated, type Kysely, type Selectable, sql } from "kysely";

interface MemberTable {
  id: Generated<string>;
  email: string;
  name: string;
  password_hash: string;
  created_at: Generated<Date>;
}

/** Member's tables, as its queries see them. */
export interface MemberSchema {
  member: MemberTable;
}

/** A member as stored. */
export type Member = Selectable<MemberTable>;

/** The stored members. */
export interface MemberStore {
  /** Undefined when the e-mail address belongs to somebody already. */
  add(member: Pick<Member, "email" | "name" | "password_hash">): Promise<Member | undefined>;
  findByEmail(email: string): Promise<Member | undefined>;
  findById(id: string): Promise<Member | undefined>;
}

/** Opens the store over a database. */
export function createMemberStore(database: Kysely<MemberSchema>): MemberStore {
  return {
    // The index decides, not a look beforehand: of two at the same moment, one gets nothing back.
    add: (member) =>
      database
        .insertInto("member")
        .values(member)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst(),
    findByEmail: (email) =>
      database
        .selectFrom("member")
        .selectAll()
        .where(sql`lower(email)`, "=", sql`lower(${email})`)
        .executeTakeFirst(),
    findById: (id) => database.selectFrom("member").selectAll().where("id", "=", id).executeTakeFirst(),
  };
}
