import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { StackProblem } from "./evaluated-stack.ts";

/** What is wrong with a stack's files, all at once. */
export class ProjectFileError extends Error {
  readonly problems: StackProblem[];

  constructor(problems: StackProblem[]) {
    super(problems.map(({ where, message }) => (where ? `${where}: ${message}` : message)).join("\n"));
    this.problems = problems;
  }
}

/** A YAML file of a project, with line numbers for messages. */
export interface YamlFile {
  /** `stacks/member/Pulumi.dev.yaml` */
  path: string;
  content: Record<string, unknown>;
  /** `stacks/member/Pulumi.dev.yaml:7`, the line of a key. */
  placeOf(...keys: string[]): string;
}

/** The project folder as people call it: `stacks/member`. */
export function readableDirectory(directory: string): string {
  return join(basename(dirname(directory)), basename(directory));
}

/** A project's name, or undefined where Pulumi.yaml is missing, broken or nameless. */
export function projectName(directory: string): string | undefined {
  try {
    const { name } = readProjectFile(directory).content;
    return typeof name === "string" ? name : undefined;
  } catch (error) {
    if (error instanceof ProjectFileError) return undefined;
    throw error;
  }
}

/** Reads Pulumi.yaml; throws ProjectFileError. */
export function readProjectFile(directory: string): YamlFile {
  const text = readIfExists(join(directory, "Pulumi.yaml"));
  const path = join(readableDirectory(directory), "Pulumi.yaml");
  if (text === undefined)
    throw new ProjectFileError([{ where: path, message: "must exist, got no such file" }]);
  return parseYamlFile(path, text);
}

/** Reads Pulumi.<stack>.yaml; throws ProjectFileError, which lists the stacks there are when this one is missing. */
export function readStackFile(directory: string, stack: string): YamlFile {
  const text = readIfExists(join(directory, `Pulumi.${stack}.yaml`));
  const path = join(readableDirectory(directory), `Pulumi.${stack}.yaml`);
  if (text === undefined) {
    const existing = existingStacks(directory);
    const advice =
      existing.length === 0
        ? "create it"
        : `use one of ${existing.join(", ")}, or create it after their model`;
    throw new ProjectFileError([{ where: path, message: `must exist, got no such file; ${advice}` }]);
  }
  return parseYamlFile(path, text);
}

function existingStacks(directory: string): string[] {
  return readdirSync(directory)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseYamlFile(path: string, text: string): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const problems = document.errors.map(({ message, pos }) => ({
    where: `${path}:${lineCounter.linePos(pos[0]).line}`,
    message: `must be valid YAML: ${message.split("\n")[0]?.replace(/^./, (first) => first.toLowerCase())}`,
  }));
  if (problems.length > 0) throw new ProjectFileError(problems);
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new ProjectFileError([
      { where: path, message: `must be a map of keys to values, got ${typeof content}` },
    ]);
  }
  return {
    path,
    content: content as Record<string, unknown>,
    placeOf: (...keys) => {
      const offset = offsetOf(document, keys);
      return offset === undefined ? path : `${path}:${lineCounter.linePos(offset).line}`;
    },
  };
}

function offsetOf(document: Document, keys: string[]): number | undefined {
  const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const key = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === keys.at(-1))?.key;
  return isScalar(key) ? key.range?.[0] : undefined;
}
