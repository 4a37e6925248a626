// The stack programs of dev, driven by the real Pulumi CLI against an AWS that lives in this process. Proves what the
// engine does with them; not that AWS accepts a request, nor that its own provider asks for what the stand-in is asked.
import assert from "node:assert/strict";
import type { EngineStack, OperationResult } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { type Stacks, TestAccount } from "./test-account.ts";

describe("a first deployment to dev", function () {
  this.timeout(120_000);
  before(needsPulumi);

  let account: TestAccount;
  let stacks: Stacks;
  before(async () => {
    account = await TestAccount.open();
    stacks = await account.stacks("dev");
  });
  after(() => account?.close());

  const succeeded = (result: OperationResult): OperationResult => {
    assert.equal(result.ok, true, result.stdout + result.stderr);
    return result;
  };
  const both = (operation: (stack: EngineStack) => Promise<OperationResult>) =>
    Promise.all([operation(stacks.member), operation(stacks.board)]);

  /** Resources of platform, member and board. */
  let sizes: number[] = [];

  it("creates the platform, then both services side by side", async () => {
    const results = [await stacks.platform.up(), ...(await both((stack) => stack.up()))];
    for (const result of results) assert.deepEqual(Object.keys(succeeded(result).counts), ["create"]);
    sizes = results.map(({ changes }) => changes.length);
    const services = account.aws.account.resources("aws:ecs/service:Service");
    assert.deepEqual(services.map(({ name }) => name).sort(), ["board", "member"]);
  });

  it("then previews no change", async () => {
    const results = [await stacks.platform.preview(), ...(await both((stack) => stack.preview()))];
    for (const [index, result] of results.entries()) {
      assert.deepEqual(succeeded(result).changes, []);
      assert.deepEqual(result.counts, { same: sizes[index] });
    }
  });

  it("and refreshes to no change", async () => {
    const results = [await stacks.platform.refresh(), ...(await both((stack) => stack.refresh()))];
    for (const result of results) {
      assert.deepEqual(succeeded(result).changes, []);
      assert.deepEqual(Object.keys(result.counts), ["same"]);
    }
  });

  it("is destroyed in reverse and leaves nothing", async () => {
    const services = await both((stack) => stack.destroy());
    const results = [await stacks.platform.destroy(), ...services];
    assert.deepEqual(
      results.map((result) => succeeded(result).counts.delete),
      sizes,
    );
    assert.deepEqual(account.aws.account.resources(), []);
    for (const stack of Object.values(stacks)) assert.deepEqual(stack.exportState().resources, []);
  });
});
