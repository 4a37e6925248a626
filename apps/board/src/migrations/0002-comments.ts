import type { Migration } from "@starter/service-kit";
import { sql } from "kysely";

/** Comments, which go with their post. The index is the list's order: those of one post, by age. */
export const comments: Migration = {
  name: "0002-comments",
  async up(transaction) {
    await sql`create table comment (
      id uuid primary key default uuidv7(),
      post_id uuid not null references post on delete cascade,
      author_id uuid not null,
      body text not null,
      created_at timestamptz not null default now()
    )`.execute(transaction);
    await sql`create index comment_post on comment (post_id, id)`.execute(transaction);
  },
};
