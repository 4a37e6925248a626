import { got, listed, type Problem } from "./problem.ts";

/** Checks that a value is one of those that there are. */
export function checkOneOf(
  propertyPath: string,
  value: unknown,
  allowed: readonly (string | number)[],
): Problem[] {
  if (allowed.some((one) => one === value)) return [];
  const choice = listed(allowed.map((one) => JSON.stringify(one)));
  return [{ propertyPath, reason: `must be ${choice}, got ${got(value)}` }];
}
