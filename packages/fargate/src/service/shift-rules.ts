import { got, type Problem } from "../validation/problem.ts";
import type { TestRequests } from "./deployment.ts";
import { checkRoute, type RouteArgs, routePriority } from "./route.ts";

/**
 * Priority of the rule whose weights ECS moves: one before that of the rolling service, which for a while stands beside it
 * when the strategy changes, and whose target group is empty once the requests have moved.
 */
export function shiftPriority(service: string, route: RouteArgs): number {
  return route.priority ?? Math.max(1, routePriority(service, route) - 1);
}

/** The route of the test requests: the service's with one more condition. */
export function testRoute(route: RouteArgs, { header, value, priority }: TestRequests): RouteArgs {
  return { ...route, headers: { ...route.headers, [header]: [value] }, priority };
}

/** Checks the test requests, and that their rule is asked before the route's. */
export function checkTest(name: string, route: RouteArgs, test: TestRequests): Problem[] {
  const own = Object.keys(route.headers ?? {}).find(
    (header) => header.toLowerCase() === String(test.header).toLowerCase(),
  );
  if (own !== undefined) {
    const reason = `must not be a header of the route itself, got ${got(test.header)}; name another`;
    return [{ propertyPath: "deployment.test.header", reason }];
  }
  if (typeof test.value !== "string" || test.value.length < 1 || test.value.length > 128) {
    const reason = `must be a pattern of 1 to 128 characters, got ${got(test.value)}`;
    return [{ propertyPath: "deployment.test.value", reason }];
  }
  const tested = testRoute(route, { ...test, header: String(test.header) });
  const paths = new Map([
    ["priority", "deployment.test.priority"],
    [`headers.${test.header}`, "deployment.test.header"],
    ["conditions", "deployment.test"],
  ]);
  const problems = checkRoute(tested).flatMap(({ propertyPath, reason }) => {
    const path = paths.get(propertyPath);
    return path === undefined ? [] : [{ propertyPath: path, reason }];
  });
  if (problems.length > 0) return problems;
  const usual = shiftPriority(name, route);
  const early = tested.priority ?? routePriority(name, tested);
  if (early < usual) return [];
  const reason = `must be less than the route's ${usual}, so that it is asked first, got ${early}; set it to a free one`;
  return [{ propertyPath: "deployment.test.priority", reason }];
}
