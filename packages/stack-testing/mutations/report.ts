import type { Outcome } from "./run-mutations.ts";

/** What came of one mutation as a line, with what the test said below it. */
export function describeOutcome({ mutation, caught, broken, seconds }: Outcome): string {
  const time = `${seconds.toFixed(1)} s`;
  if (broken !== undefined) return `${mutation.name} DOES NOT LOAD, ${time}\n      ${broken}`;
  if (caught === undefined) return `${mutation.name} survives, ${time}`;
  const { level, suite, test, message } = caught;
  return `${mutation.name} caught by ${level}: ${suite} › ${test}, ${time}\n      ${message}`;
}

/** All mutations as a table. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ mutation, caught, broken, seconds }) => [
    mutation.name,
    caught?.level ?? (broken === undefined ? "SURVIVES" : "does not load"),
    seconds.toFixed(1),
    caught === undefined ? mutation.why : `${caught.suite} › ${caught.test}`,
  ]);
  const all = [["mutation", "caught by", "s", "test"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}

/** How many were caught where, and the names of the others. */
export function summary(outcomes: readonly Outcome[], seconds: number): string {
  const byLevel = Map.groupBy(outcomes, ({ caught }) => caught?.level);
  // One that does not load tells nothing either.
  const survivors = (byLevel.get(undefined) ?? []).map(({ mutation }) => mutation.name);
  const caught = [...byLevel].flatMap(([level, { length }]) =>
    level === undefined ? [] : `${level} ${length}`,
  );
  const ending = survivors.length === 0 ? "none survives" : `survivors: ${survivors.join(", ")}`;
  return `${outcomes.length} mutations in ${seconds.toFixed(0)} s; caught by ${caught.join(", ") || "none"}; ${ending}`;
}
