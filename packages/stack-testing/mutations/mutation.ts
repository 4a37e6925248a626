import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One plausible mistake of a maintainer: a piece of text for another. */
export interface Mutation {
  /** Kebab-case, for `--only`. */
  name: string;
  /** What goes wrong in AWS when nobody notices. */
  why: string;
  /** Path from the root of the checkout. */
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
}

/** What keeps a mutation from being applied, as a sentence; nothing when it can be. */
export function listProblem(root: string, { name, file, from, to }: Mutation): string | undefined {
  const count = textOf(root, file).split(from).length - 1;
  if (count === 1 && from !== to) return undefined;
  const what =
    count === 1 ? "must change something, got the same text" : `must stand there once, got ${count}`;
  return `${name}: the text to replace in ${file} ${what}; fit the list to the code: ${JSON.stringify(from)}`;
}

/** Writes the mutation into a copy of the checkout; returns what undoes it. */
export function applyMutation(root: string, { file, from, to }: Mutation): () => void {
  const path = join(root, file);
  const text = textOf(root, file);
  // A function, since `$` has a meaning in a replacement text.
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return () => writeFileSync(path, text);
}

function textOf(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return "";
  }
}
