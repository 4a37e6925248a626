import type { EvaluatedStack, RegisteredResource } from "./evaluated-stack.ts";

/** What stands for a value that is known only after the deployment. */
export const unknownValue = "(known after deployment)";

/** A resource's inputs, fit to be printed: every secret among them is `[secret]`. */
export function inputsWithoutSecrets(resource: RegisteredResource): Record<string, unknown> {
  return mask(resource.inputs, resource.secretPaths ?? []);
}

/** A stack's exports, fit to be printed: every secret among them is `[secret]`. */
export function outputsWithoutSecrets(stack: EvaluatedStack): Record<string, unknown> {
  return mask(stack.outputs, stack.secretOutputPaths ?? []);
}

function mask(value: Record<string, unknown>, secretPaths: readonly string[]): Record<string, unknown> {
  const secret = new Set(secretPaths);
  const copy = (part: unknown, path: string): unknown => {
    if (secret.has(path)) return "[secret]";
    if (Array.isArray(part)) return part.map((item, index) => copy(item, joinPath(path, String(index))));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, copy(item, joinPath(path, key))]),
    );
  };
  return copy(value, "") as Record<string, unknown>;
}

/** Path of a part of a value: `tags.owner`, `environment.0.value`. */
export function joinPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
