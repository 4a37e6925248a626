import { type ConfigType, type DeclaredKey, matches, nameOf, readConfigSchema } from "./config-schema.ts";
import type { StackProblem } from "./evaluated-stack.ts";
import { readableDirectory, readProjectFile, readStackFile, type YamlFile } from "./project-file.ts";

/** A stack's configuration as its program would see it. */
export interface StackConfig {
  project: string;
  /** Program file, relative to the project's folder. */
  main: string;
  /** By full key; numbers, booleans, objects and arrays as JSON. */
  values: Record<string, string>;
  /** Full keys of encrypted values, which are placeholders here. */
  secretKeys: string[];
  /** Full keys that a program must not be blamed for missing: their problem is among `problems`. */
  unset: string[];
  problems: StackProblem[];
}

/** Loads Pulumi.yaml and Pulumi.<stack>.yaml; throws ProjectFileError for a file that is missing or not YAML. */
export function loadStackConfig(directory: string, stack: string): StackConfig {
  const projectFile = readProjectFile(directory);
  const project = String(projectFile.content.name ?? "");
  const { declared, problems } = readConfigSchema(project, projectFile);
  if (project === "") problems.push({ where: projectFile.path, message: "name: must be set, got nothing" });
  const stackFile = readStackFile(directory, stack);
  const given = (stackFile.content.config ?? {}) as Record<string, unknown>;

  const config: StackConfig = {
    project,
    main: String(projectFile.content.main ?? "index.ts"),
    values: {},
    secretKeys: [],
    unset: [],
    problems,
  };
  const names = new Map(
    Object.keys(given).map((name) => [name.includes(":") ? name : `${project}:${name}`, name]),
  );
  for (const key of declared) {
    const name = names.get(key.key);
    const problem =
      name === undefined
        ? missingProblem(key, project, directory, stack, stackFile)
        : valueProblem(key, project, directory, stack, given[name]);
    if (problem !== undefined) {
      problems.push({
        where: name === undefined ? stackFile.path : stackFile.placeOf("config", name),
        message: problem,
      });
    }
    if (name !== undefined && problem === undefined) setValue(config, key.key, given[name], key.type);
    else if (key.value !== undefined) setValue(config, key.key, key.value);
    else config.unset.push(key.key);
  }
  const declaredKeys = declared.map(({ key }) => key);
  for (const [key, name] of names) {
    if (declaredKeys.includes(key)) continue;
    if (key.startsWith(`${project}:`) && declared.length > 0) {
      problems.push(unknownKey(key, name, declaredKeys, project, stackFile));
    } else setValue(config, key, given[name]);
  }
  return config;
}

function missingProblem(
  { key, value, type, secret }: DeclaredKey,
  project: string,
  directory: string,
  stack: string,
  file: YamlFile,
): string | undefined {
  if (value !== undefined || !key.startsWith(`${project}:`)) return undefined;
  const name = key.slice(project.length + 1);
  if (type?.type === "array" || type?.type === "object") {
    return `${name}: must be set (${nameOf(type)}), got nothing; add ${key} to ${file.path}`;
  }
  return `${name}: must be set, got nothing; run ${setCommand(name, secret, type, directory, stack)}`;
}

function valueProblem(
  { key, type, secret }: DeclaredKey,
  project: string,
  directory: string,
  stack: string,
  value: unknown,
): string | undefined {
  const name = key.slice(project.length + 1);
  if (secret && !containsSecret(value)) {
    return `${name}: must be encrypted, got plain text; run ${setCommand(name, true, type, directory, stack)}`;
  }
  if (type === undefined || isSecret(value) || matches(type, asPulumiReads(value))) return undefined;
  const command =
    type.type === "array" || type.type === "object"
      ? ""
      : `, or run ${setCommand(name, secret, type, directory, stack)}`;
  return `${name}: must be of type ${nameOf(type)}, got ${show(value)}; correct it${command}`;
}

/** Whatever is no list or map in a stack file is text to Pulumi: a string may look like a number. */
function asPulumiReads(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function setCommand(
  name: string,
  secret: boolean,
  type: ConfigType | undefined,
  directory: string,
  stack: string,
): string {
  const value = type === undefined || type.type === "string" ? "<value>" : `<${type.type}>`;
  // Without a value, pulumi asks for it, which keeps a secret out of the shell's history.
  const rest = secret ? "--secret" : value;
  return `pulumi -C ${readableDirectory(directory)} config set ${name} ${rest} --stack ${stack}`;
}

function unknownKey(
  key: string,
  name: string,
  known: string[],
  project: string,
  file: YamlFile,
): StackProblem {
  const own = known.filter((other) => other.startsWith(`${project}:`));
  const closest = own
    .map((other) => ({ other, distance: distance(key, other) }))
    .sort((one, two) => one.distance - two.distance)[0];
  const advice =
    closest !== undefined && closest.distance <= 3
      ? `did you mean ${closest.other}?`
      : `Pulumi.yaml declares ${own.map((other) => other.slice(project.length + 1)).join(", ")}`;
  return {
    where: file.placeOf("config", name),
    message: `${name}: must be a key that Pulumi.yaml declares, got an unknown one; ${advice}`,
  };
}

function setValue(config: StackConfig, key: string, value: unknown, type?: ConfigType): void {
  if (containsSecret(value)) config.secretKeys.push(key);
  const plain = isSecret(value) ? placeholder(key, type) : withPlaceholders(value, key);
  config.values[key] = typeof plain === "string" ? plain : JSON.stringify(plain);
}

/** Only the engine can decrypt: what stands in has the declared type, and says what it is. */
function placeholder(key: string, type?: ConfigType): unknown {
  switch (type?.type) {
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "array":
      return [];
    case "object":
      return {};
    default:
      return `encrypted value of ${key}`;
  }
}

function withPlaceholders(value: unknown, key: string): unknown {
  if (isSecret(value)) return placeholder(key);
  if (Array.isArray(value)) return value.map((item) => withPlaceholders(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withPlaceholders(item, key)]));
}

function isSecret(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "secure" in value &&
    typeof value.secure === "string" &&
    Object.keys(value).length === 1
  );
}

function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(containsSecret);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Levenshtein's edit distance. */
function distance(one: string, two: string): number {
  let row = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...two].entries()) {
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
