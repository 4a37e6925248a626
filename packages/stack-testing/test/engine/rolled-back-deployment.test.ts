// What a deployment that does not become healthy does to `up`, and what repairs it. Proves what a user reads and types;
// not that ECS rolls back, nor when the AWS provider calls that an error, which depends on its version: both are tried.
import assert from "node:assert/strict";
import { diagnosticsOf } from "./diagnostics.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { imagesOf, type Stacks, succeeded, TestAccount } from "./test-account.ts";

const serviceType = "aws:ecs/service:Service";

for (const environment of ["dev", "prod"]) {
  describe(`a deployment in ${environment} that does not become healthy`, function () {
    this.timeout(240_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    before(async () => {
      account = await TestAccount.open();
      stacks = await account.stacks(environment);
      succeeded(await stacks.platform.up());
    });
    after(() => account?.close());

    const running = () => account.aws.account.one(serviceType, "member").state.taskDefinition;
    const revision = (number: number) =>
      `arn:aws:ecs:ap-northeast-2:123456789012:task-definition/member-${environment}:${number}`;
    const repaired = async (...flags: string[]) => {
      const { changes } = succeeded(await stacks.member.up(...flags));
      // The replacement is the end of the one that the failed up began: the old revision leaves the state.
      assert.deepEqual(
        changes.map(({ op, type, diff }) => [op, type, diff]),
        [
          ["update", serviceType, ["taskDefinition"]],
          ["replace", "aws:ecs/taskDefinition:TaskDefinition", undefined],
        ],
      );
      assertNothingOrphaned(account, ...Object.values(stacks));
      assert.deepEqual(succeeded(await stacks.member.preview()).changes, []);
    };

    /** Prod's alarms of CPU and memory name the service, and are created once it is there. */
    const alarms = (environment === "prod" ? ["cpu", "memory"] : []).map(() => [
      "create",
      "aws:cloudwatch/metricAlarm:MetricAlarm",
    ]);
    // ECS has nothing to roll the first one back to.
    for (const [service, end] of [
      ["member", "rolledBack"],
      ["board", "neverSteady"],
    ] as const) {
      it(`as the first of its service (${end}) fails after its timeout, and is repaired by the next up`, async () => {
        account.aws.account.deployments.next(service, end);
        const up = await stacks[service].up();
        assert.equal(up.ok, false);
        const { id, state } = account.aws.account.one(serviceType, service);
        assert.deepEqual(diagnosticsOf(up).sort(), [
          `* waiting for ECS Service (${id}) create: timeout while waiting for state to become 'tfSTABLE' (last state: 'tfPENDING', timeout: 15m0s)`,
          `aws:ecs:Service (${service}):`,
          "error: 1 error occurred:",
          `error: ${service}: the first version did not become healthy, and ECS has no other to go back to; ` +
            `see why with: aws ecs describe-services --cluster ${state.cluster} --services ${state.name} --query 'services[].events[:10].message', then: pulumi up`,
          "error: update failed",
          `pulumi:pulumi:Stack (starter-${service}-${environment}):`,
        ]);
        const { changes } = succeeded(await stacks[service].up());
        assert.deepEqual(
          changes.map(({ op, type }) => [op, type]),
          [["update", serviceType], ...alarms],
        );
        assert.equal(account.aws.account.one(serviceType, service).id, id);
        assertNothingOrphaned(account, ...Object.values(stacks));
      });
    }

    it("and is rolled back fails with one line, which says why and what to type", async () => {
      stacks.member.setConfig("images", imagesOf("member", 2));
      account.aws.account.deployments.next("member", "rolledBack");
      const up = await stacks.member.up();
      assert.equal(up.ok, false);
      assert.equal(running(), revision(1));
      const { cluster, name } = account.aws.account.one(serviceType, "member").state;
      assert.deepEqual(diagnosticsOf(up), [
        `pulumi:pulumi:Stack (starter-member-${environment}):`,
        `error: member: the new version did not become healthy and ECS rolled back to ${revision(1)}; ` +
          `see why with: aws ecs describe-services --cluster ${cluster} --services ${name} --query 'services[].events[:10].message', then: pulumi up`,
      ]);
    });

    it("is repaired by the next up", async () => {
      await repaired();
      assert.equal(running(), revision(2));
    });

    it("and that the provider itself calls failed is repaired by up --refresh", async () => {
      stacks.member.setConfig("images", imagesOf("member", 3));
      account.aws.account.deployments.next("member", "neverSteady");
      const up = await stacks.member.up();
      assert.equal(up.ok, false);
      const [what, said, ...more] = up.errors;
      const { cluster, name } = account.aws.account.one(serviceType, "member").state;
      assert.equal(
        what,
        "member: the new version did not become healthy in time, or ECS took it back; " +
          `see why with: aws ecs describe-services --cluster ${cluster} --services ${name} --query 'services[].events[:10].message', then: pulumi up --refresh`,
      );
      assert.match(said ?? "", /waiting for ECS Service \(arn:.+\) update: timeout while waiting/);
      assert.deepEqual(more, ["update failed"]);
      // The provider then takes the service to run what was asked for, whereas ECS rolled back.
      account.aws.account.one(serviceType, "member").state.taskDefinition = revision(2);
      await repaired("--refresh");
      assert.equal(running(), revision(3));
    });

    // Nothing in it depends on the environment, and prod's end is protected.
    if (environment === "prod") return;
    it("says nothing of deployments when AWS refuses something else, an update or the end", async () => {
      stacks.board.setConfig("images", imagesOf("board", 2));
      for (const operation of ["update", "delete"] as const) {
        account.aws.account.inject({ operation, type: serviceType, name: "board", effect: "fail" });
        const { ok, errors } = await stacks.board[operation === "update" ? "up" : "destroy"]();
        assert.equal(ok, false);
        assert.match(errors.join("\n"), /an injected failure/);
        assert.doesNotMatch(errors.join("\n"), /did not become healthy|hook/);
      }
      succeeded(await stacks.board.destroy());
    });
  });
}
