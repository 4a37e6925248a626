// A service's way from a fixed number of tasks to autoscaling and back. Proves what the engine asks of AWS, and in which
// order; neither that AWS scales, nor that its provider reads a number that AWS changed only in a refresh.
import assert from "node:assert/strict";
import type { ConfigValue } from "../../src/engine/index.ts";
import { toLines } from "./configuration-changes.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { type Stacks, succeeded, TestAccount } from "./test-account.ts";

for (const [environment, count] of [
  ["dev", 1],
  ["prod", 2],
] as const) {
  describe(`a service in ${environment} that is autoscaled for a while`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    before(async () => {
      account = await TestAccount.open();
      stacks = await account.stacks(environment);
      succeeded(await stacks.platform.up());
      succeeded(await stacks.member.up());
    });
    after(() => account?.close());

    /** What `up` changes with these values, and the calls it makes in their order. */
    async function upWith(values: Record<string, ConfigValue>, ...flags: string[]) {
      for (const [key, value] of Object.entries(values)) stacks.member.setConfig(key, value);
      const { calls } = account.aws.account;
      const before = calls.length;
      const lines = toLines(succeeded(await stacks.member.up(...flags)));
      const made = calls
        .slice(before)
        .filter(({ operation }) => operation !== "read")
        .map(({ operation, type, name }) => `${operation} ${type.split(":").at(-1)} ${name}`);
      return { lines, made };
    }
    const scaling = {
      min: 2,
      max: 4,
      cpuPercent: 60,
      requestsPerTarget: 600,
      schedules: { night: { schedule: "cron(0 22 * * ? *)", max: 3 } },
    };
    const service = () => account.aws.account.one("aws:ecs/service:Service", "member").state;

    it("is registered step by step, and its tasks stay as they are", async () => {
      const { made } = await upWith({ scaling });
      assert.deepEqual(made, [
        "create Target member",
        "create Policy member-cpu",
        "create Policy member-requests",
        "create ScheduledAction member-night",
      ]);
      assert.equal(service().desiredCount, count);
      assert.deepEqual(toLines(succeeded(await stacks.member.preview())), []);
    });

    it("follows other bounds and metrics, and no count", async () => {
      const { requestsPerTarget: _, ...rest } = scaling;
      const { lines } = await upWith({ scaling: { ...rest, min: 3, cpuPercent: 50 }, count: 7 });
      assert.deepEqual(lines, [
        "delete Policy member-requests",
        "update Policy member-cpu [targetTrackingScalingPolicyConfiguration.targetValue]",
        "update ScheduledAction member-night [scalableTargetAction.minCapacity]",
        "update Target member [minCapacity]",
      ]);
    });

    it("goes back to a fixed number with --refresh, be it the one that Pulumi set before", async () => {
      service().desiredCount = 4;
      const { lines, made } = await upWith({ scaling: {}, count }, "--refresh");
      assert.deepEqual(lines, [
        "delete Policy member-cpu",
        "delete ScheduledAction member-night",
        "delete Target member",
        "update Service member [desiredCount]",
      ]);
      assert.deepEqual(made, [
        "update Service member",
        "delete ScheduledAction member-night",
        "delete Policy member-cpu",
        "delete Target member",
      ]);
      assert.equal(service().desiredCount, count);
    });
  });
}
