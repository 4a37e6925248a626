import { compileOnce } from "@starter/service-kit";
import { type Generated, type Insertable, type Kysely, type Selectable, sql, type Updateable } from "kysely";

interface MemberTable {
  id: Generated<string>;
  email: string;
  name: string;
  password_hash: string;
  created_at: Generated<Date>;
}

interface LoginAttemptTable {
  key: Buffer;
  failures: number;
  expires_at: Date;
}

/** Member's tables, as its queries see them. */
export interface MemberSchema {
  member: MemberTable;
  login_attempt: LoginAttemptTable;
}

/** A member as stored. */
export type Member = Selectable<MemberTable>;

/** What everybody may know of a member. */
export type Profile = Pick<Member, "id" | "name">;

/** The stored members. */
export interface MemberStore {
  /** Undefined when the e-mail address belongs to somebody already. */
  add(member: Insertable<MemberTable>): Promise<Member | undefined>;
  /** Undefined when there is no such member; "email taken" when the new address belongs to somebody else. */
  change(id: string, change: Updateable<MemberTable>): Promise<Member | "email taken" | undefined>;
  remove(id: string): Promise<boolean>;
  findByEmail(email: string): Promise<Member | undefined>;
  findById(id: string): Promise<Member | undefined>;
  /** Those that are there, in no order. */
  profiles(ids: readonly string[]): Promise<Profile[]>;
}

/** What is read of a member. Named: with `*`, a column that a migration adds would change the answers of running tasks. */
const columns = ["id", "email", "name", "password_hash", "created_at"] as const;

/** Opens the store over a database. */
export function createMemberStore(database: Kysely<MemberSchema>): MemberStore {
  const withId = compileOnce(database, ({ id }: { id: string }) =>
    database.selectFrom("member").select(columns).where("id", "=", id),
  );
  const profilesOf = compileOnce(database, ({ ids }: { ids: readonly string[] }) =>
    database.selectFrom("member").select(["id", "name"]).where(sql<boolean>`id = any(${ids})`),
  );
  return {
    // The index decides, not a look beforehand: of two at the same moment, one gets nothing back.
    add: (member) =>
      database
        .insertInto("member")
        .values(member)
        .onConflict((conflict) => conflict.doNothing())
        .returning(columns)
        .executeTakeFirst(),
    async change(id, change) {
      try {
        const update = database.updateTable("member").set(change).where("id", "=", id);
        return await update.returning(columns).executeTakeFirst();
      } catch (error) {
        if (error instanceof Error && "constraint" in error && error.constraint === "member_email")
          return "email taken";
        throw error;
      }
    },
    async remove(id) {
      const { numDeletedRows } = await database.deleteFrom("member").where("id", "=", id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
    findByEmail: (email) =>
      database
        .selectFrom("member")
        .select(columns)
        .where(sql`lower(email)`, "=", sql`lower(${email})`)
        .executeTakeFirst(),
    findById: async (id) => (await withId({ id }))[0],
    profiles: (ids) => profilesOf({ ids }),
  };
}
