// Proves what the platform's components ask of AWS and awsx. What awsx creates inside its VPC is not seen here.
import assert from "node:assert/strict";
import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import {
  AlarmTopic,
  Cluster,
  exportPlatform,
  type HttpsArgs,
  LoadBalancer,
  Network,
  type NetworkArgs,
  standInPlatformOutputs,
} from "../../src/index.ts";
import { itRejects, type Rejection } from "../rejections.ts";

function recordPlatform(
  args: NetworkArgs = { kind: "default" },
  options: RecordOptions = {},
  https?: HttpsArgs,
) {
  return recordRegistrations(() => {
    const network = new Network("network", args);
    const cluster = new Cluster("cluster", { network, containerInsights: "enhanced" });
    const loadBalancer = new LoadBalancer("lb", { network, https, insecureHttp: https === undefined });
    return exportPlatform({ network, cluster, loadBalancer, alarmTopic: new AlarmTopic("alarms", {}) });
  }, options);
}

describe("platform", () => {
  it("exports exactly what services read", async () => {
    const { outputs, problems } = await recordPlatform();
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(outputs).sort(), Object.keys(standInPlatformOutputs).sort());
    assert.deepEqual(
      Object.entries(outputs).filter(([, value]) => value === undefined),
      [],
    );
  });

  it("exports of each part what the output's name says", async () => {
    const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1";
    const recorded = await recordPlatform({ kind: "private" }, {}, { certificateArn });
    const subnets = (kind: string) => [1, 2].map((zone) => `subnet-network-${kind}-${zone}`);
    assert.deepEqual(recorded.outputs, {
      clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/cluster",
      clusterName: "cluster",
      namespaceArn: recorded.one("aws:servicediscovery/httpNamespace:HttpNamespace").outputs.arn,
      connectSecurityGroupId: "sg-cluster-connect",
      vpcId: "vpc-network",
      vpcCidrBlock: "10.0.0.0/16",
      taskSubnetIds: subnets("private"),
      assignPublicIp: false,
      reachesInternet: true,
      databaseSubnetIds: subnets("isolated"),
      listenerArn: recorded.one("aws:lb/listener:Listener", "lb-https").outputs.arn,
      loadBalancerSecurityGroupId: "sg-lb",
      registryCredentialsArn: "",
      imageCache: "",
      url: `https://${recorded.one("aws:lb/loadBalancer:LoadBalancer").outputs.dnsName}`,
      alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
    });
  });

  it("opens nothing to the internet but the load balancer's port 80", async () => {
    const rules = (await recordPlatform()).byType(
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    );
    assert.deepEqual(
      rules.map(({ inputs }) => [inputs.securityGroupId, inputs.cidrIpv4, inputs.fromPort, inputs.toPort]),
      [["sg-lb", "0.0.0.0/0", 80, 80]],
    );
  });

  it("answers 404 to what no service takes", async () => {
    const { inputs } = (await recordPlatform()).one("aws:lb/listener:Listener");
    assert.deepEqual(inputs.defaultActions, [
      {
        type: "fixed-response",
        fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "not found" },
      },
    ]);
  });

  it("drops malformed headers and closes idle connections before nginx does", async () => {
    const { inputs } = (await recordPlatform()).one("aws:lb/loadBalancer:LoadBalancer");
    assert.deepEqual(
      [inputs.dropInvalidHeaderFields, inputs.idleTimeout, inputs.enableDeletionProtection],
      [true, 60, false],
    );
  });

  it("has both Fargate capacity providers and enhanced insights", async () => {
    const recorded = await recordPlatform();
    assert.deepEqual(recorded.one("aws:ecs/cluster:Cluster").inputs.settings, [
      { name: "containerInsights", value: "enhanced" },
    ]);
    const { inputs } = recorded.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
    assert.deepEqual(inputs, { clusterName: "cluster", capacityProviders: ["FARGATE", "FARGATE_SPOT"] });
  });
});

describe("Cluster", () => {
  for (const [asked, value] of [
    [undefined, "disabled"],
    ["off", "disabled"],
    ["standard", "enabled"],
    ["enhanced", "enhanced"],
  ] as const) {
    it(`has Container Insights ${value} where they are ${asked ?? "left out"}`, async () => {
      const recorded = await recordRegistrations(() => {
        const network = new Network("network", { kind: "default" });
        new Cluster("cluster", { network, containerInsights: asked });
      });
      const { settings } = recorded.one("aws:ecs/cluster:Cluster").inputs;
      assert.deepEqual(settings, [{ name: "containerInsights", value }]);
    });
  }
});

describe("platform arguments", () => {
  const network = {} as Network;
  const rejection: Rejection<string> = [
    "a name that leaves no room for Pulumi's suffix",
    "a-name-of-twenty-five-cha",
    [
      'name: must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter, got "a-name-of-twenty-five-cha" (25 characters)',
      "idleTimeoutSeconds: must be a whole number from 1 to 71 seconds, less than the 72 for which containers keep idle connections, got 0",
    ],
  ];
  itRejects(
    [rejection],
    (name) => new LoadBalancer(name, { network, insecureHttp: true, idleTimeoutSeconds: 0 }),
  );
});
