import type { Migration } from "@starter/service-kit";
import { sql } from "kysely";

/** Members; an e-mail address belongs to one of them however it is capitalised. */
export const members: Migration = {
  name: "0001-members",
  async up(transaction) {
    await sql`create table member (
      id uuid primary key default gen_random_uuid(),
      email text not null,
      name text not null,
      password_hash text not null,
      created_at timestamptz not null default now()
    )`.execute(transaction);
    await sql`create unique index member_email on member (lower(email))`.execute(transaction);
  },
};
