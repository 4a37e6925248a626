import type { Migration } from "@starter/service-kit";
import { sql } from "kysely";

/** Failed logins, counted for all tasks together. Keys are digests: no address or e-mail address is kept. */
export const loginAttempts: Migration = {
  name: "0002-login-attempts",
  async up(transaction) {
    await sql`create table login_attempt (
      key bytea primary key,
      failures integer not null,
      expires_at timestamptz not null
    )`.execute(transaction);
    await sql`create index login_attempt_expires_at on login_attempt (expires_at)`.execute(transaction);
  },
};
