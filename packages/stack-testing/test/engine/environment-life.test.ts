// From the first deployment of an environment to its end. Proves what the engine does with the stack programs, and that
// nothing is deleted while the stand-in AWS holds it; not that AWS accepts a request, nor that it lets go as soon as the
// stand-in does.
import assert from "node:assert/strict";
import type { EngineStack, OperationResult } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { type Stacks, succeeded, TestAccount } from "./test-account.ts";

/** As a person runs it: the CLI shows what it would delete before it does. */
const shownFirst = "--skip-preview=false";

/** What AWS keeps of an environment, by type. */
const leftBehind: Record<string, Record<string, string[]>> = {
  dev: {
    "aws:ecs/taskDefinition:TaskDefinition": ["board kept", "member kept"],
    "aws:secretsmanager/secret:Secret": [
      "board-db-password scheduled for deletion",
      "member-db-password scheduled for deletion",
      "member-signing-key scheduled for deletion",
    ],
  },
};
leftBehind.prod = {
  ...leftBehind.dev,
  "aws:rds/snapshot:Snapshot": ["board-database snapshot", "member-database snapshot"],
};

for (const environment of ["dev", "prod"]) {
  describe(`the life of ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    before(async () => {
      account = await TestAccount.open();
      stacks = await account.stacks(environment);
    });
    after(() => account?.close());

    /** Platform, member and board, the services side by side. */
    const inOrder = async (operation: (stack: EngineStack) => Promise<OperationResult>) => [
      await operation(stacks.platform),
      ...(await Promise.all([operation(stacks.member), operation(stacks.board)])),
    ];
    const callsOf = async (run: () => Promise<unknown>) => {
      const { calls } = account.aws.account;
      const before = calls.length;
      await run();
      return calls.slice(before).map(({ operation, name }) => `${operation} ${name}`);
    };
    const existing = () => account.aws.account.resources().map(({ urn, id }) => `${urn} ${id}`);

    /** Resources of platform, member and board. */
    let sizes: (number | undefined)[] = [];

    it("begins with the platform, then the services in the order in which they call one another", async () => {
      const results: OperationResult[] = [];
      for (const stack of [stacks.platform, stacks.member, stacks.board]) results.push(await stack.up());
      for (const result of results) assert.deepEqual(Object.keys(succeeded(result).counts), ["create"]);
      sizes = results.map(({ counts }) => counts.create);
      const services = account.aws.account.resources("aws:ecs/service:Service");
      assert.deepEqual(services.map(({ name }) => name).sort(), ["board", "member"]);
    });

    it("previews no change then", async () => {
      const results = await inOrder((stack) => stack.preview());
      assert.deepEqual(
        results.map((result) => succeeded(result).counts),
        sizes.map((same) => ({ same })),
      );
    });

    it("refreshes to no change", async () => {
      for (const result of await inOrder((stack) => stack.refresh())) {
        assert.deepEqual(succeeded(result).changes, []);
        assert.deepEqual(Object.keys(result.counts), ["same"]);
      }
    });

    if (environment === "prod") {
      it("rejects its end while it is protected, with nothing deleted", async () => {
        const protectedOnes = ["lb", "member-database", "board-database"];
        const calls = await callsOf(async () => {
          const results = await inOrder((stack) => stack.destroy(shownFirst));
          for (const [index, { ok, errors }] of results.entries()) {
            assert.equal(ok, false);
            assert.match(
              errors[0] ?? "",
              new RegExp(`::${protectedOnes[index]}" cannot be deleted\nbecause it is protected`),
            );
          }
        });
        assert.deepEqual(calls, []);
      });

      it("gives up its protection in place", async () => {
        for (const stack of Object.values(stacks)) stack.setConfig("deletionProtection", false);
        stacks.platform.setConfig("accessLogsForceDestroy", true);
        const results = await inOrder((stack) => stack.up());
        assert.deepEqual(
          results.map((result) =>
            succeeded(result)
              .changes.map(({ op, name, diff }) => ({ op, name, diff }))
              .sort((a, b) => (a.name < b.name ? -1 : 1)),
          ),
          [
            [
              { op: "update", name: "lb", diff: ["enableDeletionProtection"] },
              { op: "update", name: "lb-access-logs", diff: ["forceDestroy"] },
            ],
            [{ op: "update", name: "member-database", diff: ["deletionProtection"] }],
            [{ op: "update", name: "board-database", diff: ["deletionProtection"] }],
          ],
        );
      });
    }

    it("rejects the end of the platform while services stand, without harm to them", async () => {
      // What only watches the cluster goes before AWS refuses to delete it, and comes back with the next up.
      const watches = /cloudwatch\/(?:event|dashboard)/;
      const watched = existing().filter((line) => !watches.test(line));
      const { ok, errors } = await stacks.platform.destroy(shownFirst);
      assert.equal(ok, false);
      assert.match(errors.join("\n"), /in use/);
      assert.deepEqual(existing(), watched);
      succeeded(await stacks.platform.up());
      assert.deepEqual(
        existing().filter((line) => !watches.test(line)),
        watched,
      );
    });

    it("ends in reverse and leaves nothing but what AWS keeps", async () => {
      const services = await Promise.all([
        stacks.member.destroy(shownFirst),
        stacks.board.destroy(shownFirst),
      ]);
      const results = [await stacks.platform.destroy(shownFirst), ...services];
      assert.deepEqual(
        results.map((result) => succeeded(result).counts.delete),
        sizes,
      );
      assert.deepEqual(existing(), []);
      for (const stack of Object.values(stacks)) assert.deepEqual(stack.exportState().resources, []);
      const kept = Object.groupBy(account.aws.account.retained(), ({ type }) => type);
      assert.deepEqual(
        Object.fromEntries(
          Object.entries(kept).map(([type, all = []]) => [
            type,
            all.map(({ name, retained }) => `${name} ${retained}`).sort(),
          ]),
        ),
        leftBehind[environment],
      );
    });
  });
}
