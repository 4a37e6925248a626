// What is left of an `up` or a `destroy` that ended half-way, and what completes it. Proves what the engine does with its
// state and asks of AWS; not how the AWS provider reads a resource that was created and whose answer was lost.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStack } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { imagesOf, succeeded, TestAccount } from "./test-account.ts";

const balancerType = "aws:lb/loadBalancer:LoadBalancer";
const serviceType = "aws:ecs/service:Service";

for (const environment of ["dev", "prod"]) {
  describe(`an operation in ${environment} that ended half-way`, function () {
    this.timeout(240_000);
    before(needsPulumi);

    let account: TestAccount;
    let platform: EngineStack;
    let member: EngineStack;
    before(async () => {
      account = await TestAccount.open();
      const config = { deletionProtection: false };
      ({ platform, member } = await account.stacks(environment, {
        platform: { config: { ...config, accessLogsForceDestroy: true } },
        member: { config },
      }));
    });
    after(() => account?.close());

    const idsOf = (type: string) => account.aws.account.resources(type).map(({ id }) => id);
    const services = () => idsOf(serviceType);
    const pending = (stack: EngineStack) =>
      stack.exportState().pendingOperations.map(({ type, resource }) => `${type} ${resource.type}`);
    /** What an `up` creates that goes on with the service: prod's alarms of CPU and memory name it, and follow it. */
    const missing = environment === "prod" ? 3 : 1;

    /** Kills the CLI while it waits for the load balancer or the service, and for nothing else any more. */
    async function kill(
      stack: EngineStack,
      operation: "create" | "update" | "delete",
      when: "before" | "after",
    ): Promise<void> {
      const { calls } = account.aws.account;
      const type = stack === platform ? balancerType : serviceType;
      const call = account.aws.account.inject({ operation, type, effect: "hang", when });
      const running = await stack.start(operation === "delete" ? "destroy" : "up");
      await call.reached;
      for (let quiet = 0, seen = 0; quiet < 5; await sleep(50)) {
        quiet = calls.length === seen && pending(stack).length === 1 ? quiet + 1 : 0;
        seen = calls.length;
      }
      assert.equal((await running.kill()).ok, false);
      assert.deepEqual(pending(stack), [`${operation.slice(0, -1)}ing ${type}`]);
    }

    async function cancel(stack: EngineStack): Promise<void> {
      assert.equal((await stack.pulumi("cancel", "--yes")).ok, true);
    }

    function deleteByHand(ids: string[]): void {
      assert.equal(ids.length, 1);
      for (const service of account.aws.account.resources(serviceType)) {
        if (ids.includes(service.id)) account.aws.account.remove(service);
      }
    }

    /** Each thing exists once and is known; then the service's stack goes again, for the next test. */
    async function assertComplete(): Promise<void> {
      assert.equal(services().length, 1);
      assertNothingOrphaned(account, platform, member);
      assert.deepEqual(succeeded(await member.preview()).changes, []);
      succeeded(await member.destroy());
      assertNothingOrphaned(account, platform);
    }

    it("on the platform by a killed CLI is completed by cancel and up", async () => {
      await kill(platform, "create", "before");
      assert.deepEqual(idsOf(balancerType), []);
      await cancel(platform);
      succeeded(await platform.up());
      succeeded(await platform.refresh("--clear-pending-creates"));
      assert.deepEqual([idsOf(balancerType).length, pending(platform)], [1, []]);
      assertNothingOrphaned(account, platform);
      assert.deepEqual(succeeded(await platform.preview()).changes, []);
    });

    it("by an error of AWS is completed by the next up", async () => {
      account.aws.account.inject({ operation: "create", type: serviceType, effect: "fail" });
      const up = await member.up();
      assert.equal(up.ok, false);
      assert.deepEqual(up.errors, ["api error InternalFailure: an injected failure", "update failed"]);
      assert.deepEqual(pending(member), []);
      assert.deepEqual(succeeded(await member.up()).counts, { create: missing, same: up.counts.create });
      await assertComplete();
    });

    it("by a killed CLI is completed by cancel and up, which goes on where it stopped", async () => {
      await kill(member, "create", "before");
      assert.deepEqual(services(), []);
      assert.match((await member.up()).stderr, /the stack is currently locked .* `pulumi cancel`/);
      await cancel(member);
      const up = succeeded(await member.up());
      assert.equal(up.counts.create, missing);
      assert.match(up.stdout, /1 pending operations .*::member, interrupted while creating/s);
      succeeded(await member.refresh("--clear-pending-creates"));
      assert.deepEqual(pending(member), []);
      await assertComplete();
    });

    it("by a killed CLI, after AWS created the service, is completed once that is deleted by hand", async () => {
      await kill(member, "create", "after");
      await cancel(member);
      deleteByHand(services());
      succeeded(await member.refresh("--clear-pending-creates"));
      assert.deepEqual(pending(member), []);
      assert.equal(succeeded(await member.up()).counts.create, missing);
      await assertComplete();
    });

    it("by a lost connection is completed by the next up", async () => {
      account.aws.account.inject({ operation: "create", type: serviceType, effect: "drop" });
      assert.equal((await member.up()).ok, false);
      assert.deepEqual(services(), []);
      assert.deepEqual(pending(member), []);
      assert.equal(succeeded(await member.up()).counts.create, missing);
      await assertComplete();
    });

    it("by a lost answer of AWS leaves what Pulumi never learns of, and the next up creates another", async () => {
      account.aws.account.inject({ operation: "create", type: serviceType, effect: "drop", when: "after" });
      assert.equal((await member.up()).ok, false);
      const lost = services();
      assert.deepEqual(pending(member), []);
      assert.equal(succeeded(await member.up()).counts.create, missing);
      assert.equal(services().length, 2);
      for (const id of lost) assert.ok(!member.stateText().includes(id));
      deleteByHand(lost);
      await assertComplete();
    });

    it("by a killed CLI in the update of a service is completed by cancel and up", async () => {
      succeeded(await member.up());
      const before = services();
      member.setConfig("images", imagesOf("member", 2));
      await kill(member, "update", "after");
      await cancel(member);
      succeeded(await member.up());
      succeeded(await member.refresh());
      assert.deepEqual(pending(member), []);
      assert.deepEqual(services(), before);
      const { taskDefinition } = account.aws.account.one(serviceType).state;
      assert.equal(
        taskDefinition,
        account.aws.account.one("aws:ecs/taskDefinition:TaskDefinition").state.arn,
      );
      await assertComplete();
    });

    it("on the platform by a killed CLI, after AWS deleted its load balancer, is completed by cancel and destroy", async () => {
      await kill(platform, "delete", "after");
      assert.deepEqual(idsOf(balancerType), []);
      await cancel(platform);
      succeeded(await platform.destroy());
      assert.deepEqual([account.aws.account.resources(), platform.exportState().resources], [[], []]);
    });
  });
}
