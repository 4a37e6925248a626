import { got, listed, type Problem } from "./problem.ts";

/** Refuses keys that are not known, as a stack file may hold them, where no type checker looks. */
export function checkKeys(path: string, args: object, known: readonly string[]): Problem[] {
  const unknown = Object.entries(args).filter(([key, value]) => value !== undefined && !known.includes(key));
  return unknown.map(([key, value]) => ({
    propertyPath: `${path}.${key}`,
    reason: `must be left out, got ${got(value)}; beside each other may stand ${listed(known, "and")}`,
  }));
}
