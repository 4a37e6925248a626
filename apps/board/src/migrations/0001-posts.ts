import type { Migration } from "@starter/service-kit";
import { sql } from "kysely";

/** Posts. Their ids begin with the time they were made at, so that the primary key's index is the list's order too. */
export const posts: Migration = {
  name: "0001-posts",
  async up(transaction) {
    await sql`create table post (
      id uuid primary key default uuidv7(),
      author_id uuid not null,
      title text not null,
      body text not null,
      created_at timestamptz not null default now()
    )`.execute(transaction);
  },
};
