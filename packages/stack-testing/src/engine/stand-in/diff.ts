import { isDeepStrictEqual } from "node:util";
import { isProperties, type Properties, type Subject } from "./subject.ts";

/** What becomes of one property, in the words of the provider's protocol. */
export type ChangeKind = "ADD" | "DELETE" | "UPDATE" | "ADD_REPLACE" | "DELETE_REPLACE" | "UPDATE_REPLACE";

/** What an update would do. */
export interface Difference {
  /** By path: `networkConfiguration.subnets[0]`. */
  changes: Map<string, ChangeKind>;
  /** Inputs that replace the resource. */
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** Inputs that Pulumi made up itself; the same key as that of Pulumi's providers. */
export const defaultsKey = "__defaults";

/**
 * Compares what is asked for with what there is, as Pulumi's AWS provider does: not with what was asked for the last
 * time, so that a rolled-back service differs.
 */
export function difference(
  subject: Subject,
  state: Properties,
  oldInputs: Properties,
  newInputs: Properties,
): Difference {
  const changes = new Map<string, ChangeKind>();
  const replaces = new Set<string>();
  const conditional = subject.alsoReplacedBy?.(state, newInputs) ?? [];
  const replaced = (path: string) =>
    subject.replacedBy === "every input but tags"
      ? !path.startsWith("tags")
      : [...subject.replacedBy, ...conditional].some((key) => path === key || path.startsWith(`${key}.`));
  const keys = new Set([...Object.keys(oldInputs), ...Object.keys(newInputs)]);
  keys.delete(defaultsKey);
  for (const key of keys) {
    for (const [path, kind] of compare(key, state[key], newInputs[key])) {
      const plainPath = path.replaceAll(/\[\d+\]/g, "");
      const replacing = replaced(plainPath);
      if (replacing) replaces.add(key);
      changes.set(path, replacing ? (`${kind}_REPLACE` as ChangeKind) : kind);
    }
  }
  return {
    changes,
    replaces: [...replaces],
    deleteBeforeReplace: replaces.size > 0 && mustDeleteFirst(subject, state, newInputs),
  };
}

/**
 * A name that the program fixed is taken as long as the old resource has it.
 * https://www.pulumi.com/docs/iac/concepts/options/deletebeforereplace/
 */
function mustDeleteFirst(subject: Subject, state: Properties, newInputs: Properties): boolean {
  if (subject.deleteBeforeReplace === true) return true;
  const property = subject.physicalName?.property;
  if (property === undefined) return false;
  const madeUp = (newInputs[defaultsKey] as string[] | undefined) ?? [];
  return !madeUp.includes(property) && newInputs[property] === state[property];
}

type PlainKind = "ADD" | "DELETE" | "UPDATE";

function* compare(path: string, before: unknown, after: unknown): Generator<[string, PlainKind]> {
  if (after === undefined || after === null) {
    if (before !== undefined && before !== null) yield [path, "DELETE"];
  } else if (before === undefined || before === null) yield [path, "ADD"];
  else if (isProperties(before) && isProperties(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* compare(`${path}.${key}`, before[key], after[key]);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    if (sameSet(before, after)) return;
    for (const index of Array.from({ length: Math.max(before.length, after.length) }).keys()) {
      yield* compare(`${path}[${index}]`, before[index], after[index]);
    }
  } else if (!isDeepStrictEqual(before, after)) yield [path, "UPDATE"];
}

/**
 * Lists of plain values (subnets, security groups, paths) are sets to the provider: their order means nothing.
 * https://developer.hashicorp.com/terraform/plugin/framework/handling-data/attributes/set
 */
function sameSet(before: unknown[], after: unknown[]): boolean {
  const isPlain = (item: unknown) => typeof item !== "object";
  return (
    before.every(isPlain) && after.every(isPlain) && isDeepStrictEqual([...before].sort(), [...after].sort())
  );
}
