/** One sign of a pattern: a character, `many` for `*`, or `one` for `?`. */
export type Sign = string | typeof many | typeof one;

/** Any run of characters, none too. */
export const many = Symbol("*");
/** Exactly one character. */
export const one = Symbol("?");

/** How a kind of condition writes and compares its patterns. */
export interface PatternStyle {
  /** @default true */
  ignoreCase?: boolean;
  /** Whether `\*` and `\?` are plain characters, as in query strings. @default false */
  escapes?: boolean;
}

/** The pattern language of listener rules: `*` is any run of characters, `?` exactly one; query strings escape with `\`. */
export function parsePattern(pattern: string, style: PatternStyle = {}): Sign[] {
  const { ignoreCase = true, escapes = false } = style;
  const parts = pattern.match(escapes ? /\\[*?]|./gsu : /./gsu) ?? [];
  return parts.map((part) => {
    if (part === "*") return many;
    if (part === "?") return one;
    const character = part.length > 1 && part.startsWith("\\") ? part.slice(1) : part;
    return ignoreCase ? character.toLowerCase() : character;
  });
}

/** Whether the text is one of those that the pattern stands for. */
export function matchesWildcard(pattern: string, text: string, style: PatternStyle = {}): boolean {
  const { ignoreCase = true } = style;
  return covers([parsePattern(pattern, style)], [...(ignoreCase ? text.toLowerCase() : text)]);
}

const end = Symbol("end");

/**
 * Whether every text that `covered` stands for is one that one of the patterns stands for. Exact, also where only several
 * patterns together do: both are followed character by character, the patterns in all their possible places at once.
 */
export function covers(patterns: readonly (readonly Sign[])[], covered: readonly Sign[]): boolean {
  const signs = patterns.flatMap((pattern) => [...pattern, end]);
  const starts = patterns.map((_, index) =>
    patterns.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0),
  );
  const open = [{ at: 0, places: settle(signs, starts) }];
  const seen = new Set<string>();
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { at, places } = state;
    const key = `${at}:${places}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const sign = covered[at];
    if (sign === undefined) {
      if (!places.some((place) => signs[place] === end)) return false;
    } else if (sign === many) {
      open.push({ at: at + 1, places }, { at, places: advance(signs, places, one) });
    } else {
      open.push({ at: at + 1, places: advance(signs, places, sign) });
    }
  }
  return true;
}

/** `one` as a character is one that no pattern names: what takes it takes every character. */
function advance(
  signs: readonly (string | symbol)[],
  places: readonly number[],
  character: string | symbol,
): number[] {
  const next = places.flatMap((place) => {
    const sign = signs[place];
    if (sign === many) return [place];
    return sign === one || sign === character ? [place + 1] : [];
  });
  return settle(signs, next);
}

/** The places themselves and those behind a `*`, which may stand for nothing; sorted, each once. */
function settle(signs: readonly (string | symbol)[], places: readonly number[]): number[] {
  const settled = new Set<number>();
  for (let place of places) {
    settled.add(place);
    while (signs[place] === many) settled.add(++place);
  }
  return [...settled].sort((left, right) => left - right);
}
