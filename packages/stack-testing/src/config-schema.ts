import type { StackProblem } from "./evaluated-stack.ts";
import type { YamlFile } from "./project-file.ts";

/** Type of a configuration value in Pulumi.yaml; an array says what its items are. */
export interface ConfigType {
  type: (typeof typeNames)[number];
  items?: ConfigType;
}

/** One key of a project's configuration as Pulumi.yaml declares it. */
export interface DeclaredKey {
  /** Full key: `starter-member:count` or `aws:region`. */
  key: string;
  type?: ConfigType;
  /** Default of a key of the project, value of a key of another namespace. */
  value?: unknown;
  /** Declared as one, or named like one. */
  secret: boolean;
}

/**
 * Pulumi refuses a secret key that has a default, so that one that may be left out cannot be declared as secret; its name
 * says it.
 */
const secretName = /(?:token|password|secret|api_?key|private_?key)$/i;

const typeNames = ["string", "integer", "boolean", "array", "object"] as const;

/**
 * Reads `config:` of Pulumi.yaml by the rules of Pulumi's own loader
 * (https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options, read 2026-11).
 */
export function readConfigSchema(
  project: string,
  file: YamlFile,
): { declared: DeclaredKey[]; problems: StackProblem[] } {
  const problems: StackProblem[] = [];
  const declared = Object.entries((file.content.config ?? {}) as Record<string, unknown>).map(
    ([name, entry]) => {
      const where = file.placeOf("config", name);
      const key = name.includes(":") ? name : `${project}:${name}`;
      const own = key.startsWith(`${project}:`);
      if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
        return { key, value: entry ?? undefined, secret: false };
      }
      const { type, items, default: byDefault, value, secret } = entry as Record<string, unknown>;
      const readType = (own ? toType(type, items) : undefined) ?? undefined;
      if (own && type !== undefined && readType === undefined) {
        problems.push({
          where,
          message: `type of ${name}: must be one of ${typeNames.join(", ")} (an array with items), got ${JSON.stringify(type)}`,
        });
      }
      if (own && readType !== undefined && byDefault != null && !matches(readType, byDefault)) {
        problems.push({
          where,
          message: `default of ${name}: must be of type ${nameOf(readType)}, got ${JSON.stringify(byDefault)}`,
        });
      }
      if (own && secret === true && byDefault != null) {
        problems.push({
          where,
          message: `${name}: must have no default when it is secret, got ${JSON.stringify(byDefault)}, which Pulumi refuses as plain text; leave out secret, and set the value with --secret`,
        });
      }
      if (!own && (type !== undefined || byDefault !== undefined || value == null)) {
        problems.push({
          where,
          message: `${name}: must have a value, and neither type nor default, since its namespace is not ${project}`,
        });
      }
      return {
        key,
        type: readType,
        value: (own ? byDefault : undefined) ?? value ?? undefined,
        secret: secret === true || (own && secretName.test(name)),
      };
    },
  );
  return { declared, problems };
}

/** Whether a value fits a type; as in Pulumi, integers and booleans may be quoted. */
export function matches({ type, items }: ConfigType, value: unknown): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value) || (typeof value === "string" && /^[+-]?\d+$/.test(value));
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "array":
      return Array.isArray(value) && (items === undefined || value.every((item) => matches(items, item)));
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
  }
}

/** `array of integer` */
export function nameOf({ type, items }: ConfigType): string {
  return items === undefined ? type : `${type} of ${nameOf(items)}`;
}

function toType(type: unknown, items: unknown): ConfigType | undefined {
  if (!typeNames.includes(type as ConfigType["type"])) return undefined;
  if (type !== "array") return { type: type as ConfigType["type"] };
  const { type: itemType, items: itemItems } = (items ?? {}) as Record<string, unknown>;
  const inner = toType(itemType, itemItems);
  return inner === undefined ? undefined : { type, items: inner };
}
