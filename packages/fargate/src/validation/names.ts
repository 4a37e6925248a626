import { got, type Problem } from "./problem.ts";

/**
 * Longest name of a component. Load balancers and target groups allow 32 characters, and Pulumi's auto-naming adds 8.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const longestName = 24;

/** Checks a component's or container's name: lower-case letters, digits and single inner hyphens, 24 at the most. */
export function checkName(name: string, propertyPath = "name", longest = longestName): Problem[] {
  const wellFormed = /^[a-z](?:-?[a-z0-9])*$/.test(name) && name.length <= longest;
  if (wellFormed && !name.startsWith("internal-")) return [];
  return [
    {
      propertyPath,
      reason: `must be 1 to ${longest} lower-case letters, digits and single hyphens, starting with a letter and not with "internal-", got ${got(name)}${
        name.length > longest ? ` (${name.length} characters)` : ""
      }`,
    },
  ];
}
