import { createHash } from "node:crypto";
import { got, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";
import { checkRewrite, type RouteRewrite } from "./route-rewrite.ts";

/** Which requests of the load balancer a service answers: those that meet every condition given, five values in all. */
export interface RouteArgs {
  /** Path patterns: `*` is any text, `?` one character; case counts, the query string does not. @default any path */
  paths?: string[];
  /** Host patterns with the same wildcards: `shop.example.com`, `*.example.com`; case does not count. @default any host */
  hosts?: string[];
  /** Patterns of header values by header name: `{ "X-Beta": ["yes"] }`; one of the values must match. @default any */
  headers?: Record<string, string[]>;
  /** HTTP methods, in capitals. @default any */
  methods?: string[];
  /**
   * Another prefix of the path for the service, which sees only the rewritten path: its own links, redirects and cookie
   * paths must still carry the one that people see. Query and health check stay as they are. AWS has been seen to decode
   * `%3A` and the like in a path that it rewrites.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
   * @default the path as it came
   */
  rewrite?: RouteRewrite;
  /** Container that answers; it needs a port. */
  container: string;
  /** Rule priority on the listener, 1 (first) to 50000. @default chosen from the conditions: the more specific, the earlier */
  priority?: number;
}

/** One condition of a listener rule, as AWS takes it. */
export type RouteCondition =
  | { pathPattern: { values: string[] } }
  | { hostHeader: { values: string[] } }
  | { httpHeader: { httpHeaderName: string; values: string[] } }
  | { httpRequestMethod: { values: string[] } };

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
export const ruleLimits = { conditionValues: 5, wildcards: 6, rulesPerLoadBalancer: 100 } as const;
const longestPattern = 128;
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderConditionConfig.html */
const hostPattern = /^[A-Za-z0-9.*?-]+\.[A-Za-z]+$/;
const longestHeaderName = 40;
const slotsPerBand = 195;

/** Lists that are one condition each. */
const conditionLists = ["paths", "hosts", "methods"] as const;

/** The route's conditions as a listener rule takes them. */
export function routeConditions(route: RouteArgs): RouteCondition[] {
  const { paths, hosts, headers = {}, methods } = route;
  return [
    ...(paths ? [{ pathPattern: { values: [...paths] } }] : []),
    ...(hosts ? [{ hostHeader: { values: [...hosts] } }] : []),
    ...Object.entries(headers).map(([httpHeaderName, values]) => ({
      httpHeader: { httpHeaderName, values: [...values] },
    })),
    ...(methods ? [{ httpRequestMethod: { values: [...methods] } }] : []),
  ];
}

/**
 * A listener rule's priority: a band by how specific the least specific path is, so that `/api/posts*` stands before
 * `/api/*` whatever service it belongs to; in the band first the rules that have other conditions too; then a slot that
 * only service and conditions decide, so that a priority never changes because another service came or went. A band has
 * 98 slots for rules of paths alone and 97 for the others: of five services in one, two meet once in ten times. `ship
 * plan` reports it, and `priority` mends it.
 * @returns 1 to 49920
 */
export function routePriority(service: string, route: RouteArgs): number {
  const paths = route.paths ?? ["/*"];
  const others = routeConditions({ ...route, paths: undefined });
  const band = Math.min(...paths.map(specificity));
  const identity = JSON.stringify([service, [...paths].sort(), ...(others.length > 0 ? [others] : [])]);
  const hash = createHash("sha256").update(identity).digest().readUInt32BE(0);
  const half = Math.floor(slotsPerBand / 2);
  const slot = others.length > 0 ? hash % half : half + (hash % (slotsPerBand - half));
  return 1 + (255 - band) * slotsPerBand + slot;
}

function specificity(path: string): number {
  const wildcard = path.search(/[*?]/);
  const literal = Math.min(wildcard === -1 ? path.length : wildcard, 127);
  return 2 * literal + (wildcard === -1 ? 1 : 0);
}

/** Checks a route's conditions and priority. */
export function checkRoute(route: RouteArgs): Problem[] {
  const { paths = [], hosts = [], headers = {}, methods = [] } = route;
  const problems = checkInteger("priority", route.priority, { min: 1, max: 50000 });
  const values = [...paths, ...hosts, ...methods, ...Object.values(headers).flat()];
  const empty = conditionLists.filter((field) => route[field]?.length === 0);
  for (const propertyPath of empty) {
    problems.push({ propertyPath, reason: "must name at least one, got none; leave it out to take any" });
  }
  if ((values.length === 0 && empty.length === 0) || values.length > ruleLimits.conditionValues) {
    const reason = `must have 1 to ${ruleLimits.conditionValues} values of paths, hosts, headers and methods together, got ${values.length}; join paths with * or add a service`;
    problems.push({ propertyPath: "conditions", reason });
  }
  const wildcards = values.join("").match(/[*?]/g)?.length ?? 0;
  if (wildcards > ruleLimits.wildcards) {
    const reason = `must have at most ${ruleLimits.wildcards} wildcards (* and ?) in paths, hosts and headers together, got ${wildcards}; use fewer, or add a service`;
    problems.push({ propertyPath: "conditions", reason });
  }
  for (const [index, path] of paths.entries()) {
    if (/^\/[A-Za-z0-9_.$/~"'@:+&*?-]*$/.test(path) && path.length <= longestPattern) continue;
    const reason = `must start with "/" and have at most ${longestPattern} of the characters A-Z a-z 0-9 _-.$/~"'@:+&*?, got ${got(path)}`;
    problems.push({ propertyPath: `paths[${index}]`, reason });
  }
  for (const [index, host] of hosts.entries()) {
    if (hostPattern.test(host) && host.length <= longestPattern) continue;
    const reason = `must be a host name such as "shop.example.com" or "*.example.com", of ${longestPattern} characters at the most and with letters alone after its last dot, got ${got(host)}`;
    problems.push({ propertyPath: `hosts[${index}]`, reason });
  }
  for (const [index, method] of methods.entries()) {
    if (/^[A-Z_-]{1,40}$/.test(method)) continue;
    problems.push({
      propertyPath: `methods[${index}]`,
      reason: `must be an HTTP method in capitals, got ${got(method)}`,
    });
  }
  return [...problems, ...checkHeaders(headers), ...checkRewrite(route.rewrite, route.paths)];
}

function checkHeaders(headers: Record<string, string[]>): Problem[] {
  return Object.entries(headers).flatMap(([name, values]) => {
    const propertyPath = `headers.${name}`;
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || name.length > longestHeaderName) {
      return [
        {
          propertyPath,
          reason: `must be a header name of at most ${longestHeaderName} characters, got ${got(name)}`,
        },
      ];
    }
    if (name.toLowerCase() === "host") {
      return [{ propertyPath, reason: "must not be Host, which a rule does not see as a header; use hosts" }];
    }
    if (values.length > 0 && values.every((value) => value.length > 0 && value.length <= longestPattern))
      return [];
    return [
      { propertyPath, reason: `must be patterns of 1 to ${longestPattern} characters, got ${got(values)}` },
    ];
  });
}
