// Proves what the platform's components ask of AWS and awsx. What awsx creates inside its VPC is not seen here.
import assert from "node:assert/strict";
import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import {
  Cluster,
  exportPlatform,
  LoadBalancer,
  Network,
  type NetworkArgs,
  standInPlatformOutputs,
} from "../../src/index.ts";

function recordPlatform(args: NetworkArgs = { kind: "default" }, options: RecordOptions = {}) {
  return recordRegistrations(() => {
    const network = new Network("network", args);
    const cluster = new Cluster("cluster", { network, containerInsights: "enhanced" });
    const loadBalancer = new LoadBalancer("lb", { network });
    return exportPlatform({ network, cluster, loadBalancer });
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

  it("creates no network resource in the default VPC", async () => {
    const { resources } = await recordPlatform();
    const types = resources.filter(({ custom }) => custom).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => /vpc:Vpc|subnet|natGateway/i.test(type)),
      [],
    );
  });

  it("takes the same two default subnets whatever order AWS returns them in", async () => {
    const calls = { "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-c", "subnet-a", "subnet-b"] }) };
    const { outputs } = await recordPlatform({ kind: "default" }, { answers: { calls } });
    assert.deepEqual(outputs.taskSubnetIds, ["subnet-a", "subnet-b"]);
  });

  it("rejects a default VPC with a single default subnet, saying how to get another", async () => {
    const calls = { "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-a"] }) };
    const { problems } = await recordPlatform({ kind: "default" }, { answers: { calls } });
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        "the default VPC must have default subnets in two Availability Zones, got 1; create one with: aws ec2 create-default-subnet --availability-zone <zone>, or set network to public",
      ],
    );
  });

  it("gives an own VPC public subnets for tasks, isolated ones for databases, and no NAT gateway", async () => {
    const recorded = await recordPlatform({ kind: "public", cidrBlock: "10.9.0.0/20", zones: 3 });
    assert.deepEqual(recorded.one("awsx:ec2:Vpc").inputs, {
      cidrBlock: "10.9.0.0/20",
      numberOfAvailabilityZones: 3,
      enableDnsHostnames: true,
      natGateways: { strategy: "None" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public" }, { type: "Isolated" }],
    });
    const { outputs } = recorded;
    assert.deepEqual(
      [outputs.vpcCidrBlock, outputs.taskSubnetIds, outputs.databaseSubnetIds],
      [
        "10.9.0.0/20",
        ["subnet-network-public-1", "subnet-network-public-2", "subnet-network-public-3"],
        ["subnet-network-isolated-1", "subnet-network-isolated-2", "subnet-network-isolated-3"],
      ],
    );
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

const rejected: [string, () => unknown, string[]][] = [
  [
    "a network of unknown kind",
    () => new Network("network", { kind: "privat" } as unknown as NetworkArgs),
    ['kind: must be "default" or "public", got "privat"'],
  ],
  [
    "an own VPC that is too small and has one zone",
    () => new Network("network", { kind: "public", cidrBlock: "10.0.0.0/28", zones: 1 }),
    [
      'cidrBlock: must be an IPv4 range from /16 to /24 such as "10.0.0.0/16", got "10.0.0.0/28"',
      "zones: must be 2 or 3, got 1",
    ],
  ],
  [
    "a name that leaves no room for Pulumi's suffix",
    () => new LoadBalancer("a-name-of-twenty-five-cha", { network: {} as Network, idleTimeoutSeconds: 0 }),
    [
      'name: must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter and not with "internal-", got "a-name-of-twenty-five-cha" (25 characters)',
      "idleTimeoutSeconds: must be a whole number from 1 to 4000 seconds, got 0",
    ],
  ],
];

describe("platform arguments", () => {
  for (const [title, program, problems] of rejected) {
    it(`rejects ${title}`, async () => {
      const recorded = await recordRegistrations(() => void program());
      assert.deepEqual(
        recorded.problems.map(({ where, message }) => `${where}: ${message}`),
        problems,
      );
      assert.deepEqual(recorded.resources, []);
    });
  }
});
