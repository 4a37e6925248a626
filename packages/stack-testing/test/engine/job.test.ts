// A job beside its database, from its first deployment to its last. Proves what the engine asks of AWS, and in which
// order; neither that EventBridge Scheduler starts a task at its time, nor what AWS says of a role that may not.
import assert from "node:assert/strict";
import type { EngineStack } from "../../src/engine/index.ts";
import { toLines } from "./configuration-changes.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { imagesOf, succeeded, TestAccount } from "./test-account.ts";

const scheduleType = "aws:scheduler/schedule:Schedule";
const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";

const program = `
  import { Config } from "@pulumi/pulumi";
  import { Database, Job, readPlatform } from "@starter/fargate";

  const config = new Config();
  const platform = await readPlatform({ project: "starter-platform" });
  const database = new Database("board", { platform });
  const job = new Job("board-cleanup", {
    platform,
    containers: {
      app: {
        image: config.requireObject("images").app,
        command: ["node", "main.mjs", "clean-up"],
        environment: database.access.environment,
        secrets: database.access.secrets,
      },
    },
    database,
    schedule: config.getObject("schedule"),
  });
  export const { runCommand } = job;
`;

for (const environment of ["dev", "prod"]) {
  describe(`a job in ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let platform: EngineStack;
    let board: EngineStack;
    before(async () => {
      account = await TestAccount.open();
      ({ platform, board } = await account.stacks(environment, {
        board: {
          files: { "index.ts": program },
          config: { schedule: { expression: "cron(0 3 * * ? *)", timezone: "Asia/Seoul" } },
        },
      }));
      succeeded(await platform.up());
    });
    after(() => account?.close());

    /** What `up` changes, and the calls it makes in their order. */
    async function up() {
      const { calls } = account.aws.account;
      const before = calls.length;
      const lines = toLines(succeeded(await board.up()));
      const made = calls
        .slice(before)
        .map(({ operation, type, name }) => `${operation} ${type.split(":").at(-1)} ${name}`);
      return { lines, made };
    }
    /** The task definition that the schedule starts, and the one that `runCommand` does. */
    function startedRevisions() {
      const { target } = account.aws.account.one(scheduleType).state;
      const { ecsParameters } = target as { ecsParameters: { taskDefinitionArn: string } };
      const { outputs } =
        board.exportState().resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
      return [
        ecsParameters.taskDefinitionArn.split("/").at(-1),
        / --task-definition (\S+) /.exec(String(outputs?.runCommand))?.[1],
      ];
    }

    it("has its rights, logs and doors before its schedule", async () => {
      const { made } = await up();
      const schedule = made.indexOf("create Schedule board-cleanup");
      for (const first of [
        "create TaskDefinition board-cleanup",
        "create RolePolicy board-cleanup-schedule",
        "create RolePolicy board-cleanup-execution",
        "create LogGroup board-cleanup-app",
        "create Queue board-cleanup-dead-letters",
        "create SecurityGroupEgressRule board-cleanup-to-anywhere",
        "create SecurityGroupIngressRule board-cleanup-to-database",
      ]) {
        assert.ok(made.includes(first) && made.indexOf(first) < schedule, `${first} of ${made}`);
      }
      assert.deepEqual(startedRevisions(), [
        `board-cleanup-${environment}:1`,
        `board-cleanup-${environment}:1`,
      ]);
      assertNothingOrphaned(account, platform, board);
    });

    it("does not change by itself", async () => {
      assert.deepEqual(succeeded(await board.preview()).changes, []);
      assert.deepEqual(succeeded(await board.refresh()).changes, []);
      assert.deepEqual(await up(), { lines: [], made: [] });
    });

    it("runs a new image from the next time on, with the rights it had", async () => {
      board.setConfig("images", imagesOf("board", 2));
      const { lines, made } = await up();
      assert.deepEqual(lines, [
        "replace TaskDefinition board-cleanup [containerDefinitions]",
        "update Schedule board-cleanup [target.ecsParameters.taskDefinitionArn]",
      ]);
      assert.deepEqual(made, [
        "create TaskDefinition board-cleanup",
        "update Schedule board-cleanup",
        "delete TaskDefinition board-cleanup",
      ]);
      assert.deepEqual(startedRevisions(), [
        `board-cleanup-${environment}:2`,
        `board-cleanup-${environment}:2`,
      ]);
      assert.deepEqual(
        account.aws.account.retained(taskDefinitionType).map(({ retained }) => retained),
        ["kept"],
      );
    });

    it("changes nothing where its arguments are refused", async () => {
      board.setConfig("schedule", { expression: "0 3 * * *", maximumRetryAttempts: 186 });
      const { calls } = account.aws.account;
      const before = calls.length;
      const result = await board.up();
      assert.equal(result.ok, false);
      assert.deepEqual(
        diagnosticsOf(result).map((line) => line.replace(/: must .*/, "")),
        [
          `pulumi:pulumi:Stack (starter-board-${environment}):`,
          "error: Job board-cleanup cannot be created:",
          "schedule.expression",
          "schedule.maximumRetryAttempts",
        ],
      );
      assert.equal(calls.length, before);
    });

    it("follows another schedule in place", async () => {
      board.setConfig("schedule", { expression: "rate(12 hours)", paused: true, maximumEventAgeSeconds: 60 });
      assert.deepEqual((await up()).lines, [
        "update Schedule board-cleanup [scheduleExpression, scheduleExpressionTimezone, state, target.retryPolicy.maximumEventAgeInSeconds]",
      ]);
    });

    it("loses its schedule and what belongs to it, and can still be run by hand", async () => {
      board.removeConfig("schedule");
      const { lines, made } = await up();
      assert.deepEqual(lines, [
        "delete Queue board-cleanup-dead-letters",
        "delete Role board-cleanup-schedule",
        "delete RolePolicy board-cleanup-schedule",
        "delete Schedule board-cleanup",
      ]);
      assert.equal(made[0], "delete Schedule board-cleanup");
      assertNothingOrphaned(account, platform, board);
    });

    it("leaves nothing but its revisions behind", async () => {
      board.setConfig("schedule", { expression: "rate(1 day)" });
      succeeded(await board.up());
      succeeded(await board.destroy());
      assertNothingOrphaned(account, platform);
      assert.deepEqual(
        account.aws.account.retained(taskDefinitionType).map(({ name }) => name),
        ["board-cleanup", "board-cleanup"],
      );
    });
  });
}
