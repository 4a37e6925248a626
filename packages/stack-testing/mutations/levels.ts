import { globSync } from "node:fs";
import { join } from "node:path";

/** Suites of one price. */
export interface Level {
  name: "component" | "stack" | "engine" | "slow" | "chosen";
  /** Test files, from the root of the checkout. */
  files: readonly string[];
}

/** They drive programs of their own: no mutation of a stack reaches them. */
const ofTheEngineItself = ["find-cli", "operations", "process-end"];

/** All levels, the cheapest first; the slow ones are properties over random arguments, and the reference. */
export function findLevels(root: string): Level[] {
  const find = (...patterns: string[]) =>
    patterns.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  const components = find("packages/fargate/test/**/*.test.ts");
  const slow = components.filter(
    (file) => file.endsWith(".property.test.ts") || file.includes("/reference/"),
  );
  return [
    { name: "component", files: components.filter((file) => !slow.includes(file)) },
    { name: "stack", files: find("stacks/*/test/**/*.test.ts") },
    {
      name: "engine",
      files: find("packages/stack-testing/test/engine/**/*.test.ts").filter(
        (file) => !ofTheEngineItself.some((name) => file.endsWith(`/${name}.test.ts`)),
      ),
    },
    { name: "slow", files: slow },
  ];
}

/** The level's files in the order in which they most likely and most cheaply catch a mutation of `file`. */
export function filesFor(
  file: string,
  { files }: Level,
  millisecondsOf: ReadonlyMap<string, number>,
): string[] {
  const rank = (test: string) => (isBeside(file, test) ? 0 : 1);
  const time = (test: string) => millisecondsOf.get(test) ?? 0;
  return [...files].sort((a, b) => rank(a) - rank(b) || time(a) - time(b));
}

/** `packages/fargate/src/service/x.ts` and `packages/fargate/test/service/y.test.ts`; `stacks/a/…` and `stacks/a/test/…`. */
function isBeside(file: string, test: string): boolean {
  const subject = join(file, "..").replace("/src", "/test");
  return test.startsWith(`${subject}/`);
}
