import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { createLimit } from "@starter/service-kit";

const derive = promisify(argon2);

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };

/** Turns passwords into what is stored, and compares. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False also without a stored hash, after the same work: the time does not tell whether an account exists. */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}

/**
 * Makes a hasher on node's thread pool, off the event loop. Two at a time, as each takes a core and 19 MiB; beyond a
 * hundred in line, callers are asked to come back. New passwords get in line only behind fifty, so that sign-ups, which
 * anyone can make, leave room for those who log in.
 */
export function createPasswordHasher(): PasswordHasher {
  const limit = createLimit({ of: "logins or sign-ups", running: 2, waiting: 100 });
  const compute = (password: string, nonce: Buffer, longestLine?: number) =>
    limit(
      // One form for what looks the same, whichever keyboard typed it.
      () => derive("argon2id", { ...cost, message: password.normalize("NFKC"), nonce, tagLength: 32 }),
      longestLine,
    );
  const nobody = format(randomBytes(16), randomBytes(32));
  return {
    async hash(password) {
      const salt = randomBytes(16);
      return format(salt, await compute(password, salt, 50));
    },
    async verify(password, stored = nobody) {
      const [salt, expected] = parse(stored);
      return timingSafeEqual(await compute(password, salt), expected) && stored !== nobody;
    },
  };
}

const header = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;

/** The PHC string format, which says how it was made. */
function format(salt: Buffer, hash: Buffer): string {
  const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  return `${header}$${text(salt)}$${text(hash)}`;
}

function parse(stored: string): [salt: Buffer, hash: Buffer] {
  const [salt, hash, ...rest] = stored.slice(header.length + 1).split("$");
  if (!stored.startsWith(`${header}$`) || !salt || !hash || rest.length > 0) {
    throw new Error("a stored password hash is not of the form that this release writes");
  }
  return [Buffer.from(salt, "base64"), Buffer.from(hash, "base64")];
}
