import assert from "node:assert/strict";
import type { EngineStack } from "../../src/engine/index.ts";
import type { TestAccount } from "./test-account.ts";

/** Checks that AWS holds exactly what the stacks know of: nothing twice, nothing orphaned, nothing lost. */
export function assertNothingOrphaned({ aws }: TestAccount, ...stacks: EngineStack[]): void {
  const known = stacks
    .flatMap((stack) => stack.exportState().resources)
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ type, id, outputs }) => `${type} ${outputs?.arn ?? id}`);
  const existing = aws.account.resources().map(({ type, id, state }) => `${type} ${state.arn ?? id}`);
  assert.ok(known.length > 0);
  assert.deepEqual(existing.sort(), known.sort());
}
