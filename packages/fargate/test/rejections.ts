import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";

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
