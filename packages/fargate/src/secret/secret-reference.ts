import type * as pulumi from "@pulumi/pulumi";
import { got, type Problem } from "../validation/problem.ts";

/**
 * A value in Secrets Manager or SSM's Parameter Store that a container gets when it starts; the value itself never
 * passes through here.
 */
export interface SecretReference {
  /** Full ARN of the secret or parameter; the execution role may read exactly this one. */
  arn: pulumi.Input<string>;
  /** Key to take from a JSON secret of Secrets Manager. @default the whole secret */
  jsonKey?: string;
}

/**
 * The `valueFrom` of a container's secret.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function valueFrom(arn: string, jsonKey: string | undefined): string {
  return jsonKey === undefined ? arn : `${arn}:${jsonKey}::`;
}

/** Whether an ARN is of a parameter of SSM's Parameter Store. */
export function isParameter(arn: string): boolean {
  return /^arn:[\w-]+:ssm:/.test(arn);
}

/** Checks a reference whose ARN is known already; one that comes from another resource is right by itself. */
export function checkSecretReference({ arn, jsonKey }: SecretReference): Problem[] {
  if (typeof arn !== "string") return [];
  if (!/^arn:[\w-]+:(?:secretsmanager|ssm):[\w-]+:\d{12}:(?:secret:|parameter\/)\S+$/.test(arn)) {
    const reason = `must be the full ARN of a secret (arn:aws:secretsmanager:…:secret:…) or parameter (arn:aws:ssm:…:parameter/…), got ${got(arn)}`;
    return [{ propertyPath: "arn", reason }];
  }
  if (!isParameter(arn) && !/-[A-Za-z0-9]{6}$/.test(arn)) {
    const reason = `must end in the hyphen and six characters that Secrets Manager adds to the name, or the role's right would not match it, got ${got(arn)}; copy it from: aws secretsmanager describe-secret --secret-id <name>`;
    return [{ propertyPath: "arn", reason }];
  }
  if (jsonKey === undefined) return [];
  if (!isParameter(arn)) return checkJsonKey(jsonKey);
  const reason = `must be left out for a parameter, whose value is taken whole, got ${got(jsonKey)}; keep JSON in Secrets Manager`;
  return [{ propertyPath: "jsonKey", reason }];
}

/** The key stands between the colons of `valueFrom`. */
function checkJsonKey(jsonKey: string): Problem[] {
  if (/^[^:]+$/.test(jsonKey)) return [];
  const reason = `must be a key of the secret's JSON without ":", at which ECS divides the reference, got ${got(jsonKey)}`;
  return [{ propertyPath: "jsonKey", reason }];
}
