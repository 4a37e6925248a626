/** Tokens that were found good a moment ago, so that their signature is not checked anew for each request. */
export interface VerifiedTokens {
  /** The token's subject; undefined when it must be checked. */
  subjectOf(token: string): string | undefined;
  /** Keeps a good token. */
  keep(token: string, subject: string, expiresAt: Date): void;
}

/** Bounds of time and size. */
export interface VerifiedTokensLimits {
  /** How long a token is taken for good, its own expiry apart: so much later a withdrawn key is noticed. @default 60_000 */
  milliseconds?: number;
  /** How many are kept, the latest; one is some 400 bytes. @default 5_000 */
  size?: number;
}

/** Remembers good tokens for a minute at most, and never beyond their expiry. What is not good is not remembered. */
export function createVerifiedTokens(limits: VerifiedTokensLimits = {}): VerifiedTokens {
  const { milliseconds = 60_000, size = 5000 } = limits;
  const kept = new Map<string, { subject: string; until: number }>();
  return {
    subjectOf(token) {
      const found = kept.get(token);
      if (found === undefined || found.until > Date.now()) return found?.subject;
      kept.delete(token);
      return undefined;
    },
    keep(token, subject, expiresAt) {
      // Entered anew, so that the first key is always the one checked longest ago.
      kept.delete(token);
      kept.set(token, { subject, until: Math.min(expiresAt.getTime(), Date.now() + milliseconds) });
      const [oldest] = kept.keys();
      if (kept.size > size && oldest !== undefined) kept.delete(oldest);
    },
  };
}
