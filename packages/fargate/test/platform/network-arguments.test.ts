// Proves what a network refuses before anything registers, and in which words.
import { Network, type NetworkArgs } from "../../src/index.ts";
import { itRejects, type Rejection } from "../rejections.ts";

const range =
  'must be a private IPv4 range from /16 to /24 that starts at its first address, such as "10.0.0.0/16"';
const vpcForm = 'must be "vpc-" and 8 or 17 hexadecimal digits';
const subnetForm = 'must be "subnet-" and 8 or 17 hexadecimal digits';

const rejected: Rejection<unknown>[] = [
  [
    "an unknown kind and unknown flow logs",
    { kind: "privat", flowLogs: "accepted" },
    [
      'kind: must be "default", "existing", "public", "private" or "isolated", got "privat"',
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
  itRejects(rejected, (args) => new Network("network", args as NetworkArgs));
});
