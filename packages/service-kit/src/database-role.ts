import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Password } from "./database.ts";

/** Makes the role that a service logs in as, or gives it this password. */
export async function ensureRole(database: Kysely<unknown>, role: string, password: Password): Promise<void> {
  const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(database);
  const verifier = scramVerifier(typeof password === "string" ? password : await password());
  const verb = sql.raw(rows.length === 0 ? "create" : "alter");
  await sql`${verb} role ${sql.id(role)} login password ${sql.lit(verifier)}`.execute(database);
}

/** Lets a role read and write rows of the migrated tables, and nothing else. */
export async function grantRows(database: Kysely<unknown>, role: string, except: string): Promise<void> {
  const grantee = sql.id(role);
  await sql`grant usage on schema public to ${grantee};
    grant select, insert, update, delete on all tables in schema public to ${grantee};
    grant usage on all sequences in schema public to ${grantee};
    revoke all on ${sql.table(except)} from ${grantee}`.execute(database);
}

/**
 * What PostgreSQL stores for a password (SCRAM-SHA-256, RFC 5803). Sent in place of the password, which would stand in
 * the server's log of statements.
 */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, iterations, 32, "sha256");
  const mac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(mac("Client Key")).digest("base64");
  const serverKey = mac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
