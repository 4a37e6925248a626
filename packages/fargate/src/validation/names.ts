import { got, type Problem } from "./problem.ts";

/**
 * Longest name of a component. Load balancers and target groups allow 32 characters, and Pulumi's auto-naming adds 8.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const longestName = 24;

/** Checks a component's or container's name: lower-case letters, digits and single inner hyphens, 24 at the most. */
export function checkName(name: string, propertyPath = "name", longest = longestName): Problem[] {
  if (/^[a-z](?:-?[a-z0-9])*$/.test(name) && name.length <= longest) return [];
  return [
    {
      propertyPath,
      reason: `must be 1 to ${longest} lower-case letters, digits and single hyphens, starting with a letter, got ${got(name)}${
        name.length > longest ? ` (${name.length} characters)` : ""
      }`,
    },
  ];
}

/** Checks that the name of a component whose secret is named after it does not end as a secret's ARN does. */
export function checkSecretNameEnd(name: string): Problem[] {
  if (!/-[a-z0-9]{6}$/.test(name)) return [];
  const reason = `must not end in a hyphen and six characters, which Secrets Manager takes for the end of an ARN, got ${got(name)}; add a word, such as ${name}-value`;
  return [{ propertyPath: "name", reason }];
}
