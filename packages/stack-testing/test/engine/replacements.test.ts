// Every replacement that docs/what-a-change-does.md lists, carried out: one after the other in one account, in which the
// order of creating and deleting must be possible. What requests are answered meanwhile is read from the listeners and
// rules as they stand. Not proven: what AWS's load balancers do in the seconds in which a rule takes effect.
import assert from "node:assert/strict";
import type { ConfigValue, EngineStack, OperationResult } from "../../src/engine/index.ts";
import { toLines, typesOf } from "./configuration-changes.ts";
import { answerTo } from "./load-balancer-answers.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { platformChanges } from "./platform-changes.ts";
import { serviceChanges } from "./service-changes.ts";
import { type Stacks, succeeded, TestAccount } from "./test-account.ts";

/** Another network than an environment has, and what the platform then says. */
const otherNetwork = {
  dev: ["public", "default", "public, 10.0.0.0/16 in 2 zones"],
  prod: ["private", "public, 10.0.0.0/16 in 3 zones", "private, 10.0.0.0/16 in 3 zones"],
} as const;

for (const environment of ["dev", "prod"] as const) {
  describe(`replacements on a live platform in ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    before(async () => {
      account = await TestAccount.open();
      const config = { deletionProtection: false };
      stacks = await account.deployed(environment, {
        platform: { config: { insecureHttp: true, domainName: "", hostedZoneId: "" } },
        member: { config },
        board: { config },
      });
    });
    after(() => account?.close());

    const change = async (
      stack: EngineStack,
      values: Record<string, ConfigValue>,
    ): Promise<OperationResult> => {
      for (const [key, value] of Object.entries(values)) stack.setConfig(key, value);
      return stack.up();
    };
    const carriedOut = new Set<string>();
    const replacedBy = async (stack: EngineStack, values: Record<string, ConfigValue>) => {
      const lines = toLines(succeeded(await change(stack, values))).filter((line) =>
        line.startsWith("replace "),
      );
      for (const type of typesOf("replace", lines)) carriedOut.add(type);
      return lines;
    };
    const deployServices = async () => {
      const results = await Promise.all([stacks.member.up(), stacks.board.up()]);
      return results.map((result) => toLines(succeeded(result)));
    };
    const ruleReplaced = ["member", "board"].map((name) => [`replace ListenerRule ${name} [listenerArn]`]);
    /** Of HTTP, then of HTTPS, for a path of each service. */
    const answers = () =>
      (["http", "https"] as const).map((protocol) =>
        ["/api/members", "/api/posts"].map((path) =>
          answerTo(account.aws.account, environment, protocol, path),
        ),
      );
    /** Creations and deletions of a type since a moment, in their order. */
    const callsSince = (moment: number, type: string) =>
      account.aws.account.calls
        .slice(moment)
        .flatMap((call) => (call.type === type && call.operation !== "read" ? [call.operation] : []));

    it("a task definition: the new revision first, and the old one stays", async () => {
      const moment = account.aws.account.calls.length;
      const replaced = await replacedBy(stacks.member, { memoryMiB: 2048 });
      assert.deepEqual(replaced, ["replace TaskDefinition member [memory]"]);
      assert.deepEqual(callsSince(moment, "aws:ecs/taskDefinition:TaskDefinition"), ["create", "delete"]);
      const old = account.aws.account.retained("aws:ecs/taskDefinition:TaskDefinition");
      assert.deepEqual(
        old.map(({ state, retained }) => [state.revision, retained]),
        [[1, "kept"]],
      );
    });

    it("a flow log: the old one goes first, since AWS may refuse another beside it", async () => {
      succeeded(await change(stacks.platform, { flowLogs: "rejected" }));
      const moment = account.aws.account.calls.length;
      const replaced = await replacedBy(stacks.platform, { flowLogs: "all" });
      assert.deepEqual(replaced, ["replace FlowLog network-flow-logs [trafficType]"]);
      assert.deepEqual(callsSince(moment, "aws:ec2/flowLog:FlowLog"), ["delete", "create"]);
    });

    it("the login of Docker Hub", async () => {
      succeeded(await change(stacks.platform, { dockerHubUsername: "example", dockerHubToken: "one" }));
      const replaced = await replacedBy(stacks.platform, { dockerHubToken: "two" });
      assert.deepEqual(replaced, ["replace SecretVersion docker-hub-value [secretString]"]);
      const services = await deployServices();
      assert.deepEqual(
        services.map((lines) => lines.filter((line) => line.startsWith("replace "))),
        ["member", "board"].map((name) => [`replace TaskDefinition ${name} [containerDefinitions]`]),
      );
    });

    it("HTTP to HTTPS: HTTP answers on until each service is deployed, and then leads to HTTPS", async () => {
      const https = { domainName: "a.example.com", hostedZoneId: "Z0123456789", insecureHttp: false };
      assert.deepEqual(await replacedBy(stacks.platform, https), []);
      assert.deepEqual(answers(), [
        ["member", "board"],
        ["404", "404"],
      ]);
      // The moment before the old rules go.
      const injections = ["member", "board"].map((name) =>
        account.aws.account.inject({
          operation: "delete",
          type: "aws:lb/listenerRule:ListenerRule",
          name,
          effect: "hang",
        }),
      );
      const services = deployServices();
      await Promise.all(injections.map(({ reached }) => reached));
      assert.deepEqual(answers(), [
        ["member", "board"],
        ["member", "board"],
      ]);
      for (const injection of injections) injection.release();
      assert.deepEqual(await services, ruleReplaced);
      assert.deepEqual(answers(), [
        ["redirect to https", "redirect to https"],
        ["member", "board"],
      ]);
    });

    it("another certificate, for another name, more names, and in another zone", async () => {
      const replaced = [
        await replacedBy(stacks.platform, { domainName: "b.example.com" }),
        await replacedBy(stacks.platform, { alternativeNames: ["*.b.example.com"] }),
        await replacedBy(stacks.platform, { hostedZoneId: "Z9876543210" }),
      ];
      assert.deepEqual(replaced, [
        [
          "replace Certificate lb [domainName]",
          "replace CertificateValidation lb [certificateArn, validationRecordFqdns[0]]",
        ],
        [
          "replace Certificate lb [subjectAlternativeNames[0]]",
          "replace CertificateValidation lb [certificateArn]",
        ],
        [
          "replace Record lb-alias-*.b.example.com [zoneId]",
          "replace Record lb-alias-b.example.com [zoneId]",
          "replace Record lb-validation-b.example.com [zoneId]",
        ],
      ]);
      const [certificate, ...others] = account.aws.account.resources("aws:acm/certificate:Certificate");
      assert.deepEqual([certificate?.state.domainName, others], ["b.example.com", []]);
    });

    it("the load balancer: 404 from the platform's update until each service is deployed", async () => {
      if (environment === "prod") succeeded(await change(stacks.platform, { deletionProtection: false }));
      const replaced = await replacedBy(stacks.platform, { internalLoadBalancer: true });
      assert.deepEqual(replaced, [
        "replace Listener lb-http [loadBalancerArn]",
        "replace Listener lb-https [loadBalancerArn]",
        "replace LoadBalancer lb [internal]",
      ]);
      assert.deepEqual(answers()[1], ["404", "404"]);
      // Prod's alarms on requests name the load balancer.
      const of = (query: number) => `metricQueries[${query}].metric.dimensions.LoadBalancer`;
      const alarms = (name: string) => [
        `update MetricAlarm ${name}-latency [${of(0)}, ${of(1)}]`,
        `update MetricAlarm ${name}-server-errors [${of(0)}, ${of(1)}]`,
        `update MetricAlarm ${name}-unhealthy-targets [${of(0)}]`,
      ];
      assert.deepEqual(
        await deployServices(),
        ["member", "board"].map((name) => [
          `replace ListenerRule ${name} [listenerArn]`,
          ...(environment === "prod" ? alarms(name) : []),
        ]),
      );
      assert.deepEqual(answers()[1], ["member", "board"]);
    });

    it("HTTPS back to HTTP: 404 from the platform's update until each service is deployed", async () => {
      for (const key of ["domainName", "hostedZoneId", "alternativeNames"]) stacks.platform.removeConfig(key);
      assert.deepEqual(await replacedBy(stacks.platform, { insecureHttp: true }), []);
      assert.deepEqual(answers()[0], ["404", "404"]);
      assert.deepEqual(await deployServices(), ruleReplaced);
      assert.deepEqual(answers()[0], ["member", "board"]);
    });

    it("access logs go when their bucket may be emptied, and not before", async () => {
      succeeded(await change(stacks.platform, { accessLogs: true }));
      const kept = await change(stacks.platform, { accessLogs: false });
      assert.match(kept.errors.join("\n"), /BucketNotEmpty/);
      succeeded(await change(stacks.platform, { accessLogs: true, accessLogsForceDestroy: true }));
      succeeded(await change(stacks.platform, { accessLogs: false }));
      assert.deepEqual(account.aws.account.resources("aws:s3/bucket:Bucket"), []);
    });

    it("rejects another network before anything is changed; setting it back is no change", async () => {
      const moment = account.aws.account.calls.length;
      const [other, has, got] = otherNetwork[environment];
      const refused = await change(stacks.platform, { network: other });
      assert.deepEqual(refused.errors, [
        `network: must stay ${has} while the platform stands, got ${got}; set network, zones, cidrBlock and vpcId back, or make a new environment, or destroy the services and the platform first (docs/what-a-change-does.md)`,
      ]);
      assert.deepEqual([refused.changes, account.aws.account.calls.slice(moment)], [[], []]);
      stacks.platform.setConfig("network", environment === "dev" ? "default" : "public");
      assert.deepEqual(succeeded(await stacks.platform.preview()).changes, []);
    });

    it("another network is taken once services and platform are destroyed", async () => {
      for (const result of await Promise.all([stacks.member.destroy(), stacks.board.destroy()]))
        succeeded(result);
      succeeded(await stacks.platform.destroy());
      const { changes } = succeeded(await change(stacks.platform, { network: otherNetwork[environment][0] }));
      assert.deepEqual([...new Set(changes.map(({ op }) => op))], ["create"]);
    });

    it("are all that the tables list", () => {
      const cases = [...platformChanges, ...serviceChanges("member")].flatMap((row) => row.cases);
      const listed = typesOf(
        "replace",
        cases.flatMap(({ changes = [] }) => changes),
      );
      assert.deepEqual([...carriedOut].sort(), listed);
    });
  });
}
