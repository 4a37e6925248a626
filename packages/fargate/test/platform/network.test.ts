// Proves what a network asks of AWS and awsx. What awsx creates inside its VPC is not seen here (own-vpc.test.ts counts
// it), nor whether given subnets lie in their VPC: AWS says that.
import assert from "node:assert/strict";
import { defaults } from "../../src/index.ts";
import { createdTypes, existing, recordNetwork } from "./record-network.ts";

const threeOf = (kind: string) => [1, 2, 3].map((zone) => `subnet-network-${kind}-${zone}`);
const twoOf = (kind: string) => threeOf(kind).slice(0, 2);

describe("network in the default VPC", () => {
  it("creates nothing, and gives tasks public addresses", async () => {
    const { outputs } = await recordNetwork({ kind: "default" });
    assert.deepEqual(outputs, {
      vpcId: "vpc-default",
      cidrBlock: "172.31.0.0/16",
      loadBalancerSubnetIds: ["subnet-default-1", "subnet-default-2"],
      taskSubnetIds: ["subnet-default-1", "subnet-default-2"],
      databaseSubnetIds: ["subnet-default-1", "subnet-default-2"],
      assignPublicIp: true,
      reachesInternet: true,
    });
    assert.deepEqual(await createdTypes({ kind: "default" }), []);
  });

  it("takes the same two default subnets whatever order AWS returns them in", async () => {
    const calls = { "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-c", "subnet-a", "subnet-b"] }) };
    const { outputs } = await recordNetwork({ kind: "default" }, { answers: { calls } });
    assert.deepEqual(outputs.taskSubnetIds, ["subnet-a", "subnet-b"]);
  });

  it("rejects a default VPC with a single default subnet, saying how to get another", async () => {
    const calls = { "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-a"] }) };
    const { problems } = await recordNetwork({ kind: "default" }, { answers: { calls } });
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        "the default VPC must have default subnets in two Availability Zones, got 1; create one with: aws ec2 create-default-subnet --availability-zone <zone>, or set network to public",
      ],
    );
  });
});

describe("network in an existing VPC", () => {
  it("creates nothing, and looks up the range of the VPC it was given", async () => {
    const asked: unknown[] = [];
    const getVpc = ({ inputs }: { inputs: Record<string, unknown> }) => {
      asked.push(inputs);
      return { cidrBlock: "10.20.0.0/16" };
    };
    const { outputs } = await recordNetwork(existing, {
      answers: { calls: { "aws:ec2/getVpc:getVpc": getVpc } },
    });
    assert.deepEqual(asked, [{ id: existing.vpcId }]);
    assert.deepEqual(outputs, {
      vpcId: existing.vpcId,
      cidrBlock: "10.20.0.0/16",
      loadBalancerSubnetIds: existing.loadBalancerSubnetIds,
      taskSubnetIds: existing.taskSubnetIds,
      databaseSubnetIds: existing.taskSubnetIds,
      assignPublicIp: false,
      reachesInternet: true,
    });
    assert.deepEqual(await createdTypes(existing), []);
  });

  it("rejects subnets of another VPC or of a single zone, as soon as AWS says so", async () => {
    const subnets: Record<string, object> = {
      "subnet-0000000a": { vpcId: "vpc-other", availabilityZone: "us-east-1a" },
      "subnet-0000000b": { vpcId: existing.vpcId, availabilityZone: "us-east-1b" },
    };
    const getSubnet = ({ inputs }: { inputs: Record<string, unknown> }) => {
      const id = String(inputs.id);
      return { id, vpcId: existing.vpcId, availabilityZone: "us-east-1c", ...subnets[id] };
    };
    const { problems } = await recordNetwork(existing, {
      answers: { calls: { "aws:ec2/getSubnet:getSubnet": getSubnet } },
    });
    const oneZone =
      "must span two Availability Zones or more, got us-east-1c alone; add a subnet of another zone";
    assert.deepEqual(problems.map(({ message }) => message).sort(), [
      `databaseSubnetIds: ${oneZone}`,
      `loadBalancerSubnetIds: must lie in ${existing.vpcId}, got subnet-0000000a in vpc-other; list the VPC's with: aws ec2 describe-subnets --filters Name=vpc-id,Values=${existing.vpcId}`,
      `taskSubnetIds: ${oneZone}`,
    ]);
  });

  it("rejects two subnets of one zone for the load balancer, but not for tasks", async () => {
    const subnetIds = ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"];
    const getSubnet = ({ inputs: { id } }: { inputs: Record<string, unknown> }) => ({
      id,
      vpcId: existing.vpcId,
      availabilityZone: id === "subnet-0000000c" ? "us-east-1c" : "us-east-1a",
    });
    const args = { ...existing, loadBalancerSubnetIds: subnetIds, taskSubnetIds: subnetIds };
    const { problems } = await recordNetwork(args, {
      answers: { calls: { "aws:ec2/getSubnet:getSubnet": getSubnet } },
    });
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        "loadBalancerSubnetIds: must each lie in a zone of its own, since a load balancer takes one subnet of a zone, got subnet-0000000a in us-east-1a, subnet-0000000b in us-east-1a and subnet-0000000c in us-east-1c; leave all but one of each zone out",
      ],
    );
  });

  it("takes the subnets as given offline, where AWS cannot be asked", async () => {
    const getSubnet = () => assert.fail("asked AWS");
    const { outputs, problems } = await recordNetwork(existing, {
      config: { "ship:offline": "true" },
      answers: { calls: { "aws:ec2/getSubnet:getSubnet": getSubnet } },
    });
    assert.deepEqual([problems, outputs.taskSubnetIds], [[], existing.taskSubnetIds]);
  });

  it("asks AWS for no range when it is given, and takes databases' subnets of their own", async () => {
    const databaseSubnetIds = ["subnet-0000000c", "subnet-0000000d"];
    const args = { ...existing, cidrBlock: "100.64.0.0/20", databaseSubnetIds, assignPublicIp: true };
    const getVpc = () => assert.fail("asked AWS");
    const { outputs, problems } = await recordNetwork(args, {
      answers: { calls: { "aws:ec2/getVpc:getVpc": getVpc } },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [outputs.cidrBlock, outputs.databaseSubnetIds, outputs.assignPublicIp],
      ["100.64.0.0/20", databaseSubnetIds, true],
    );
  });
});

describe("network in an own VPC", () => {
  it("public: public subnets for tasks with public addresses, isolated ones for databases, no NAT gateway", async () => {
    const recorded = await recordNetwork({ kind: "public", cidrBlock: "10.9.0.0/20", zones: 3 });
    assert.deepEqual(recorded.one("awsx:ec2:Vpc").inputs, {
      cidrBlock: "10.9.0.0/20",
      numberOfAvailabilityZones: 3,
      enableDnsHostnames: true,
      natGateways: { strategy: "None" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public" }, { type: "Isolated" }],
    });
    assert.deepEqual(recorded.outputs, {
      vpcId: "vpc-network",
      cidrBlock: "10.9.0.0/20",
      loadBalancerSubnetIds: threeOf("public"),
      taskSubnetIds: threeOf("public"),
      databaseSubnetIds: threeOf("isolated"),
      assignPublicIp: true,
      reachesInternet: true,
    });
  });

  it("private: one NAT gateway in two zones, tasks in private subnets without public addresses", async () => {
    const recorded = await recordNetwork({ kind: "private" });
    assert.deepEqual(recorded.one("awsx:ec2:Vpc").inputs, {
      cidrBlock: defaults.network.cidrBlock,
      numberOfAvailabilityZones: 2,
      enableDnsHostnames: true,
      natGateways: { strategy: "Single" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }],
    });
    assert.deepEqual(recorded.outputs, {
      vpcId: "vpc-network",
      cidrBlock: "10.0.0.0/16",
      loadBalancerSubnetIds: twoOf("public"),
      taskSubnetIds: twoOf("private"),
      databaseSubnetIds: twoOf("isolated"),
      assignPublicIp: false,
      reachesInternet: true,
    });
  });

  it("private: a NAT gateway in each of three zones", async () => {
    const recorded = await recordNetwork({ kind: "private", nat: "perZone", zones: 3 });
    const { natGateways, numberOfAvailabilityZones } = recorded.one("awsx:ec2:Vpc").inputs;
    assert.deepEqual([natGateways, numberOfAvailabilityZones], [{ strategy: "OnePerAz" }, 3]);
    assert.deepEqual(recorded.outputs.taskSubnetIds, threeOf("private"));
  });

  it("empties the VPC's default security group", async () => {
    const recorded = await recordNetwork({ kind: "private" });
    const { inputs } = recorded.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.deepEqual(inputs, { vpcId: "vpc-network" });
  });

  it("isolated: tasks and databases in subnets without a route to the internet", async () => {
    const recorded = await recordNetwork({ kind: "isolated", zones: 3 });
    const { natGateways, subnetSpecs } = recorded.one("awsx:ec2:Vpc").inputs;
    assert.deepEqual(
      [natGateways, subnetSpecs],
      [{ strategy: "None" }, [{ type: "Public" }, { type: "Isolated" }]],
    );
    assert.deepEqual(recorded.outputs, {
      vpcId: "vpc-network",
      cidrBlock: "10.0.0.0/16",
      loadBalancerSubnetIds: threeOf("public"),
      taskSubnetIds: threeOf("isolated"),
      databaseSubnetIds: threeOf("isolated"),
      assignPublicIp: false,
      reachesInternet: false,
    });
  });
});
