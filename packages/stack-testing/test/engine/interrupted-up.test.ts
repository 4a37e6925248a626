// What is left of an `up` or a `destroy` that ended half-way, and what completes it. Proves what the engine does with its state and asks
// of AWS; not how the AWS provider reads a resource that was created and whose answer was lost.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStack } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { imagesOf, type Stacks, succeeded, TestAccount } from "./test-account.ts";

const type = "aws:ecs/service:Service";

describe("an up that ended half-way", function () {
  this.timeout(240_000);
  before(needsPulumi);

  let account: TestAccount;
  let stacks: Stacks;
  let member: EngineStack;
  beforeEach(async () => {
    account ??= await TestAccount.open();
    if (stacks === undefined) {
      stacks = await account.stacks("dev");
      succeeded(await stacks.platform.up());
      member = stacks.member;
    }
  });
  after(() => account?.close());

  const services = () => account.aws.account.resources(type).map(({ id }) => id);
  const pending = () =>
    member.exportState().pendingOperations.map(({ type: what, resource }) => [what, resource.urn]);
  const serviceUrn =
    "urn:pulumi:dev::starter-member::starter:fargate:FargateService$aws:ecs/service:Service::member";
  const serviceIsPending = [["creating", serviceUrn]];

  /** Kills the CLI while it waits for the service, which AWS has or has not got by then. */
  async function kill(operation: "create" | "update", when: "before" | "after"): Promise<void> {
    const call = account.aws.account.inject({ operation, type, effect: "hang", when });
    const up = await member.start("up");
    await call.reached;
    assert.equal((await up.kill()).ok, false);
  }

  function deleteByHand(ids: string[]): void {
    assert.equal(ids.length, 1);
    for (const service of account.aws.account.resources(type)) {
      if (ids.includes(service.id)) account.aws.account.remove(service);
    }
  }

  async function cancel(): Promise<void> {
    assert.match((await member.up()).stderr, /the stack is currently locked .* `pulumi cancel`/);
    assert.equal((await member.pulumi("cancel", "--yes")).ok, true);
  }

  /** Each thing exists once and is known; then everything goes again, for the next test. */
  async function assertComplete(): Promise<void> {
    assert.equal(services().length, 1);
    assertNothingOrphaned(account, stacks.platform, member);
    assert.deepEqual(succeeded(await member.preview()).changes, []);
    succeeded(await member.destroy());
    assertNothingOrphaned(account, stacks.platform);
  }

  it("by an error of AWS is completed by the next up", async () => {
    account.aws.account.inject({ operation: "create", type, effect: "fail" });
    const up = await member.up();
    assert.equal(up.ok, false);
    assert.deepEqual(up.errors, ["api error InternalFailure: an injected failure", "update failed"]);
    assert.deepEqual(pending(), []);
    assert.deepEqual(succeeded(await member.up()).counts, { create: 1, same: up.counts.create });
    await assertComplete();
  });

  it("by a killed CLI is completed by cancel and up, which goes on where it stopped", async () => {
    await kill("create", "before");
    assert.deepEqual(pending(), serviceIsPending);
    assert.deepEqual(services(), []);
    await cancel();
    const up = succeeded(await member.up());
    assert.equal(up.counts.create, 1);
    assert.match(up.stdout, /1 pending operations .*::member, interrupted while creating/s);
    succeeded(await member.refresh("--clear-pending-creates"));
    assert.deepEqual(pending(), []);
    await assertComplete();
  });

  it("by a killed CLI, after AWS created the service, is completed once that is deleted by hand", async () => {
    await kill("create", "after");
    await cancel();
    deleteByHand(services());
    succeeded(await member.refresh("--clear-pending-creates"));
    assert.deepEqual(pending(), []);
    assert.equal(succeeded(await member.up()).counts.create, 1);
    await assertComplete();
  });

  it("by a lost connection is completed by the next up", async () => {
    account.aws.account.inject({ operation: "create", type, effect: "drop" });
    assert.equal((await member.up()).ok, false);
    assert.deepEqual(services(), []);
    assert.deepEqual(pending(), []);
    assert.equal(succeeded(await member.up()).counts.create, 1);
    await assertComplete();
  });

  it("by a lost answer of AWS leaves what Pulumi never learns of, and the next up creates another", async () => {
    account.aws.account.inject({ operation: "create", type, effect: "drop", when: "after" });
    assert.equal((await member.up()).ok, false);
    const lost = services();
    assert.deepEqual(pending(), []);
    assert.equal(succeeded(await member.up()).counts.create, 1);
    assert.equal(services().length, 2);
    for (const id of lost) assert.ok(!member.stateText().includes(id));
    deleteByHand(lost);
    await assertComplete();
  });

  it("by a killed CLI in the update of a service is completed by cancel and up", async () => {
    succeeded(await member.up());
    const before = services();
    member.setConfig("images", imagesOf("member", 2));
    await kill("update", "after");
    assert.deepEqual(pending(), [["updating", serviceUrn]]);
    await cancel();
    succeeded(await member.up());
    succeeded(await member.refresh());
    assert.deepEqual(pending(), []);
    assert.deepEqual(services(), before);
    const { taskDefinition } = account.aws.account.one(type).state;
    assert.equal(taskDefinition, account.aws.account.one("aws:ecs/taskDefinition:TaskDefinition").state.arn);
    await assertComplete();
  });
});

describe("a killed CLI in prod's platform", function () {
  this.timeout(240_000);
  before(needsPulumi);

  const balancerType = "aws:lb/loadBalancer:LoadBalancer";
  let account: TestAccount;
  let platform: EngineStack;
  before(async () => {
    account = await TestAccount.open();
    const config = { deletionProtection: false, accessLogsForceDestroy: true };
    ({ platform } = await account.stacks("prod", { platform: { config } }));
  });
  after(() => account?.close());

  const balancers = () => account.aws.account.resources(balancerType).length;
  const pending = () =>
    platform.exportState().pendingOperations.map(({ type, resource }) => `${type} ${resource.type}`);

  /** Kills the CLI while it waits for the load balancer, and for nothing else any more. */
  async function kill(kind: "up" | "destroy", when: "before" | "after"): Promise<void> {
    const operation = kind === "up" ? "create" : "delete";
    const { calls } = account.aws.account;
    const call = account.aws.account.inject({ operation, type: balancerType, effect: "hang", when });
    const running = await platform.start(kind);
    await call.reached;
    for (let quiet = 0, seen = 0; quiet < 5; await sleep(100)) {
      quiet = calls.length === seen && pending().length === 1 ? quiet + 1 : 0;
      seen = calls.length;
    }
    assert.equal((await running.kill()).ok, false);
    assert.equal((await platform.pulumi("cancel", "--yes")).ok, true);
  }

  it("is completed by cancel and up", async () => {
    await kill("up", "before");
    assert.deepEqual([balancers(), pending()], [0, [`creating ${balancerType}`]]);
    succeeded(await platform.up());
    succeeded(await platform.refresh("--clear-pending-creates"));
    assert.deepEqual([balancers(), pending()], [1, []]);
    assertNothingOrphaned(account, platform);
    assert.deepEqual(succeeded(await platform.preview()).changes, []);
  });

  it("in its destroy, after AWS deleted the load balancer, is completed by cancel and destroy", async () => {
    await kill("destroy", "after");
    assert.deepEqual([balancers(), pending()], [0, [`deleting ${balancerType}`]]);
    succeeded(await platform.destroy());
    assert.deepEqual([account.aws.account.resources(), platform.exportState().resources], [[], []]);
  });
});
