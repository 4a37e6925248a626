import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Change, ConfigValue, EngineStack, OperationResult } from "../../src/engine/index.ts";

/** A state of the platform from which keys are changed; dev and prod are those of the checkout. */
export type Base = "dev" | "prod" | "private" | "isolated" | "existing";

/** What becomes of one key's change on one base. */
export interface KeyCase {
  base: Base;
  to: ConfigValue;
  /** Lines such as `update Cluster cluster [settings[0].value]`, in any order. */
  changes?: string[];
  /** Words of the sentence with which the program refuses it, before anything is changed. */
  refused?: string;
}

/** A row of docs/what-a-change-does.md, and what proves it. */
export interface KeyChange {
  key: string;
  /** Whether requests fail, or data is lost, until all is deployed. */
  meanwhile: string;
  /** Empty where `pulumi up` is all. */
  todo?: string;
  cases: KeyCase[];
}

/** A case that a preview shows. */
export const on = (base: Base, to: ConfigValue, ...changes: string[]): KeyCase => ({ base, to, changes });

/** A case that is refused, in these words among others. */
export const refused = (base: Base, to: ConfigValue, words: string): KeyCase => ({
  base,
  to,
  refused: words,
});

/** Cases that change nothing, since the key does not belong to what the base is, or is only exported. */
export const unread = (to: ConfigValue, ...bases: Base[]): KeyCase[] => bases.map((base) => on(base, to));

/** What most changes do to requests. */
export const nothing = "requests go on";

/** What to do when a service reads what the platform changed. */
export const servicesFollow = "deploy each service again";

/** `update Cluster cluster [settings[0].value]` */
export function toLine({ op, type, name, diff = [] }: Change): string {
  const properties = diff.length === 0 ? "" : ` [${diff.join(", ")}]`;
  return `${op} ${type.split(":").at(-1)} ${name}${properties}`;
}

/** The changes of an operation as sorted lines. */
export function toLines({ changes }: OperationResult): string[] {
  return changes.map(toLine).sort();
}

/** Types of the resources of one operation, each once, sorted. */
export function typesOf(op: Change["op"], lines: string[]): string[] {
  const types = lines
    .map((line) => line.split(" "))
    .flatMap(([first, type = ""]) => (first === op ? [type] : []));
  return [...new Set(types)].sort();
}

let files = 0;

/** Previews other configuration values beside the stack file's, which stays as it is: several can run at once. */
export function previewWith(
  stack: EngineStack,
  environment: string,
  values: Record<string, ConfigValue>,
): Promise<OperationResult> {
  const document = parseDocument(readFileSync(join(stack.directory, `Pulumi.${environment}.yaml`), "utf8"));
  for (const [key, value] of Object.entries(values)) {
    document.setIn(["config", `${stack.project}:${key}`], value);
  }
  files += 1;
  const file = `change-${files}.yaml`;
  writeFileSync(join(stack.directory, file), document.toString());
  return stack.preview("--config-file", file);
}
