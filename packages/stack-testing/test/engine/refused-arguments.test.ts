// What an `up` says of arguments that the components refuse. Which are refused, and why, is in packages/fargate/test.
import assert from "node:assert/strict";
import { diagnosticsOf } from "./diagnostics.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { TestAccount } from "./test-account.ts";

for (const environment of ["dev", "prod"]) {
  describe(`refused arguments in ${environment}`, function () {
    this.timeout(240_000);
    before(needsPulumi);

    let account: TestAccount;
    before(async () => {
      account = await TestAccount.open();
    });
    after(() => account?.close());

    it("are a line for each mistake, all at once, and nothing is created", async () => {
      const { member, platform } = await account.stacks(environment, {
        member: { config: { images: { app: "docker.io/example/member:latest" }, cpu: 300 } },
      });
      assert.equal((await platform.up()).ok, true);
      const result = await member.up();
      assert.equal(result.ok, false);
      const [, first, ...lines] = diagnosticsOf(result);
      assert.equal(first, "error: FargateService member cannot be created:");
      assert.deepEqual(
        lines.map((line) => line.replace(/: .*/, "")),
        ["size.cpu", "containers.app.image", "containers.nginx.image"],
      );
      assert.deepEqual(account.aws.account.resources("aws:ecs/taskDefinition:TaskDefinition"), []);
    });
  });
}
