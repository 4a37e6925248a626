import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";
import type { TaskArgs } from "./task-args.ts";

/** Words at the end of a name whose value is secret as a rule; `PWD` alone is the shell's own. */
const secretName =
  /(?:PASSWORD|PASSWD|PASSPHRASE|(?:^|[_.-])(?:PASS|SECRET|TOKEN|CREDENTIALS?|(?:API|PRIVATE|ACCESS|SIGNING|ENCRYPTION|SECRET|MASTER|HMAC|JWT|LICENSE)[_.-]?KEY)|[_.-]PWD)$/i;

/**
 * Forms that only secrets have: private keys, the keys and tokens of AWS, GitHub, GitLab, npm, Slack, Docker Hub and
 * Stripe, a password in a URL.
 */
const secretValues = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[opsu]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_[A-Za-z0-9_]{22}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10}/,
  /\bdckr_pat_[A-Za-z0-9_-]{20}/,
  /\b[rs]k_live_[A-Za-z0-9]{16}/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s:@]+@/i,
];

/** What a variable may say although its name sounds secret: nothing, yes or no, or where the secret is. */
const harmlessValue = /^(?:|\d|true|false|yes|no|on|off|\/\S*|https?:\/\/[^\s@?]*|arn:\S+)$/i;

/**
 * Checks plain variables for what looks like a secret, by name or by form: everyone who may read the task definition
 * reads them. A value that another resource gives is judged by its name only.
 */
export function checkPlainVariables(environment: Record<string, pulumi.Input<string>>): Problem[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const text = typeof value === "string" ? value : undefined;
    const byValue = text !== undefined && secretValues.some((form) => form.test(text));
    const byName = soundsSecret(name) && !(text !== undefined && harmlessValue.test(text));
    if (!byValue && !byName) return [];
    const what = byValue ? "a value in the form of a secret" : "a name that promises a secret";
    const reason = `must not hold a secret, since the task definition shows it, got ${what}; put it into Secrets Manager and name it in secrets`;
    return [{ propertyPath: `environment.${name}`, reason }];
  });
}

/** `clientSecret` as `client_Secret`. */
function soundsSecret(name: string): boolean {
  return secretName.test(name.replace(/([a-z0-9])([A-Z])/g, "$1_$2"));
}

/**
 * Fails when a plain variable is a Pulumi secret, which only the engine can say: it would make previews hide the whole
 * task definition, in which AWS shows it all the same.
 */
export async function refuseSecretVariables(
  name: string,
  { containers, before = {} }: Pick<TaskArgs, "containers" | "before">,
): Promise<void> {
  const variables = Object.entries({ containers, before }).flatMap(([field, each]) =>
    Object.entries(each).flatMap(([owner, { environment = {} }]) =>
      Object.entries(environment).map(([variable, value]) => ({
        propertyPath: `${field}.${owner}.environment.${variable}`,
        value,
      })),
    ),
  );
  const problems = new Problems();
  for (const { propertyPath, value } of variables) {
    if (!(await pulumi.isSecret(pulumi.output(value)))) continue;
    problems.add(
      propertyPath,
      "must not be a Pulumi secret, since the task definition shows it and previews would hide all of it, got one; put it into Secrets Manager and name it in secrets",
    );
  }
  problems.throwIfAny(`Task definition ${name}`);
}
