// Proves what the strategies ask of AWS: target groups, rules, roles, times. That ECS moves requests, and that AWS accepts
// these, is not proven here.
import assert from "node:assert/strict";
import type { DeploymentArgs, FargateServiceArgs } from "../../src/index.ts";
import { deploymentTimeoutMinutes } from "../../src/service/deployment.ts";
import { recordService } from "../sample-service.ts";

const serviceType = "aws:ecs/service:Service";
const groupType = "aws:lb/targetGroup:TargetGroup";
const ruleType = "aws:lb/listenerRule:ListenerRule";

async function deployed(deployment: DeploymentArgs, others: Partial<FargateServiceArgs> = {}) {
  const recorded = await recordService({ deployment, ...others });
  assert.deepEqual(recorded.problems, []);
  return { recorded, service: recorded.one(serviceType).inputs };
}

describe("a rolling deployment", () => {
  it("keeps the percentages that it is given", async () => {
    const { service } = await deployed({ minimumHealthyPercent: 50, maximumPercent: 150 });
    assert.deepEqual([service.deploymentMinimumHealthyPercent, service.deploymentMaximumPercent], [50, 150]);
  });

  it("says that it rolls: ECS keeps the strategy that an update does not mention", async () => {
    const { service } = await deployed({});
    assert.deepEqual(service.deploymentConfiguration, { strategy: "ROLLING", bakeTimeInMinutes: "0" });
  });

  it("moves no tasks between zones where there is no room for one more", async () => {
    const { service } = await deployed({ minimumHealthyPercent: 0, maximumPercent: 100 });
    assert.equal(service.availabilityZoneRebalancing, "DISABLED");
  });
});

describe("a deployment that moves requests", () => {
  it("has a second target group like the first, and a rule whose weights belong to ECS", async () => {
    const { recorded } = await deployed({ strategy: "blueGreen" });
    const [first, second, ...more] = recorded.byType(groupType);
    assert.deepEqual(more, []);
    assert.deepEqual([first?.name, second?.name], ["shop", "shop-alt"]);
    assert.deepEqual(first?.inputs, second?.inputs);
    // Another name than a rolling service's rule, whose single target group ignored actions would keep.
    const rule = recorded.one(ruleType);
    assert.equal(rule.name, "shop-shift");
    assert.deepEqual(rule.inputs.actions, [
      {
        type: "forward",
        forward: {
          targetGroups: [
            { arn: first?.outputs.arn, weight: 100 },
            { arn: second?.outputs.arn, weight: 0 },
          ],
        },
      },
    ]);
    assert.deepEqual(rule.ignoreChanges, ["actions"]);
  });

  it("lets ECS move the requests with a role of its own, before which no service starts", async () => {
    const { recorded, service } = await deployed({ strategy: "blueGreen" });
    const role = recorded.one("aws:iam/role:Role", "shop-shift");
    const { Statement } = role.inputs.assumeRolePolicy as { Statement: { Principal: object }[] };
    assert.deepEqual(Statement[0]?.Principal, { Service: "ecs.amazonaws.com" });
    assert.deepEqual(recorded.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs, {
      role: "shop-shift",
      policyArn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
    });
    const [first, second] = recorded.byType(groupType);
    assert.deepEqual(service.loadBalancers, [
      {
        targetGroupArn: first?.outputs.arn,
        containerName: "nginx",
        containerPort: 8081,
        advancedConfiguration: {
          alternateTargetGroupArn: second?.outputs.arn,
          productionListenerRule: recorded.one(ruleType).outputs.arn,
          roleArn: role.outputs.arn,
        },
      },
    ]);
    assert.ok(
      recorded
        .one(serviceType)
        .dependsOn.includes("aws:iam/rolePolicyAttachment:RolePolicyAttachment::shop-shift"),
    );
  });

  const configurations: [DeploymentArgs, object][] = [
    [{ strategy: "blueGreen" }, { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" }],
    [
      { strategy: "blueGreen", bakeTimeMinutes: 0 },
      { strategy: "BLUE_GREEN", bakeTimeInMinutes: "0" },
    ],
    [
      { strategy: "canary" },
      {
        strategy: "CANARY",
        bakeTimeInMinutes: "5",
        canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: "5" },
      },
    ],
    [
      { strategy: "linear", stepPercent: 50, stepBakeTimeMinutes: 1, bakeTimeMinutes: 2 },
      {
        strategy: "LINEAR",
        bakeTimeInMinutes: "2",
        linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: "1" },
      },
    ],
  ];
  for (const [deployment, expected] of configurations) {
    it(`is asked for as ${JSON.stringify(deployment)}`, async () => {
      const { service } = await deployed(deployment);
      assert.deepEqual(service.deploymentConfiguration, expected);
      assert.equal(service.availabilityZoneRebalancing, "ENABLED");
    });
  }

  it("sends requests with the header to the new version first, by a rule before the route's", async () => {
    const test = { header: "X-Version", value: "next" };
    const { recorded, service } = await deployed({ strategy: "blueGreen", test });
    const usual = recorded.one(ruleType, "shop-shift");
    const early = recorded.one(ruleType, "shop-test");
    assert.deepEqual(early.inputs.conditions, [
      { pathPattern: { values: ["/api/shop*"] } },
      { httpHeader: { httpHeaderName: "X-Version", values: ["next"] } },
    ]);
    assert.deepEqual(early.inputs.actions, usual.inputs.actions);
    assert.ok(Number(early.inputs.priority) < Number(usual.inputs.priority));
    const [place] = service.loadBalancers as { advancedConfiguration: Record<string, string> }[];
    const { productionListenerRule, testListenerRule } = place?.advancedConfiguration ?? {};
    assert.deepEqual([productionListenerRule, testListenerRule], [usual.outputs.arn, early.outputs.arn]);
  });
});

describe("the time that up waits", () => {
  const times: [DeploymentArgs, number | undefined, number][] = [
    [{}, undefined, 15],
    [{}, 600, 25],
    [{ timeoutMinutes: 40 }, undefined, 40],
    [{ strategy: "blueGreen", bakeTimeMinutes: 30 }, undefined, 45],
    [{ strategy: "canary", canaryBakeTimeMinutes: 10 }, undefined, 30],
    // Four steps, of which the last is followed by the bake time alone.
    [{ strategy: "linear" }, undefined, 26],
    [{ strategy: "linear", stepPercent: 30, stepBakeTimeMinutes: 10, bakeTimeMinutes: 0 }, undefined, 45],
  ];
  for (const [deployment, delay, minutes] of times) {
    it(`is ${minutes} minutes for ${JSON.stringify(deployment)} and ${delay ?? "the usual"} seconds of deregistering`, () => {
      assert.equal(deploymentTimeoutMinutes(deployment, delay), minutes);
    });
  }

  it("is the ECS service's", async () => {
    const { recorded } = await deployed({ strategy: "blueGreen" }, { deregistrationDelaySeconds: 120 });
    assert.equal(recorded.one(serviceType).updateTimeout, "22m");
  });
});

describe("a service's alarms", () => {
  const alarms = { serverErrorPercent: 5, cpuPercent: 90 };

  it("end a deployment and take it back", async () => {
    const { service } = await deployed({}, { alarms });
    assert.deepEqual(service.alarms, {
      alarmNames: ["shop-dev-server-errors", "shop-dev-cpu"],
      enable: true,
      rollback: true,
    });
  });

  it("only tell where they are not to end deployments", async () => {
    const { recorded, service } = await deployed({ rollBackOnAlarms: false }, { alarms });
    assert.deepEqual(service.alarms, { alarmNames: [], enable: false, rollback: false });
    assert.equal(recorded.byType("aws:cloudwatch/metricAlarm:MetricAlarm").length, 2);
  });

  it("watch both target groups that take turns", async () => {
    const { recorded } = await deployed({ strategy: "canary" }, { alarms: { unhealthyTargets: 1 } });
    const { metricQueries } = recorded.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs as {
      metricQueries: { metric?: { dimensions: { TargetGroup: string } } }[];
    };
    const groups = metricQueries.flatMap(({ metric }) => metric?.dimensions.TargetGroup ?? []);
    assert.deepEqual(
      groups,
      recorded.byType(groupType).map(({ outputs }) => outputs.arnSuffix),
    );
  });
});
