import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { type Kysely, sql } from "kysely";
import type { MemberSchema } from "./member-store.ts";
import { tooManyAttempts } from "./problems.ts";

/** How many logins may fail in a quarter of an hour. */
const most = { ofAddress: 50, ofAccountFromAddress: 5, ofAccount: 50 };

/** Who tries a password. */
export interface Attempt {
  /** E-mail address, of a member or not. */
  account: string;
  /** IP address of the caller. */
  address: string;
}

/** Keeps passwords from being guessed, and one caller from signing up without end. */
export interface LoginLimit {
  /** The result of `check`, which says whether the password is right; 429 when too many were wrong before. */
  attempt(who: Attempt, check: () => Promise<boolean>): Promise<boolean>;
  /** Counts a sign-up, whatever comes of it: each costs a password's work. 429 when there were too many before. */
  countSignUp(address: string): Promise<void>;
}

/**
 * Makes a limit that all tasks share, on three counts: an address may fail 50 times in a quarter of an hour, 5 times for
 * one account, and an account may fail 50 times from all addresses together. The last would let anyone with ten addresses
 * lock a member out for as long as he likes, so it does not hold for an address from which the member has logged in within
 * 30 days. From a new address a member under attack must wait; so must one who shares an address with the attacker.
 *
 * An attempt counts before its password is checked, so that many at once get no more tries, and is given back when the
 * password is right. Attempts that are refused do not lengthen the wait, nor do they count for the account. Accounts that
 * do not exist are counted like those that do. An IPv6 address stands for its /64, which one caller has to himself.
 *
 * Sign-ups of an address are counted in the same way, so many in a quarter of an hour.
 *
 * Rows are digests, bounded by time (expired ones are deleted, once a minute by each task) and by caller: an address can
 * make 102 in a quarter of an hour.
 */
export function createLoginLimit(database: Kysely<MemberSchema>, signUpsPerAddress: number): LoginLimit {
  let cleaned = performance.now();

  /** One row for each statement: locks of several could wait for each other. */
  async function count(key: Buffer, limit: number): Promise<void> {
    const { rows } = await sql<{ failures: number; seconds: number }>`
      insert into login_attempt as kept (key, failures, expires_at)
      values (${key}, 1, now() + interval '15 minutes')
      on conflict (key) do update set
        failures = case when kept.expires_at > now() then kept.failures + 1 else 1 end,
        expires_at = case when kept.expires_at > now() then kept.expires_at else excluded.expires_at end
      returning failures, ceil(extract(epoch from expires_at - now()))::int as seconds`.execute(database);
    const [row] = rows;
    if (row && row.failures > limit) throw tooManyAttempts(row.seconds);
  }

  async function isKnown(key: Buffer): Promise<boolean> {
    const known = database.selectFrom("login_attempt").select("key").where("key", "=", key);
    return (await known.where("expires_at", ">", sql<Date>`now()`).executeTakeFirst()) !== undefined;
  }

  async function giveBack(keys: Buffer[]): Promise<void> {
    const inOrder = sql`select key from login_attempt where key in (${sql.join(keys)}) order by key for update`;
    await sql`update login_attempt set failures = failures - 1 where failures > 0 and key in (${inOrder})`.execute(
      database,
    );
  }

  async function rememberAsKnown(key: Buffer): Promise<void> {
    await sql`insert into login_attempt (key, failures, expires_at) values (${key}, 0, now() + interval '30 days')
      on conflict (key) do update set expires_at = excluded.expires_at`.execute(database);
  }

  async function clean(): Promise<void> {
    if (performance.now() - cleaned < 60_000) return;
    cleaned = performance.now();
    const expired = sql`select key from login_attempt where expires_at < now() limit 10000 for update skip locked`;
    await sql`delete from login_attempt where key in (${expired})`.execute(database);
  }

  return {
    async attempt({ account, address }, check) {
      const network = networkOf(address);
      // As PostgreSQL's lower() finds the account: they agree on ASCII, and an e-mail address here has nothing else.
      const email = account.toLowerCase();
      const byAddress = digest("address", network);
      const byPair = digest("account from address", email, network);
      const byAccount = digest("account", email);
      const known = digest("known", email, network);
      await clean();
      await count(byAddress, most.ofAddress);
      await count(byPair, most.ofAccountFromAddress);
      await count(byAccount, (await isKnown(known)) ? Number.POSITIVE_INFINITY : most.ofAccount);
      let wrong = false;
      try {
        wrong = !(await check());
      } finally {
        // Also when it could not be checked: that is no wrong password.
        if (!wrong) await giveBack([byAddress, byPair, byAccount]);
      }
      if (!wrong) await rememberAsKnown(known);
      return !wrong;
    },
    async countSignUp(address) {
      await clean();
      await count(digest("sign-up from address", networkOf(address)), signUpsPerAddress);
    },
  };
}

function digest(...parts: string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}

/** What one caller has to himself: an IPv4 address, or the first half of an IPv6 one. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped || !isIPv6(address)) return mapped ?? address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]?.split("::") ?? [];
  const [left, right] = [head, tail ?? ""].map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array(Math.max(0, 8 - (left?.length ?? 0) - (right?.length ?? 0))).fill("0");
  const groups = [...(left ?? []), ...zeros, ...(right ?? [])].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
