import { createHash } from "node:crypto";
import { got, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";

/** Which requests of the load balancer a service answers. */
export interface RouteArgs {
  /** One to five path patterns: `*` is any text, `?` one character; case counts, the query string does not. */
  paths: string[];
  /** Container that answers; it needs a port. */
  container: string;
  /** Rule priority on the listener, 1 (first) to 50000. @default chosen from the paths: the more specific, the earlier */
  priority?: number;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const mostConditionValues = 5;
const longestPath = 128;
const slotsPerBand = 195;

/**
 * A listener rule's priority: a band by how specific the least specific path is, so that `/api/posts*` stands before
 * `/api/*` whatever service it belongs to, and within the band a slot that only service and paths decide. Stacks that
 * do not know one another so rarely meet, and a priority never changes because another service came or went.
 * @returns 1 to 49920
 */
export function routePriority(service: string, paths: readonly string[]): number {
  const band = Math.min(...paths.map(specificity));
  const digest = createHash("sha256")
    .update(JSON.stringify([service, [...paths].sort()]))
    .digest();
  return 1 + (255 - band) * slotsPerBand + (digest.readUInt32BE(0) % slotsPerBand);
}

function specificity(path: string): number {
  const wildcard = path.search(/[*?]/);
  const literal = Math.min(wildcard === -1 ? path.length : wildcard, 127);
  return 2 * literal + (wildcard === -1 ? 1 : 0);
}

/** Checks a route's paths and priority. */
export function checkRoute(route: RouteArgs): Problem[] {
  const problems = checkInteger("priority", route.priority, { min: 1, max: 50000 });
  const { paths } = route;
  if (paths.length === 0 || paths.length > mostConditionValues) {
    const reason = `must be 1 to ${mostConditionValues} path patterns, got ${paths.length}; join them with * or add a service`;
    problems.push({ propertyPath: "paths", reason });
  }
  for (const [index, path] of paths.entries()) {
    if (/^\/[A-Za-z0-9_.$/~"'@:+&*?-]*$/.test(path) && path.length <= longestPath) continue;
    const reason = `must start with "/" and have at most ${longestPath} of the characters A-Z a-z 0-9 _-.$/~"'@:+&*?, got ${got(path)}`;
    problems.push({ propertyPath: `paths[${index}]`, reason });
  }
  return problems;
}
