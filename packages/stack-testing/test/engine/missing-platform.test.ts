// What a service's `up` says where its platform is missing. The state is in files, where the organization is always
// `organization`; what Pulumi Cloud says of a stack that is not there stands in the same sentence, in its own words.
import assert from "node:assert/strict";
import { diagnosticsOf } from "./diagnostics.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { imagesOf, type Stacks, succeeded, TestAccount } from "./test-account.ts";

for (const environment of ["dev", "prod"]) {
  const platformStack = `organization/starter-platform/${environment}`;
  const deployIt = `deploy it with: pulumi -C stacks/platform -s ${environment} up`;

  describe(`a service in ${environment} without its platform`, function () {
    this.timeout(240_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    before(async () => {
      account = await TestAccount.open();
      stacks = await account.stacks(environment);
    });
    after(() => account?.close());

    const nameAnother =
      "or name another with: pulumi config set platformStack <organization>/starter-platform/<stack>";

    /** The sentence is all that the user reads, and nothing is asked of AWS. */
    async function assertSays(sentence: string, { member } = stacks, run = member.up): Promise<void> {
      const { calls } = account.aws.account;
      const before = calls.length;
      const result = await run();
      assert.equal(result.ok, false);
      const [root, ...said] = diagnosticsOf(result);
      assert.match(root ?? "", /^pulumi:pulumi:Stack \(starter-member-(dev|prod)\):$/);
      assert.deepEqual(said, [`error: ${sentence}`]);
      assert.equal(calls.length, before);
      const types = member.exportState().resources.map(({ type }) => type);
      assert.deepEqual(
        types.filter((type) => !type.startsWith("pulumi:")),
        [],
      );
    }

    it("says so where the platform's stack was never made, in a preview as well", async () => {
      const other = environment === "dev" ? "prod" : "dev";
      const member = await account.engine.stack("member", other, {
        config: { images: imagesOf("member", 1) },
      });
      const stack = `organization/starter-platform/${other}`;
      const sentence = `platform stack ${stack} must exist, got: unknown stack "${stack}"; deploy it with: pulumi -C stacks/platform -s ${other} up`;
      await assertSays(sentence, { ...stacks, member });
      await assertSays(sentence, { ...stacks, member }, member.preview);
    });

    it("says so where the platform was never deployed", async () => {
      await assertSays(`platform stack ${platformStack} must have outputs, got none; ${deployIt}`);
    });

    it("says so where the platform's deployment failed", async () => {
      const type = "aws:lb/listener:Listener";
      account.aws.account.inject({ operation: "create", type, effect: "fail" });
      assert.equal((await stacks.platform.up()).ok, false);
      await assertSays(`platform stack ${platformStack} must have outputs, got none; ${deployIt}`);
    });

    it("is deployed once the command that it named was run", async () => {
      succeeded(await stacks.platform.up());
      stacks.member.setConfig("deletionProtection", false);
      succeeded(await stacks.member.up());
      succeeded(await stacks.member.destroy());
    });

    const wrongNames: [string, string, string][] = [
      ["organization", `acme/starter-platform/${environment}`, "organization name must be 'organization'"],
      [
        "project",
        `organization/platform/${environment}`,
        `unknown stack "organization/platform/${environment}"`,
      ],
      ["stack", `${platformStack}x`, `unknown stack "${platformStack}x"`],
    ];
    for (const [part, name, reason] of wrongNames) {
      it(`says so where platformStack names a wrong ${part}, and how to correct it`, async () => {
        stacks.member.setConfig("platformStack", name);
        const stack = name.split("/").at(-1);
        await assertSays(
          `platform stack ${name} must exist, got: ${reason}; deploy it with: pulumi -C stacks/platform -s ${stack} up, ${nameAnother}`,
        );
      });
    }

    it("says so where platformStack names another stack that exists", async () => {
      const name = `organization/starter-member/${environment}`;
      stacks.member.setConfig("platformStack", name);
      await assertSays(`platform stack ${name} must have outputs, got none; ${deployIt}, ${nameAnother}`);
    });
  });

  describe(`a platform in ${environment} that is older than its service`, function () {
    this.timeout(240_000);
    before(needsPulumi);

    let account: TestAccount;
    before(async () => {
      account = await TestAccount.open();
    });
    after(() => account?.close());

    it("lacks an output, and the service's up names it", async () => {
      const program = 'export const clusterArn = "arn:aws:ecs:ap-northeast-2:123456789012:cluster/shop";';
      const { engine } = account;
      const platform = await engine.stack("platform", environment, { files: { "index.ts": program } });
      succeeded(await platform.up());
      const member = await engine.stack("member", environment);
      const up = await member.up();
      assert.deepEqual(diagnosticsOf(up), [
        `pulumi:pulumi:Stack (starter-member-${environment}):`,
        `error: platform stack ${platformStack} must have the outputs clusterName, namespaceArn, ` +
          "connectSecurityGroupId, vpcId, vpcCidrBlock, taskSubnetIds, assignPublicIp, reachesInternet, " +
          "databaseSubnetIds, listenerArn, loadBalancerSecurityGroupId, registryCredentialsArn, imageCache, url and " +
          `alarmTopicArn, got none of that name; ${deployIt}`,
      ]);
      assert.deepEqual(account.aws.account.calls, []);
    });
  });
}
