/** What a docstring says of an argument. */
export interface Docstring {
  /** First sentence, without the limit and links. */
  sentence: string;
  /** Behind `@default`, or what happens when the argument is left out. */
  default?: string;
  limit?: Limit;
  links: string[];
}

/** What values an argument may have, as its docstring says it. */
export type Limit =
  /** `0 to 3600 seconds`, `"14" to "19"`; `max` is a text such as `the task's` where another argument decides. */
  | { kind: "range"; text: string; min: number; max: number | string; quoted: boolean }
  /** `2 or 3` */
  | { kind: "choice"; text: string; values: number[] }
  /** `/16 to /24`: lengths of an IPv4 range's prefix. */
  | { kind: "prefix"; text: string; min: number; max: number }
  /** `64 characters at the most`, `two or more` */
  | { kind: "size"; text: string };

const units = "seconds|minutes|days|GiB|MiB";
const range = new RegExp(
  `(?<![\\w/.-])(?<quote>"?)(?<min>\\d+)"?(?: \\([^)]*\\))? to "?(?<max>\\d+|the task's)"?(?: (?:${units}))?`,
);
const prefix = /\/(?<min>\d+) to \/(?<max>\d+)/;
const choice = /(?<=[,:] )\d+(?:, \d+)* or \d+/;
const size = /\b\d+ (?:characters )?at the most|\b(?:two|\d+) or more/i;
const url = /(?<!`)https?:\/\/[^\s)]+/g;
const leftOut = /\bleft out[:,] (?<what>[^.]*)/i;

/** Reads a docstring: the text between the comment's marks. */
export function parseDocstring(comment: string): Docstring {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*+ ?/, "").trim());
  const all = lines.join(" ").trim();
  const links = (all.match(url) ?? []).map((link) => link.replace(/[.,;]$/, ""));
  const text = all.replace(url, "").replace(/\s+/g, " ").trim();
  const [description = "", declared] = text.split(/\s*@default /);
  const limit = findLimit(description);
  const plain = description
    .replace(/(?:[;,] )?\bleft out[:,][^.]*/i, "")
    .replace(/(?<=^|\.)\s*\./, "")
    .trim();
  return {
    sentence: firstSentence(limit === undefined ? plain : withoutLimit(plain, limit.text)),
    default: declared?.trim() ?? leftOut.exec(description)?.groups?.what,
    limit,
    links,
  };
}

/** The value of a default that is given as one: `60`, `"arm64"`, `false`, `[]`; a comma and a remark may follow. */
export function literalDefault(text: string | undefined): unknown {
  const literal = /^(?:"[^"]*"|\d+|true|false|\[\])(?=$|,)/.exec(text ?? "")?.[0];
  return literal === undefined ? undefined : JSON.parse(literal);
}

function findLimit(text: string): Limit | undefined {
  const numbers = range.exec(text);
  if (numbers?.groups?.min !== undefined) {
    const { min, max = "", quote } = numbers.groups;
    const top = /^\d/.test(max) ? Number(max) : max;
    return { kind: "range", text: numbers[0], min: Number(min), max: top, quoted: quote !== "" };
  }
  const prefixes = prefix.exec(text);
  if (prefixes?.groups !== undefined) {
    const { min, max } = prefixes.groups;
    return { kind: "prefix", text: prefixes[0], min: Number(min), max: Number(max) };
  }
  const values = choice.exec(text)?.[0];
  if (values !== undefined) {
    return { kind: "choice", text: values, values: values.split(/, | or /).map(Number) };
  }
  const bound = size.exec(text)?.[0];
  return bound === undefined ? undefined : { kind: "size", text: bound };
}

/** The limit stands in a column of its own, unless the sentence goes on with it. */
function withoutLimit(text: string, limit: string): string {
  const [before = "", after = ""] = text.split(limit);
  if (!/^(?:[.,:;)]|$)/.test(after)) return text;
  return (before.replace(/[,:]? $/, "") + after).replace(/^[.,;]\s*/, "").trim();
}

function firstSentence(text: string): string {
  const sentence = /^.*?[.?!](?=\s+\S|$)/.exec(text)?.[0] ?? text;
  // What stood behind a limit; a name such as gp3 stays as it is.
  return sentence.replace(/^[a-z]+(?=[ ,:])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
