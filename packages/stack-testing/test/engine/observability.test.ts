// What watches an environment, from its first deployment to its end: the alarm topic, the events that are kept, the
// dashboard, tags and region, and a service's alarms. Proves what the engine asks of AWS; not that AWS sends a letter, an
// alarm or an event, nor that its provider tags what it creates.
import assert from "node:assert/strict";
import { toLines } from "./configuration-changes.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { type Stacks, succeeded, TestAccount } from "./test-account.ts";

const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";

for (const environment of ["dev", "prod"]) {
  const inProd = environment === "prod";

  describe(`what watches ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let platform: Stacks["platform"];
    let member: Stacks["member"];
    before(async () => {
      account = await TestAccount.open();
      const config = { deletionProtection: false };
      ({ platform, member } = await account.stacks(environment, {
        platform: { config: { ...config, accessLogsForceDestroy: true } },
        member: { config },
      }));
      succeeded(await platform.up());
    });
    after(() => account?.close());

    const one = (type: string, name: string) => account.aws.account.one(type, name).state;

    it("begins with a topic that nobody hears and with events that are kept, in prod with a dashboard", () => {
      const resources = account.aws.account.resources();
      assert.deepEqual(
        resources
          .filter(({ type, name }) => /^aws:(?:cloudwatch|sns)/.test(type) && name !== "network-flow-logs")
          .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
          .sort(),
        [
          ...(inProd ? ["Dashboard dashboard"] : []),
          "EventRule events",
          "EventRule events-failures",
          "EventTarget events",
          "EventTarget events-failures",
          "LogGroup events",
          "LogResourcePolicy events",
          "Topic alarms",
          "TopicPolicy alarms",
        ],
      );
      const { arn, name } = one("aws:cloudwatch/logGroup:LogGroup", "events");
      assert.match(String(name), /^\/aws\/events\/events-[0-9a-f]{26}$/);
      assert.equal(one("aws:cloudwatch/eventTarget:EventTarget", "events").arn, arn);
      const cluster = String(one("aws:ecs/cluster:Cluster", "cluster").name);
      const pattern = String(one("aws:cloudwatch/eventRule:EventRule", "events").eventPattern);
      assert.ok(pattern.includes(`:service/${cluster}/`), pattern);
    });

    it("tells one address more, and another in its place", async () => {
      platform.setConfig("alarmEmails", ["ops@example.com"]);
      assert.deepEqual(toLines(succeeded(await platform.up())), [
        "create TopicSubscription alarms-ops@example.com",
      ]);
      platform.setConfig("alarmEmails", ["team@example.com"]);
      assert.deepEqual(toLines(succeeded(await platform.up())), [
        "create TopicSubscription alarms-team@example.com",
        "delete TopicSubscription alarms-ops@example.com",
      ]);
      const subscriptions = account.aws.account.resources(subscriptionType);
      assert.deepEqual(
        subscriptions.map(({ state }) => [state.topic, state.endpoint]),
        [[one("aws:sns/topic:Topic", "alarms").arn, "team@example.com"]],
      );
    });

    it("has a dashboard when it is asked for, which follows the cluster's insights", async () => {
      if (!inProd) {
        platform.setConfig("dashboard", true);
        const created = toLines(succeeded(await platform.up()));
        assert.deepEqual(new Set(created), new Set(["create Dashboard dashboard"]));
      }
      platform.setConfig("containerInsights", inProd ? "off" : "standard");
      assert.deepEqual(toLines(succeeded(await platform.up())), [
        "update Cluster cluster [settings[0].value]",
        "update Dashboard dashboard [dashboardBody]",
      ]);
    });

    const tags = { project: "starter", environment, service: "platform" };

    it("tags all that can have tags with the stack's, and changes them in place", async () => {
      const tagged = platform.exportState().resources.filter(({ outputs }) => outputs?.tagsAll !== undefined);
      for (const { outputs, urn } of tagged) {
        const all = outputs?.tagsAll as typeof tags;
        // Beside a resource's own, such as Name.
        assert.deepEqual({ ...all, ...tags }, all, urn);
      }
      platform.setConfig("aws:defaultTags", { tags: { ...tags, project: "shop" } });
      const { changes } = succeeded(await platform.preview());
      assert.deepEqual(
        changes.map(({ op, urn, diff }) => `${op} ${urn} ${diff}`).sort(),
        tagged.map(({ urn }) => `update ${urn} tags.project`).sort(),
      );
      assert.ok(changes.some(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer"));
    });

    it("is replaced as a whole in another region", async () => {
      const aws = platform.exportState().resources.filter(({ type }) => type.startsWith("aws:"));
      platform.setConfig("aws:region", "eu-central-1");
      const { changes } = succeeded(await platform.preview());
      platform.setConfig("aws:region", "ap-northeast-2");
      assert.deepEqual(
        changes.map(({ op, urn }) => `${op} ${urn}`).sort(),
        aws.map(({ urn }) => `replace ${urn}`).sort(),
      );
    });

    it("rejects another environment's tags", async () => {
      platform.setConfig("aws:defaultTags", { tags: { ...tags, environment: "qa" } });
      const { ok, errors } = await platform.preview();
      assert.equal(ok, false);
      assert.match(
        errors.join("\n"),
        new RegExp(`aws:defaultTags\\.tags\\.environment: must be "${environment}", .* got "qa"; run pulumi`),
      );
      const command = /run pulumi -C \S+ -s \S+ config set --path (\S+) (\S+)$/m.exec(errors.join("\n"));
      const [, path = "", value = ""] = command ?? [];
      assert.equal((await platform.pulumi("config", "set", "--path", path, value)).ok, true);
      assert.deepEqual(toLines(succeeded(await platform.preview())), []);
    });

    it("hears a service's alarms, whose names the service knows, until it has none", async () => {
      const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
      const changed = async (alarms: Record<string, number>) => {
        member.setConfig("alarms", alarms);
        const lines = toLines(succeeded(await member.up()));
        return lines.filter((line) => line.includes("MetricAlarm"));
      };
      assert.deepEqual(await changed({ cpuPercent: 90, serverErrorPercent: 5 }), [
        "create MetricAlarm member-cpu",
        "create MetricAlarm member-server-errors",
      ]);
      assert.deepEqual(toLines(succeeded(await member.preview())), []);
      const topic = one("aws:sns/topic:Topic", "alarms").arn;
      const alarms = account.aws.account.resources(alarmType).map(({ state }) => state);
      assert.deepEqual(
        alarms.map(({ alarmActions, okActions }) => [alarmActions, okActions]),
        [
          [[topic], [topic]],
          [[topic], [topic]],
        ],
      );
      const service = one("aws:ecs/service:Service", "member") as { alarms?: { alarmNames: string[] } };
      assert.deepEqual(service.alarms?.alarmNames.toSorted(), alarms.map(({ name }) => name).sort());
      assert.deepEqual(await changed({ cpuPercent: 80, serverErrorPercent: 5 }), [
        "update MetricAlarm member-cpu [alarmDescription, threshold]",
      ]);
      assert.deepEqual(await changed({}), [
        "delete MetricAlarm member-cpu",
        "delete MetricAlarm member-server-errors",
      ]);
      succeeded(await member.destroy());
    });

    it("ends without a trace", async () => {
      succeeded(await platform.destroy());
      assert.deepEqual(account.aws.account.resources(), []);
    });
  });
}
