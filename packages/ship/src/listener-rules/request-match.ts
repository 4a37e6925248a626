import type { RuleCondition } from "../provider-inputs.ts";
import { rangeHolds } from "./address-range.ts";
import { matchesWildcard, type PatternStyle } from "./wildcard.ts";

/** What a listener rule looks at in a request. */
export interface RequestFacts {
  method: string;
  /** Path and query as sent. */
  target: string;
  /** Header names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  sourceAddress: string;
}

/**
 * Whether a request meets all conditions of a rule, as an Application Load Balancer evaluates them.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html (November 2026)
 */
export function meetsAll(conditions: readonly RuleCondition[], request: RequestFacts): boolean {
  return conditions.every((condition) => meets(condition, request));
}

function meets(condition: RuleCondition, request: RequestFacts): boolean {
  const { path, query } = splitTarget(request.target);
  const { pathPattern, hostHeader, httpHeader, httpRequestMethod, queryStrings, sourceIp } = condition;
  return (
    (!pathPattern || anyMatch(pathPattern.values, [path], { ignoreCase: false })) &&
    (!hostHeader || anyMatch(hostHeader.values, [hostOf(request)])) &&
    (!httpHeader ||
      anyMatch(httpHeader.values, [request.headers[httpHeader.httpHeaderName.toLowerCase()]].flat())) &&
    (!httpRequestMethod || httpRequestMethod.values.includes(request.method)) &&
    (!queryStrings || queryStrings.some((wanted) => queryHolds(wanted, query))) &&
    (!sourceIp || sourceIp.values.some((range) => rangeHolds(range, request.sourceAddress)))
  );
}

/** Path and query of a request; the path as ALB matches it, after it has resolved `.` and `..`. */
export function splitTarget(target: string): { path: string; query: string } {
  const url = URL.parse(target.startsWith("/") ? `http://localhost${target}` : target);
  return { path: url?.pathname ?? "/", query: url?.search.slice(1) ?? "" };
}

function anyMatch(
  patterns: readonly string[] = [],
  texts: readonly (string | undefined)[],
  style: PatternStyle = {},
): boolean {
  return texts.some(
    (text) => text !== undefined && patterns.some((pattern) => matchesWildcard(pattern, text, style)),
  );
}

function hostOf({ headers }: RequestFacts): string {
  return [headers.host].flat()[0]?.replace(/:\d+$/, "") ?? "";
}

function queryHolds(wanted: { key?: string; value: string }, query: string): boolean {
  const style = { escapes: true };
  return query.split("&").some((pair) => {
    const [key = "", ...rest] = pair.split("=");
    const keyHolds = wanted.key === undefined || matchesWildcard(wanted.key, key, style);
    return pair !== "" && keyHolds && matchesWildcard(wanted.value, rest.join("="), style);
  });
}
