import { isDeepStrictEqual } from "node:util";
import type { RuleCondition, TextCondition } from "../provider-inputs.ts";
import { rangeCovers } from "./address-range.ts";
import { covers, many, one, type PatternStyle, parsePattern, type Sign } from "./wildcard.ts";

/**
 * Whether every request that meets all of `covered` meets all of `conditions` too. Where that cannot be told, as between
 * two regular expressions, the answer is no.
 */
export function takesAll(conditions: readonly RuleCondition[], covered: readonly RuleCondition[]): boolean {
  return conditions.every(
    (condition) =>
      covered.some((other) => isDeepStrictEqual(condition, other)) || isImplied(condition, covered),
  );
}

const readKinds = [
  "pathPattern",
  "hostHeader",
  "httpHeader",
  "httpRequestMethod",
  "queryStrings",
  "sourceIp",
];

function isImplied(condition: RuleCondition, covered: readonly RuleCondition[]): boolean {
  if (Object.keys(condition).some((kind) => !readKinds.includes(kind))) return false;
  const { pathPattern, hostHeader, httpHeader, httpRequestMethod, queryStrings, sourceIp } = condition;
  const others = <Kind extends keyof RuleCondition>(kind: Kind) =>
    covered.flatMap((other) => (other[kind] === undefined ? [] : [other[kind]]));
  return (
    (!pathPattern || [...others("pathPattern"), any].some((other) => pathsCover(pathPattern, other))) &&
    (!hostHeader || [...others("hostHeader"), any].some((other) => textsCover(hostHeader, other))) &&
    (!httpHeader ||
      others("httpHeader").some(
        (other) =>
          other.httpHeaderName.toLowerCase() === httpHeader.httpHeaderName.toLowerCase() &&
          textsCover(httpHeader, other),
      )) &&
    (!httpRequestMethod ||
      others("httpRequestMethod").some(({ values }) =>
        values.every((method) => httpRequestMethod.values.includes(method)),
      )) &&
    (!queryStrings ||
      others("queryStrings").some((other) =>
        other.every((wanted) => queryStrings.some((query) => queryCovers(query, wanted))),
      )) &&
    (!sourceIp ||
      others("sourceIp").some(({ values }) =>
        values.every((range) => sourceIp.values.some((outer) => rangeCovers(outer, range))),
      ))
  );
}

/** What a rule without a condition of that kind takes. */
const any: TextCondition = { values: ["*"] };

function pathsCover(condition: TextCondition, covered: TextCondition): boolean {
  return textsCover(condition, covered, { ignoreCase: false }, withLeadingSlash);
}

function textsCover(
  condition: TextCondition,
  covered: TextCondition,
  style: PatternStyle = {},
  possible: (pattern: Sign[]) => Sign[][] = (pattern) => [pattern],
): boolean {
  const patterns = (condition.values ?? []).map((value) => parsePattern(value, style));
  const unseen = (covered.regexValues ?? []).filter((regex) => !condition.regexValues?.includes(regex));
  const wanted = [
    ...(covered.values ?? []).map((value) => parsePattern(value, style)),
    ...unseen.map((): Sign[] => [many]),
  ].flatMap(possible);
  return wanted.length > 0 && wanted.every((pattern) => covers(patterns, pattern));
}

/** A path begins with a slash: the pattern's part that can match one. */
function withLeadingSlash(pattern: Sign[]): Sign[][] {
  const [first, ...rest] = pattern;
  if (first === many) return [["/", ...pattern], ...withLeadingSlash(rest)];
  return first === "/" || first === one ? [["/", ...rest]] : [];
}

type QueryCondition = NonNullable<RuleCondition["queryStrings"]>[number];

function queryCovers(condition: QueryCondition, covered: QueryCondition): boolean {
  const style = { escapes: true };
  const covering = (pattern: string, other: string) =>
    covers([parsePattern(pattern, style)], parsePattern(other, style));
  return (
    (condition.key === undefined || (covered.key !== undefined && covering(condition.key, covered.key))) &&
    covering(condition.value, covered.value)
  );
}
