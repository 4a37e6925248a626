// Proves what the component asks of AWS, and in which order. That AWS accepts it is not proven here.
import assert from "node:assert/strict";
import { type Capacity, defaults } from "../../src/index.ts";
import { recordService } from "../sample-service.ts";

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

describe("FargateService", () => {
  it("asks for a service that rolls back, waits and is reached only over its own security group", async () => {
    const recorded = await recordService();
    assert.deepEqual(recorded.problems, []);
    const { inputs } = recorded.one("aws:ecs/service:Service");
    assert.deepEqual(inputs, {
      cluster: "arn:aws:ecs:ap-northeast-2:123456789012:cluster/platform",
      taskDefinition: recorded.one("aws:ecs/taskDefinition:TaskDefinition").outputs.arn,
      desiredCount: 1,
      capacityProviderStrategies: [{ capacityProvider: "FARGATE", base: 0, weight: 1 }],
      forceNewDeployment: true,
      platformVersion: "1.4.0",
      networkConfiguration: {
        subnets: ["subnet-task-a", "subnet-task-b"],
        assignPublicIp: true,
        securityGroups: ["sg-shop", "sg-connect"],
      },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      availabilityZoneRebalancing: "ENABLED",
      deploymentConfiguration: { strategy: "ROLLING", bakeTimeInMinutes: "0" },
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { alarmNames: [], enable: false, rollback: false },
      waitForSteadyState: true,
      sigintRollback: true,
      forceDelete: false,
      enableExecuteCommand: false,
      propagateTags: "SERVICE",
      enableEcsManagedTags: true,
      serviceConnectConfiguration: {
        enabled: true,
        namespace: "arn:aws:servicediscovery:ap-northeast-2:123456789012:namespace/ns-platform",
        services: [
          {
            portName: "nginx-8081",
            discoveryName: "shop",
            clientAlias: [{ dnsName: "shop", port: 80 }],
            ingressPortOverride: 15000,
          },
        ],
      },
      loadBalancers: [
        {
          targetGroupArn: recorded.one("aws:lb/targetGroup:TargetGroup").outputs.arn,
          containerName: "nginx",
          containerPort: 8081,
        },
      ],
      healthCheckGracePeriodSeconds: 60,
    });
  });

  it("waits for its rule, its rights, its logs and its open doors", async () => {
    const recorded = await recordService();
    const { dependsOn } = recorded.one("aws:ecs/service:Service");
    for (const edge of [
      "aws:lb/listenerRule:ListenerRule::shop",
      "aws:iam/rolePolicy:RolePolicy::shop-execution",
      "aws:cloudwatch/logGroup:LogGroup::shop-app",
      "aws:cloudwatch/logGroup:LogGroup::shop-nginx",
      "aws:cloudwatch/logGroup:LogGroup::shop-migrate",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::shop-to-anywhere",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::shop-from-load-balancer",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::shop-from-connect",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::shop-to-database",
    ]) {
      assert.ok(dependsOn.includes(edge), `${edge} is missing in ${dependsOn.join(", ")}`);
    }
  });

  it("gives no child a physical name, which would keep it from being replaced and from standing there twice", async () => {
    const { resources } = await recordService();
    const fixed = resources.filter(
      ({ inputs }) => (inputs.name ?? inputs.namePrefix ?? inputs.identifier) !== undefined,
    );
    assert.deepEqual(
      // The database's are made of its subnet group's, which Pulumi makes up.
      fixed.map(({ name, inputs }) => [name, inputs.identifier ?? inputs.name]),
      [
        ["shop-database-postgresql", "/aws/rds/instance/shop-database/postgresql"],
        ["shop-database-upgrade", "/aws/rds/instance/shop-database/upgrade"],
        ["shop-database", "shop-database"],
      ],
    );
    assert.ok(
      resources
        .find(({ type }) => type === "aws:rds/instance:Instance")
        ?.dependsOn.includes("aws:rds/subnetGroup:SubnetGroup::shop-database"),
    );
  });

  it("keeps every container's logs for a finite time", async () => {
    const groups = (await recordService({ logRetentionDays: 7 })).byType("aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual(
      groups.map(({ name, inputs }) => [name, inputs.retentionInDays]),
      [
        ["shop-app", 7],
        ["shop-nginx", 7],
        ["shop-migrate", 7],
        ["shop-database-postgresql", 30],
        ["shop-database-upgrade", 30],
      ],
    );
  });

  it("admits the load balancer to the routed port and Service Connect's clients to the proxy, nobody else", async () => {
    const rules = (await recordService()).byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules
        .filter(({ inputs }) => inputs.securityGroupId === "sg-shop")
        .map(({ inputs }) => [
          inputs.referencedSecurityGroupId,
          inputs.cidrIpv4,
          inputs.fromPort,
          inputs.toPort,
        ]),
      [
        ["sg-load-balancer", undefined, 8081, 8081],
        ["sg-connect", undefined, 15000, 15000],
      ],
    );
  });

  it("is admitted to its database on PostgreSQL's port, and nobody else is", async () => {
    const rules = (await recordService()).byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.filter(({ inputs }) => inputs.securityGroupId === "sg-shop-database").map(({ inputs }) => inputs),
      [
        {
          securityGroupId: "sg-shop-database",
          description: "PostgreSQL from the tasks of shop",
          referencedSecurityGroupId: "sg-shop",
          ipProtocol: "tcp",
          fromPort: 5432,
          toPort: 5432,
        },
      ],
    );
  });

  it("asks for health through nginx, quickly, and drains", async () => {
    const { inputs } = (await recordService()).one("aws:lb/targetGroup:TargetGroup");
    assert.deepEqual(inputs, {
      targetType: "ip",
      protocol: "HTTP",
      port: 8081,
      vpcId: "vpc-platform",
      deregistrationDelay: 30,
      healthCheck: {
        protocol: "HTTP",
        path: "/readyz",
        matcher: "200",
        interval: 5,
        timeout: 4,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
  });

  it("takes the route's paths off the platform's listener", async () => {
    const recorded = await recordService({
      route: { paths: ["/a*", "/b"], container: "nginx", priority: 7 },
    });
    assert.deepEqual(recorded.one("aws:lb/listenerRule:ListenerRule").inputs, {
      listenerArn: "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:listener/app/platform/1/1",
      priority: 7,
      conditions: [{ pathPattern: { values: ["/a*", "/b"] } }],
      actions: [
        { type: "forward", targetGroupArn: recorded.one("aws:lb/targetGroup:TargetGroup").outputs.arn },
      ],
    });
  });

  it("has neither target group nor grace period without a route", async () => {
    const recorded = await recordService({ route: undefined });
    const { inputs } = recorded.one("aws:ecs/service:Service");
    assert.deepEqual([inputs.loadBalancers, inputs.healthCheckGracePeriodSeconds], [undefined, undefined]);
    assert.equal(recorded.byType("aws:lb/targetGroup:TargetGroup").length, 0);
  });

  it("is only a client of Service Connect with connect: true", async () => {
    const recorded = await recordService({ connect: true });
    assert.deepEqual(recorded.one("aws:ecs/service:Service").inputs.serviceConnectConfiguration, {
      enabled: true,
      namespace: "arn:aws:servicediscovery:ap-northeast-2:123456789012:namespace/ns-platform",
    });
  });

  it("spreads tasks over on-demand and Spot as asked", async () => {
    const strategiesOf = async (capacity: Capacity) =>
      (await recordService({ capacity })).one("aws:ecs/service:Service").inputs.capacityProviderStrategies;
    assert.deepEqual(await strategiesOf("spot"), [{ capacityProvider: "FARGATE_SPOT", base: 0, weight: 1 }]);
    assert.deepEqual(await strategiesOf("spotMixed"), [
      { capacityProvider: "FARGATE", base: 1, weight: 1 },
      { capacityProvider: "FARGATE_SPOT", base: 0, weight: 3 },
    ]);
    assert.deepEqual(await strategiesOf({ spot: { weight: 5 }, onDemand: { base: 2, weight: 1 } }), [
      { capacityProvider: "FARGATE", base: 2, weight: 1 },
      { capacityProvider: "FARGATE_SPOT", base: 0, weight: 5 },
    ]);
  });

  it("applies a transform as the last step", async () => {
    const transform = { service: (args: object) => ({ ...args, enableEcsManagedTags: false }) };
    const { inputs } = (await recordService({ transform })).one("aws:ecs/service:Service");
    assert.equal(inputs.enableEcsManagedTags, false);
    assert.equal(inputs.desiredCount, defaults.service.count);
  });

  it("fails when ECS runs another revision than the one deployed", async () => {
    const running = arn("ecs", "task-definition/shop-dev:41");
    const recorded = await recordService(
      {},
      { answers: { resources: { "aws:ecs/service:Service": () => ({ taskDefinition: running }) } } },
    );
    const [problem] = recorded.problems;
    assert.match(
      problem?.message ?? "",
      /^shop: the new version did not become healthy and ECS rolled back to arn:/,
    );
    assert.equal(recorded.problems.length, 1);
  });

  it("does not judge a deployment in a preview", async () => {
    const answers = { resources: { "aws:ecs/service:Service": () => ({ taskDefinition: "arn:other" }) } };
    assert.deepEqual((await recordService({}, { answers, preview: true })).problems, []);
  });
});
