// A service's way through the deployment strategies. Proves what the engine asks of AWS, in which order, and that weights
// which ECS moved are left alone; not that ECS moves requests, nor what it says of a change of strategy.
import assert from "node:assert/strict";
import type { ConfigValue } from "../../src/engine/index.ts";
import { toLines } from "./configuration-changes.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { imagesOf, type Stacks, succeeded, TestAccount } from "./test-account.ts";

const serviceType = "aws:ecs/service:Service";

describe("a service whose requests move between two versions", function () {
  this.timeout(300_000);
  before(needsPulumi);

  let account: TestAccount;
  let stacks: Stacks;
  before(async () => {
    account = await TestAccount.open();
    stacks = await account.stacks("dev");
    succeeded(await stacks.platform.up());
    succeeded(await stacks.member.up());
  });
  after(() => account?.close());

  const upWith = async (values: Record<string, ConfigValue>) => {
    for (const [key, value] of Object.entries(values)) stacks.member.setConfig(key, value);
    return toLines(succeeded(await stacks.member.up()));
  };
  const service = () => account.aws.account.one(serviceType, "member").state;
  const rule = () => account.aws.account.one("aws:lb/listenerRule:ListenerRule", "member").state;

  it("gets its second target group, a role and alarms without losing its first", async () => {
    const { targetGroupArn } = (service().loadBalancers as { targetGroupArn: string }[])[0] ?? {};
    const deployment = { strategy: "canary", test: { header: "X-Version", value: "next" } };
    assert.deepEqual(await upWith({ deployment, alarms: { serverErrorPercent: 5, cpuPercent: 90 } }), [
      "create ListenerRule member-test",
      "create MetricAlarm member-cpu",
      "create MetricAlarm member-server-errors",
      "create Role member-shift",
      "create RolePolicyAttachment member-shift",
      "create TargetGroup member-alt",
      "update Service member [alarms.alarmNames[0], alarms.alarmNames[1], alarms.enable, alarms.rollback, deploymentConfiguration, loadBalancers[0].advancedConfiguration]",
    ]);
    const [place] = service().loadBalancers as { targetGroupArn: string }[];
    assert.equal(place?.targetGroupArn, targetGroupArn);
    assert.deepEqual(succeeded(await stacks.member.preview()).changes, []);
  });

  it("keeps the weights that ECS moved, through a refresh and a new version", async () => {
    const groups = account.aws.account
      .resources("aws:lb/targetGroup:TargetGroup")
      .map(({ state }) => state.arn);
    const moved = [
      {
        type: "forward",
        order: 1,
        forward: { targetGroups: groups.map((arn, index) => ({ arn, weight: 100 * index })) },
      },
    ];
    rule().actions = structuredClone(moved);
    stacks.member.setConfig("images", imagesOf("member", 2));
    const { changes } = succeeded(await stacks.member.up("--refresh"));
    assert.deepEqual(
      changes.filter(({ type }) => type.includes("listenerRule") && type !== "refresh").map(({ op }) => op),
      [],
    );
    assert.deepEqual(rule().actions, moved);
    assert.deepEqual(succeeded(await stacks.member.preview()).changes, []);
  });

  it("and whose new version ECS took back fails, and stays as it was", async () => {
    stacks.member.setConfig("images", imagesOf("member", 3));
    account.aws.account.deployments.next("member", "rolledBack");
    const before = service().taskDefinition;
    const up = await stacks.member.up();
    assert.equal(up.ok, false);
    assert.match(
      up.errors.join("\n"),
      /member: the new version did not become healthy and ECS rolled back to arn:/,
    );
    assert.equal(service().taskDefinition, before);
    succeeded(await stacks.member.up());
    assert.notEqual(service().taskDefinition, before);
  });

  it("changes to steps in place", async () => {
    const deployment = { strategy: "linear", stepPercent: 50, test: { header: "X-Version", value: "next" } };
    assert.deepEqual(await upWith({ deployment }), [
      "update Service member [deploymentConfiguration.canaryConfiguration, deploymentConfiguration.linearConfiguration, deploymentConfiguration.strategy]",
    ]);
  });

  it("is deleted with all that it had", async () => {
    succeeded(await stacks.member.destroy());
    assert.deepEqual(
      account.aws.account
        .resources()
        .filter(({ name }) => name.startsWith("member"))
        .map(({ type, name }) => `${type} ${name}`),
      [],
    );
  });
});

describe("a service that calls another one", function () {
  this.timeout(120_000);
  before(needsPulumi);

  let account: TestAccount;
  let stacks: Stacks;
  before(async () => {
    account = await TestAccount.open();
    stacks = await account.stacks("dev");
    succeeded(await stacks.platform.up());
  });
  after(() => account?.close());

  it("is refused in the preview until that one is deployed, and has no tasks before", async () => {
    const preview = await stacks.board.preview();
    assert.equal(preview.ok, false);
    assert.match(
      preview.errors.join("\n"),
      /board: connect\.to must name services that are deployed, got "member" \(.*no matching.*\); deploy it first with: pulumi -C stacks\/member -s dev up/,
    );
    // Without a preview before it, an up creates what needs no server.
    const up = await stacks.board.up();
    assert.equal(up.ok, false);
    assert.deepEqual(account.aws.account.resources(serviceType), []);
    succeeded(await stacks.member.up());
    succeeded(await stacks.board.up());
  });
});
