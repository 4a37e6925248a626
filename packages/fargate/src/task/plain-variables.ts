import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problem.ts";

/** Words at the end of a name whose value is secret as a rule. */
const secretName =
  /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|SIGNING_KEY|CREDENTIALS?)$/i;

/** Forms that only secrets have: private keys, AWS's, GitHub's, Docker Hub's and Stripe's keys, a password in a URL. */
const secretValues = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[opsu]_[A-Za-z0-9]{36}/,
  /\bdckr_pat_[A-Za-z0-9_-]{20}/,
  /\bsk_live_[A-Za-z0-9]{16}/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s:@]+@/i,
];

/** What a variable may say although its name sounds secret: nothing, or where the secret is. */
const harmlessValue = /^(?:|\d+|true|false|\/\S*)$/;

/**
 * Checks plain variables for what looks like a secret, by name or by form: everyone who may read the task definition
 * reads them. A value that another resource gives is judged by its name only.
 */
export function checkPlainVariables(environment: Record<string, pulumi.Input<string>>): Problem[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const text = typeof value === "string" ? value : undefined;
    const byValue = text !== undefined && secretValues.some((form) => form.test(text));
    const byName = secretName.test(name) && !(text !== undefined && harmlessValue.test(text));
    if (!byValue && !byName) return [];
    const what = byValue ? "a value in the form of a secret" : "a name that promises a secret";
    const reason = `must not hold a secret, since the task definition shows it, got ${what}; put it into Secrets Manager and name it in secrets`;
    return [{ propertyPath: `environment.${name}`, reason }];
  });
}
