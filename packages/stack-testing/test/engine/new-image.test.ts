// What a new image of one service changes. Proves what the engine asks of AWS, and in which order; not how ECS replaces
// the tasks.
import assert from "node:assert/strict";
import type { OperationResult } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { imagesOf, type Stacks, succeeded, TestAccount } from "./test-account.ts";

const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";
const serviceType = "aws:ecs/service:Service";

for (const environment of ["dev", "prod"]) {
  describe(`a new image of member in ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    before(async () => {
      account = await TestAccount.open();
      stacks = await account.deployed(environment);
      stacks.member.setConfig("images", imagesOf("member", 2) as Record<string, string>);
    });
    after(() => account?.close());

    const changesOf = (result: OperationResult) =>
      succeeded(result).changes.map(({ urn: _, ...change }) => change);
    const callsOf = async (run: () => Promise<unknown>) => {
      const { calls } = account.aws.account;
      const before = calls.length;
      await run();
      return calls.slice(before).map(({ operation, type, name }) => [operation, type, name]);
    };
    const revisionOf = (name: string) => account.aws.account.one(taskDefinitionType, name).state;

    const expected = [
      { op: "replace", type: taskDefinitionType, name: "member", diff: ["containerDefinitions"] },
      { op: "update", type: serviceType, name: "member", diff: ["taskDefinition"] },
    ];

    it("replaces its task definition and updates its service, and previews just that", async () => {
      assert.deepEqual(changesOf(await stacks.member.preview()), expected);
      const calls = await callsOf(async () => {
        assert.deepEqual(changesOf(await stacks.member.up()), expected);
      });
      // The revision before goes last, when no task runs it any more.
      assert.deepEqual(calls, [
        ["create", taskDefinitionType, "member"],
        ["update", serviceType, "member"],
        ["delete", taskDefinitionType, "member"],
      ]);
    });

    it("runs from then on, and the revision before it stays for a rollback", () => {
      const [before, ...others] = account.aws.account.retained(taskDefinitionType);
      assert.deepEqual([before?.retained, others], ["kept", []]);
      for (const [build, state] of [
        [1, before?.state ?? {}],
        [2, revisionOf("member")],
      ] as const) {
        const { app, nginx } = imagesOf("member", build);
        const containers = JSON.parse(String(state.containerDefinitions)) as {
          name: string;
          image: string;
        }[];
        assert.deepEqual(
          containers.map(({ name, image }) => [name, image]),
          [
            ["app", app],
            ["migrate", app],
            ["nginx", nginx],
          ],
        );
        assert.equal(state.revision, build);
      }
      const running = account.aws.account.one(serviceType, "member").state.taskDefinition;
      assert.equal(running, revisionOf("member").arn);
    });

    it("changes nothing of the platform and of board", async () => {
      for (const stack of [stacks.platform, stacks.board]) {
        const result = await stack.preview();
        assert.deepEqual(changesOf(result), []);
        assert.deepEqual(Object.keys(result.counts), ["same"]);
      }
    });

    it("changes nothing when it is deployed once more, although each update of a service forces a deployment", async () => {
      assert.equal(account.aws.account.one(serviceType, "member").state.forceNewDeployment, true);
      const calls = await callsOf(async () => {
        const result = await stacks.member.up();
        assert.deepEqual(changesOf(result), []);
        assert.deepEqual(Object.keys(result.counts), ["same"]);
      });
      assert.deepEqual(calls, []);
    });
  });
}
