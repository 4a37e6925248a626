import type * as pulumi from "@pulumi/pulumi";

/** A value in Secrets Manager that a container gets when it starts; the value itself never passes through here. */
export interface SecretReference {
  /** Full ARN of the secret; the execution role may read exactly this one. */
  arn: pulumi.Input<string>;
  /** Key to take from a JSON secret. @default the whole secret */
  jsonKey?: string;
}

/**
 * The `valueFrom` of a container's secret.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function valueFrom(arn: string, jsonKey: string | undefined): string {
  return jsonKey === undefined ? arn : `${arn}:${jsonKey}::`;
}
