import { BlockList, isIPv6 } from "node:net";
import type { RuleCondition } from "../../provider-inputs.ts";
import type { LocalRoute } from "../plan/local-plan.ts";

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
 * The first route whose conditions all hold, as an Application Load Balancer evaluates its rules.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html (November 2026)
 */
export function findRoute(routes: readonly LocalRoute[], request: RequestFacts): LocalRoute | undefined {
  return routes.find(({ conditions }) => conditions.every((condition) => holds(condition, request)));
}

function holds(condition: RuleCondition, request: RequestFacts): boolean {
  const { path, query } = split(request.target);
  const { pathPattern, hostHeader, httpHeader, httpRequestMethod, queryStrings, sourceIp } = condition;
  return (
    (!pathPattern || anyMatch(pathPattern.values, [path], { ignoreCase: false })) &&
    (!hostHeader || anyMatch(hostHeader.values, [hostOf(request)])) &&
    (!httpHeader ||
      anyMatch(httpHeader.values, [request.headers[httpHeader.httpHeaderName.toLowerCase()]].flat())) &&
    (!httpRequestMethod || httpRequestMethod.values.includes(request.method)) &&
    (!queryStrings || queryStrings.some((wanted) => queryHolds(wanted, query))) &&
    (!sourceIp || sourceIp.values.some((cidr) => contains(cidr, request.sourceAddress)))
  );
}

/** The pattern language of listener rules: `*` is any run of characters, `?` exactly one; query strings escape with `\`. */
export function matchesWildcard(
  pattern: string,
  text: string,
  { ignoreCase = true, escapes = false }: { ignoreCase?: boolean; escapes?: boolean } = {},
): boolean {
  const source = pattern.replace(escapes ? /\\[*?]|[*?]|[^*?\w]/gs : /[*?]|[^*?\w]/gs, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    return (part.length > 1 ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`^${source}$`, ignoreCase ? "isu" : "su").test(text);
}

function anyMatch(
  patterns: readonly string[] = [],
  texts: readonly (string | undefined)[],
  options: { ignoreCase?: boolean } = {},
): boolean {
  return texts.some(
    (text) => text !== undefined && patterns.some((pattern) => matchesWildcard(pattern, text, options)),
  );
}

/** ALB matches the path after it has resolved `.` and `..`, and without the query. */
function split(target: string): { path: string; query: string } {
  const url = URL.parse(target.startsWith("/") ? `http://localhost${target}` : target);
  return { path: url?.pathname ?? "/", query: url?.search.slice(1) ?? "" };
}

function hostOf({ headers }: RequestFacts): string {
  return [headers.host].flat()[0]?.replace(/:\d+$/, "") ?? "";
}

function queryHolds(wanted: { key?: string; value: string }, query: string): boolean {
  const options = { escapes: true };
  return query.split("&").some((pair) => {
    const [key = "", ...rest] = pair.split("=");
    const keyHolds = wanted.key === undefined || matchesWildcard(wanted.key, key, options);
    return pair !== "" && keyHolds && matchesWildcard(wanted.value, rest.join("="), options);
  });
}

function contains(cidr: string, address: string): boolean {
  const [network = "", prefix = ""] = cidr.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const plain = address.replace(/^::ffff:/, "");
  if (isIPv6(plain) !== isIPv6(network)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family);
  return block.check(plain, family);
}
