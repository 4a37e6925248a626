// ECS Exec turned on and off on a service that runs. Proves what the engine asks of AWS, and in which order; not that a
// shell opens.
import assert from "node:assert/strict";
import type { EngineStack } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { succeeded, TestAccount } from "./test-account.ts";

const program = `
  import { Config } from "@pulumi/pulumi";
  import { FargateService, readPlatform } from "@starter/fargate";

  const config = new Config();
  const exec = config.getBoolean("exec");
  new FargateService("board", {
    platform: await readPlatform({ project: "starter-platform" }),
    containers: {
      app: { image: config.requireObject("images").app, port: 8080, readonlyRootFilesystem: exec !== true },
    },
    exec,
  });
`;

for (const environment of ["dev", "prod"]) {
  describe(`ECS Exec in ${environment}`, function () {
    this.timeout(240_000);
    before(needsPulumi);

    let account: TestAccount;
    let platform: EngineStack;
    let board: EngineStack;
    before(async () => {
      account = await TestAccount.open();
      ({ platform, board } = await account.stacks(environment, {
        board: { files: { "index.ts": program } },
      }));
      succeeded(await platform.up());
      succeeded(await board.up());
    });
    after(() => account?.close());

    /** The calls of an `up`, in their order. */
    async function callsWith(exec: boolean): Promise<string[]> {
      const { calls } = account.aws.account;
      const before = calls.length;
      board.setConfig("exec", exec);
      succeeded(await board.up());
      return calls
        .slice(before)
        .map(({ operation, type, name }) => `${operation} ${type.split(":").at(-1)} ${name}`);
    }

    const isOn = () => account.aws.account.one("aws:ecs/service:Service").state.enableExecuteCommand;

    it("is turned on once the tasks have the right to it", async () => {
      const calls = await callsWith(true);
      assert.deepEqual(calls.toSorted(), [
        "create RolePolicy board-exec",
        "create TaskDefinition board",
        "delete TaskDefinition board",
        "update Service board",
      ]);
      assert.ok(
        calls.indexOf("create RolePolicy board-exec") < calls.indexOf("update Service board"),
        calls.join(),
      );
      assert.equal(isOn(), true);
      assert.deepEqual(succeeded(await board.preview()).changes, []);
    });

    it("is in the state an edge, by which the service is deleted first", () => {
      const { resources } = board.exportState();
      const service = resources.find(({ type }) => type === "aws:ecs/service:Service");
      assert.ok(service?.dependencies?.some((urn) => urn.endsWith("RolePolicy::board-exec")));
    });

    it("is turned off before the right goes", async () => {
      const calls = await callsWith(false);
      assert.ok(calls.includes("update Service board"), calls.join());
      assert.ok(
        calls.indexOf("update Service board") < calls.indexOf("delete RolePolicy board-exec"),
        calls.join(),
      );
      assert.equal(isOn(), false);
      assert.deepEqual(succeeded(await board.preview()).changes, []);
      assertNothingOrphaned(account, platform, board);
    });
  });
}
