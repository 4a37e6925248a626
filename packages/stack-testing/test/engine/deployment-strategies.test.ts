// A service's way through the deployment strategies. Proves what the engine asks of AWS, in which order, to which target
// group the rules lead meanwhile, and that weights which ECS moved are left alone; not that ECS moves requests, nor what it
// says of a change of strategy.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigValue } from "../../src/engine/index.ts";
import { answerTo } from "./load-balancer-answers.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { imagesOf, type Stacks, succeeded, TestAccount } from "./test-account.ts";

const serviceType = "aws:ecs/service:Service";
const ruleType = "aws:lb/listenerRule:ListenerRule";
const serviceUpdate = { operation: "update", type: serviceType, name: "member" } as const;

/** Member in one environment, and what is asked of AWS for it. */
class Member {
  readonly account: TestAccount;
  readonly stacks: Stacks;
  private readonly environment: string;

  static async deployed(environment: string): Promise<Member> {
    const account = await TestAccount.open();
    const stacks = await account.stacks(environment);
    succeeded(await stacks.platform.up());
    succeeded(await stacks.member.up());
    return new Member(account, stacks, environment);
  }

  private constructor(account: TestAccount, stacks: Stacks, environment: string) {
    this.account = account;
    this.stacks = stacks;
    this.environment = environment;
  }

  /** Deploys other values; returns the calls in their order, such as `update Service member`. */
  async upWith(values: Record<string, ConfigValue>): Promise<string[]> {
    for (const [key, value] of Object.entries(values)) this.stacks.member.setConfig(key, value);
    const { calls } = this.account.aws.account;
    const before = calls.length;
    succeeded(await this.stacks.member.up());
    return calls
      .slice(before)
      .map(({ operation, type, name }) => `${operation} ${type.split(":").at(-1)} ${name}`);
  }

  /** The same, and which target group gets the requests once a call has been carried out. */
  async upAndLookAfter(
    call: { operation: "create" | "update"; type: string; name: string },
    deployment: ConfigValue,
  ) {
    const injection = this.account.aws.account.inject({ ...call, effect: "hang", when: "after" });
    const up = this.upWith({ deployment });
    await injection.reached;
    const then = this.answer();
    injection.release();
    return { calls: await up, then, after: this.answer() };
  }

  /** Name of the target group that gets the requests. */
  answer(): string {
    const protocol = this.environment === "prod" ? "https" : "http";
    return answerTo(this.account.aws.account, this.environment, protocol, "/api/members");
  }

  get service() {
    return this.account.aws.account.one(serviceType, "member").state;
  }

  rule(name: string) {
    return this.account.aws.account.one(ruleType, name).state;
  }

  async assertClean(): Promise<void> {
    assert.deepEqual(succeeded(await this.stacks.member.preview()).changes, []);
    assertNothingOrphaned(this.account, this.stacks.platform, this.stacks.member);
  }
}

/** Asserts what is called, and of it the order in which what waits for one another is called. */
function assertCalls(calls: string[], ordered: string[], others: string[]): void {
  assert.deepEqual(calls.toSorted(), [...ordered, ...others].toSorted());
  assert.deepEqual(
    calls.filter((call) => ordered.includes(call)),
    ordered,
  );
}

describe("a service whose requests move between two versions", function () {
  this.timeout(300_000);
  before(needsPulumi);

  let member: Member;
  before(async () => {
    member = await Member.deployed("dev");
  });
  after(() => member?.account.close());

  const test = { header: "X-Version", value: "next" };

  it("gets its second target group, a role and alarms without losing its first", async () => {
    const { targetGroupArn } = (member.service.loadBalancers as { targetGroupArn: string }[])[0] ?? {};
    const calls = await member.upWith({
      deployment: { strategy: "canary", test },
      alarms: { serverErrorPercent: 5, cpuPercent: 90 },
    });
    assertCalls(
      calls,
      [
        "create TargetGroup member-alt",
        "create ListenerRule member-test",
        "update Service member",
        "delete ListenerRule member",
      ],
      [
        "create ListenerRule member-shift",
        "create MetricAlarm member-cpu",
        "create MetricAlarm member-server-errors",
        "create Role member-shift",
        "create RolePolicyAttachment member-shift",
      ],
    );
    const [place] = member.service.loadBalancers as { targetGroupArn: string }[];
    assert.equal(place?.targetGroupArn, targetGroupArn);
    await member.assertClean();
  });

  it("keeps the weights that ECS moved, through a refresh and a new version", async () => {
    assert.equal(member.answer(), "member-alt");
    member.stacks.member.setConfig("images", imagesOf("member", 2));
    const { changes } = succeeded(await member.stacks.member.up("--refresh"));
    assert.deepEqual(
      changes.filter(({ type }) => type === ruleType),
      [],
    );
    assert.equal(member.answer(), "member");
    await member.assertClean();
  });

  it("and whose new version ECS took back fails, and stays as it was", async () => {
    member.stacks.member.setConfig("images", imagesOf("member", 3));
    member.account.aws.account.deployments.next("member", "rolledBack");
    const before = member.service.taskDefinition;
    const up = await member.stacks.member.up();
    assert.equal(up.ok, false);
    assert.match(
      up.errors.join("\n"),
      /member: the new version did not become healthy and ECS rolled back to arn:/,
    );
    assert.equal(member.service.taskDefinition, before);
    assert.equal(member.answer(), "member");
    succeeded(await member.stacks.member.up());
    assert.notEqual(member.service.taskDefinition, before);
    assert.equal(member.answer(), "member-alt");
  });

  it("changes to steps in place", async () => {
    const deployment = { strategy: "linear", stepPercent: 50, test };
    assert.deepEqual(await member.upWith({ deployment }), ["update Service member"]);
  });

  it("is deleted with all that it had", async () => {
    succeeded(await member.stacks.member.destroy());
    assert.deepEqual(
      member.account.aws.account
        .resources()
        .filter(({ name }) => name.startsWith("member"))
        .map(({ type, name }) => `${type} ${name}`),
      [],
    );
  });
});

for (const [environment, one, another] of [
  ["dev", "blueGreen", "linear"],
  ["prod", "canary", "blueGreen"],
] as const) {
  describe(`a change of strategy in ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let member: Member;
    before(async () => {
      member = await Member.deployed(environment);
    });
    after(() => member?.account.close());

    // They watch the target groups.
    const alarms =
      environment === "dev"
        ? []
        : ["latency", "server-errors", "unhealthy-targets"].map(
            (alarm) => `update MetricAlarm member-${alarm}`,
          );
    const assertBackToRolling = (calls: string[]) =>
      assertCalls(
        calls,
        [
          "create ListenerRule member",
          "update Service member",
          "delete ListenerRule member-shift",
          "delete TargetGroup member-alt",
        ],
        ["delete Role member-shift", "delete RolePolicyAttachment member-shift", ...alarms],
      );

    it(`to ${one} leads to the version that serves at every moment`, async () => {
      const { priority } = member.rule("member");
      const { calls, then, after } = await member.upAndLookAfter(serviceUpdate, { strategy: one });
      assertCalls(
        calls,
        [
          "create TargetGroup member-alt",
          "create ListenerRule member-shift",
          "update Service member",
          "delete ListenerRule member",
        ],
        ["create Role member-shift", "create RolePolicyAttachment member-shift", ...alarms],
      );
      // ECS has moved the requests, and the old rule still stands: it must not be the one that is asked.
      assert.deepEqual([then, after], ["member-alt", "member-alt"]);
      assert.equal(member.rule("member-shift").priority, Number(priority) - 1);
      await member.assertClean();
    });

    it(`from ${one} back to rolling, after one more deployment, leads to the version that serves`, async () => {
      const deployed = await member.upWith({ forceDelete: member.service.forceDelete !== true });
      assert.deepEqual(deployed, ["update Service member"]);
      assert.equal(member.answer(), "member");
      await member.assertClean();
      const { calls, then, after } = await member.upAndLookAfter(serviceUpdate, { strategy: "rolling" });
      assertBackToRolling(calls);
      assert.deepEqual([then, after], ["member", "member"]);
      await member.assertClean();
    });

    it(`from ${another} back to rolling while the second target group serves leads there until the end`, async () => {
      const newRule = { operation: "create", type: ruleType, name: "member-shift" } as const;
      const there = await member.upAndLookAfter(newRule, { strategy: another });
      assert.deepEqual([there.then, there.after], ["member", "member-alt"]);
      // The old tasks leave it before: docs/decisions/0013.
      const { calls, then, after } = await member.upAndLookAfter(serviceUpdate, { strategy: "rolling" });
      assertBackToRolling(calls);
      assert.deepEqual([then, after], ["member-alt", "member"]);
      await member.assertClean();
    });
  });
}

describe("a change of strategy with a priority of the route's own", function () {
  this.timeout(120_000);
  before(needsPulumi);

  let member: Member;
  before(async () => {
    member = await Member.deployed("dev");
  });
  after(() => member?.account.close());

  const withPriority = (priority: number) => {
    const file = join(member.stacks.member.directory, "index.ts");
    const program = readFileSync(file, "utf8").replace(
      /route: \{( priority: \d+,)?/,
      `route: { priority: ${priority},`,
    );
    assert.match(program, /route: \{ priority/);
    writeFileSync(file, program);
  };

  it("is refused before the service is touched while both rules would have the same, and takes a lesser one", async () => {
    withPriority(300);
    assert.deepEqual(await member.upWith({}), ["update ListenerRule member"]);
    member.stacks.member.setConfig("deployment", { strategy: "blueGreen" });
    const up = await member.stacks.member.up();
    assert.equal(up.ok, false);
    assert.match(up.errors.join("\n"), /PriorityInUse: Priority '300' is currently in use/);
    assert.equal(member.answer(), "member");
    withPriority(299);
    const { then, after } = await member.upAndLookAfter(serviceUpdate, { strategy: "blueGreen" });
    assert.deepEqual([then, after], ["member-alt", "member-alt"]);
    await member.assertClean();
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
