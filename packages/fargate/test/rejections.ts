import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";

/** Arguments that must be refused: what is wrong with them, the arguments, and each problem as `field: reason`. */
export type Rejection<Args> = [title: string, args: Args, problems: string[]];

/** One test for each rejection: `create` must throw exactly these problems, and nothing may have registered. */
export function itRejects<Args>(
  rejections: readonly Rejection<Args>[],
  create: (args: Args) => unknown,
): void {
  for (const [title, args, problems] of rejections) {
    it(`rejects ${title}`, async () => {
      const recorded = await recordRegistrations(() => void create(args));
      assert.deepEqual(
        recorded.problems.map(({ where, message }) => `${where}: ${message}`),
        problems,
      );
      assert.deepEqual(recorded.resources, []);
    });
  }
}

/** A program was refused by one error that names fields and reasons in the house's form, and registered nothing. */
export function assertRefused({ errors, resources }: RecordedProgram): void {
  assert.equal(errors.length, 1);
  assertRefusal(errors[0]);
  assert.deepEqual(resources, []);
}

/** An error that names fields and reasons in the house's form. */
export function assertRefusal(error: unknown): void {
  assert.ok(pulumi.InputPropertiesError.isInstance(error), String(error));
  assert.ok(error.errors.length > 0);
  for (const { propertyPath, reason } of error.errors) {
    assert.match(propertyPath, /^[a-z]/);
    assert.match(reason, /^[A-Za-z].*[^.]$/);
  }
}
