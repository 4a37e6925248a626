// Proves what a network asks of AWS and awsx, and which arguments it refuses. What awsx creates inside its VPC is not
// seen here (own-vpc.test.ts counts it), nor whether given subnets lie in their VPC: AWS says that.
import assert from "node:assert/strict";
import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import { defaults, Network, type NetworkArgs } from "../../src/index.ts";

const existing = {
  kind: "existing",
  vpcId: "vpc-0123456789abcdef0",
  loadBalancerSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
  taskSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  assignPublicIp: false,
} as const satisfies NetworkArgs & { kind: "existing" };

function record(args: unknown, options: RecordOptions = {}) {
  return recordRegistrations(() => {
    const network = new Network("network", args as NetworkArgs);
    const { vpcId, cidrBlock, loadBalancerSubnetIds, taskSubnetIds, databaseSubnetIds, assignPublicIp } =
      network;
    return { vpcId, cidrBlock, loadBalancerSubnetIds, taskSubnetIds, databaseSubnetIds, assignPublicIp };
  }, options);
}

async function createdTypes(args: NetworkArgs): Promise<string[]> {
  const { resources } = await record(args);
  return resources.map(({ type }) => type).filter((type) => !type.startsWith("starter:"));
}

const threeOf = (kind: string) => [1, 2, 3].map((zone) => `subnet-network-${kind}-${zone}`);
const twoOf = (kind: string) => threeOf(kind).slice(0, 2);

describe("network in the default VPC", () => {
  it("creates nothing, and gives tasks public addresses", async () => {
    const { outputs } = await record({ kind: "default" });
    assert.deepEqual(outputs, {
      vpcId: "vpc-default",
      cidrBlock: "172.31.0.0/16",
      loadBalancerSubnetIds: ["subnet-default-1", "subnet-default-2"],
      taskSubnetIds: ["subnet-default-1", "subnet-default-2"],
      databaseSubnetIds: ["subnet-default-1", "subnet-default-2"],
      assignPublicIp: true,
    });
    assert.deepEqual(await createdTypes({ kind: "default" }), []);
  });

  it("takes the same two default subnets whatever order AWS returns them in", async () => {
    const calls = { "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-c", "subnet-a", "subnet-b"] }) };
    const { outputs } = await record({ kind: "default" }, { answers: { calls } });
    assert.deepEqual(outputs.taskSubnetIds, ["subnet-a", "subnet-b"]);
  });

  it("rejects a default VPC with a single default subnet, saying how to get another", async () => {
    const calls = { "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-a"] }) };
    const { problems } = await record({ kind: "default" }, { answers: { calls } });
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
    const { outputs } = await record(existing, {
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
    });
    assert.deepEqual(await createdTypes(existing), []);
  });

  it("asks AWS nothing when the range is given, and takes databases' subnets of their own", async () => {
    const databaseSubnetIds = ["subnet-0000000c", "subnet-0000000d"];
    const args = { ...existing, cidrBlock: "100.64.0.0/20", databaseSubnetIds, assignPublicIp: true };
    const getVpc = () => assert.fail("asked AWS");
    const { outputs, problems } = await record(args, {
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
    const recorded = await record({ kind: "public", cidrBlock: "10.9.0.0/20", zones: 3 });
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
    });
  });

  it("private: one NAT gateway in two zones, tasks in private subnets without public addresses", async () => {
    const recorded = await record({ kind: "private" });
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
    });
  });

  it("private: a NAT gateway in each of three zones", async () => {
    const recorded = await record({ kind: "private", nat: "perZone", zones: 3 });
    const { natGateways, numberOfAvailabilityZones } = recorded.one("awsx:ec2:Vpc").inputs;
    assert.deepEqual([natGateways, numberOfAvailabilityZones], [{ strategy: "OnePerAz" }, 3]);
    assert.deepEqual(recorded.outputs.taskSubnetIds, threeOf("private"));
  });

  it("empties the VPC's default security group", async () => {
    const recorded = await record({ kind: "private" });
    const { inputs } = recorded.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.deepEqual(inputs, { vpcId: "vpc-network" });
  });
});

describe("flow logs", () => {
  const flowLogTypes = [
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/flowLog:FlowLog",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
  ];
  const arn = "arn:aws:logs:us-east-1:123456789012:log-group/network-flow-logs";

  it("are off unless asked for", async () => {
    const types = await createdTypes({ kind: "public" });
    assert.deepEqual(
      types.filter((type) => flowLogTypes.includes(type)),
      [],
    );
    assert.deepEqual(await createdTypes({ kind: "default", flowLogs: "off" }), []);
  });

  it("go to a log group that forgets after 30 days", async () => {
    const recorded = await record({ kind: "private", flowLogs: "rejected" });
    assert.deepEqual(recorded.one("aws:cloudwatch/logGroup:LogGroup").inputs, { retentionInDays: 30 });
    assert.deepEqual(recorded.one("aws:ec2/flowLog:FlowLog").inputs, {
      vpcId: "vpc-network",
      trafficType: "REJECT",
      logDestinationType: "cloud-watch-logs",
      logDestination: arn,
      iamRoleArn: "arn:aws:iam::123456789012:role/network-flow-logs",
    });
  });

  it("are written by a role that may write there only, and that only flow logs here can assume", async () => {
    const recorded = await record({ kind: "private", flowLogs: "all" });
    const role = recorded.one("aws:iam/role:Role").inputs;
    assert.deepEqual(JSON.parse(String(role.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*" },
          },
        },
      ],
    });
    const { policy, role: roleId } = recorded.one("aws:iam/rolePolicy:RolePolicy").inputs;
    assert.equal(roleId, "network-flow-logs");
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [`${arn}:*`],
        },
      ],
    });
  });

  for (const [args, vpcId] of [
    [{ kind: "default", flowLogs: "all" }, "vpc-default"],
    [{ ...existing, flowLogs: "all" }, existing.vpcId],
  ] as const) {
    it(`record all traffic of a VPC of kind ${args.kind}`, async () => {
      const { inputs } = (await record(args)).one("aws:ec2/flowLog:FlowLog");
      assert.deepEqual([inputs.vpcId, inputs.trafficType], [vpcId, "ALL"]);
      assert.deepEqual((await createdTypes(args)).sort(), flowLogTypes);
    });
  }
});

const range =
  'must be a private IPv4 range from /16 to /24 that starts at its first address, such as "10.0.0.0/16"';
const vpcForm = 'must be "vpc-" and 8 or 17 hexadecimal digits';
const subnetForm = 'must be "subnet-" and 8 or 17 hexadecimal digits';

const rejected: [string, unknown, string[]][] = [
  [
    "an unknown kind and unknown flow logs",
    { kind: "privat", flowLogs: "accepted" },
    [
      'kind: must be "default", "existing", "public" or "private", got "privat"',
      'flowLogs: must be "off", "rejected" or "all", got "accepted"',
    ],
  ],
  [
    "an own VPC that is too small and has one zone",
    { kind: "public", cidrBlock: "10.0.0.0/28", zones: 1 },
    [`cidrBlock: ${range}, got "10.0.0.0/28"`, "zones: must be 2 or 3, got 1"],
  ],
  [
    "an own VPC of public addresses, four zones and an unknown choice of NAT gateways",
    { kind: "private", cidrBlock: "52.0.0.0/16", zones: 4, nat: "none" },
    [
      `cidrBlock: ${range}, got "52.0.0.0/16"`,
      "zones: must be 2 or 3, got 4",
      'nat: must be "single" or "perZone", got "none"',
    ],
  ],
  [
    "a range that does not start at its first address",
    { kind: "public", cidrBlock: "10.0.1.0/16" },
    [`cidrBlock: ${range}, got "10.0.1.0/16"`],
  ],
  [
    "a range whose subnets are too small for a load balancer",
    { kind: "private", cidrBlock: "10.0.0.0/24", zones: 3 },
    [
      'cidrBlock: must be /23 or larger for 3 subnets in each of 3 zones, since a load balancer needs subnets of /27, got "10.0.0.0/24", which makes them /28',
    ],
  ],
  [
    "an existing VPC without anything that names it",
    { kind: "existing" },
    [
      `vpcId: ${vpcForm}, got nothing; list yours with: aws ec2 describe-vpcs`,
      "loadBalancerSubnetIds: must be two subnets or more, in different Availability Zones, got nothing",
      "taskSubnetIds: must be two subnets or more, in different Availability Zones, got nothing",
      "assignPublicIp: must be true where the tasks' subnets route to an internet gateway, or false where they route to a NAT gateway, got nothing",
    ],
  ],
  [
    "IDs of an existing VPC that are ill-formed, repeated or too few",
    {
      kind: "existing",
      vpcId: "vpc-main",
      cidrBlock: "10.0.0.0/29",
      loadBalancerSubnetIds: ["subnet-0000000a", "subnet-0000000A"],
      taskSubnetIds: ["subnet-0000000a", "subnet-0000000a"],
      databaseSubnetIds: ["sg-0000000a"],
      assignPublicIp: true,
      flowLogs: true,
    },
    [
      `vpcId: ${vpcForm}, got "vpc-main"; list yours with: aws ec2 describe-vpcs`,
      'cidrBlock: must be an IPv4 range from /16 to /28 that starts at its first address, such as "10.0.0.0/16", got "10.0.0.0/29"; leave it out to look up the VPC\'s',
      `loadBalancerSubnetIds[1]: ${subnetForm}, got "subnet-0000000A"; list yours with: aws ec2 describe-subnets`,
      'taskSubnetIds[1]: must be another subnet than the ones before it, got "subnet-0000000a"',
      "databaseSubnetIds: must be two subnets or more, in different Availability Zones, got 1",
      `databaseSubnetIds[0]: ${subnetForm}, got "sg-0000000a"; list yours with: aws ec2 describe-subnets`,
      'flowLogs: must be "off", "rejected" or "all", got true',
    ],
  ],
];

describe("network arguments", () => {
  for (const [title, args, problems] of rejected) {
    it(`rejects ${title}`, async () => {
      const recorded = await record(args);
      assert.deepEqual(
        recorded.problems.map(({ where, message }) => `${where}: ${message}`),
        problems,
      );
      assert.deepEqual(recorded.resources, []);
    });
  }
});
