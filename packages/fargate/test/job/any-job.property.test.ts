// Proves that whatever a caller writes into a job's arguments (of the right types) either is refused by one error that
// names fields, with nothing registered, or becomes a graph that keeps the rules of a job. Those of its task are
// any-service.property.test.ts's.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import fc from "fast-check";
import { Job, type JobArgs } from "../../src/index.ts";
import { assertRefused } from "../rejections.ts";
import { samplePlatform } from "../sample-service.ts";
import { usually } from "../service/any-container.ts";
import { anyArguments } from "../service/any-service.ts";

const anySchedule = fc.record(
  {
    expression: usually(
      ["cron(0 3 * * ? *)", "rate(1 day)", "at(2027-01-31T08:00:00)"],
      ["0 3 * * *", "", "rate(1 days)"],
    ),
    timezone: usually(["UTC", "Asia/Seoul", "Europe/Berlin"], ["Seoul", ""]),
    paused: fc.boolean(),
    maximumRetryAttempts: usually([0, 3, 185], [186, 1.5, -1]),
    maximumEventAgeSeconds: usually([60, 900, 86_400], [59, 86_401, Number.NaN]),
  },
  { requiredKeys: ["expression"] },
);
const anyJob = fc
  .tuple(
    anyArguments,
    fc.option(anySchedule, { nil: undefined }),
    usually<JobArgs["capacity"]>([undefined, "onDemand", "spot"], ["spotMixed" as "spot"]),
  )
  .map(([{ size, containers, before, logRetentionDays }, schedule, capacity]) => {
    return { size, containers, before, logRetentionDays, schedule, capacity } as unknown as JobArgs;
  });

describe("any arguments of a job", () => {
  it("are refused by one error with fields and reasons, or make a graph that keeps the rules", async () => {
    let scheduled = 0;
    await fc.assert(
      fc.asyncProperty(anyJob, async (job) => {
        const recorded = await recordRegistrations(() => {
          new Job("cleanup", { ...job, platform: samplePlatform() });
        });
        if (recorded.errors.length > 0) return assertRefused(recorded);
        const schedules = recorded.byType("aws:scheduler/schedule:Schedule");
        assert.equal(schedules.length, job.schedule === undefined ? 0 : 1);
        assert.equal(recorded.byType("aws:ecs/service:Service").length, 0);
        assert.deepEqual(recorded.byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), []);
        assert.equal(recorded.byType("aws:iam/role:Role").length, 2 + schedules.length);
        for (const { inputs } of schedules) {
          scheduled += 1;
          const { ecsParameters, roleArn } = inputs.target as Record<string, Record<string, unknown>>;
          const { arn } = recorded.one("aws:ecs/taskDefinition:TaskDefinition").outputs;
          assert.equal(ecsParameters?.taskDefinitionArn, arn);
          assert.equal(roleArn, recorded.one("aws:iam/role:Role", "cleanup-schedule").outputs.arn);
        }
      }),
      { numRuns: 500 },
    );
    // Otherwise nothing but refusals would have been looked at.
    assert.ok(scheduled > 100, `only ${scheduled} of 500 were accepted with a schedule`);
  }).timeout(120_000);
});
