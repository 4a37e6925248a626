import type { StoredSecret } from "./deployment.ts";
import type { SecretReference } from "./local-plan.ts";

/**
 * Reads a container secret's `valueFrom`: a secret's ARN, or `arn:json-key:stage:version`. A secret that no stack
 * creates is known by its ARN alone, and has no value here.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function secretReference(
  variable: string,
  valueFrom: string,
  secrets: readonly StoredSecret[],
): SecretReference {
  const secret = secrets.find(({ arn }) => `${valueFrom}:`.startsWith(`${arn}:`)) ?? foreignSecret(valueFrom);
  const jsonKey = valueFrom.slice(secret.arn.length + 1).split(":")[0];
  return { variable, secret, ...(jsonKey ? { jsonKey } : {}) };
}

/** The value of a secret variable from the whole secret; undefined when it has no such key. */
export function secretValue({ jsonKey }: SecretReference, whole: string): string | undefined {
  if (jsonKey === undefined) return whole;
  try {
    const value: unknown = JSON.parse(whole)[jsonKey];
    return value === undefined ? undefined : String(value);
  } catch {
    return undefined;
  }
}

/** `arn:aws:secretsmanager:region:account:secret:name`, known to AWS only. */
function foreignSecret(valueFrom: string): StoredSecret {
  const fields = valueFrom.split(":").slice(0, 7);
  return { arn: fields.join(":"), name: fields.at(-1) ?? "" };
}
