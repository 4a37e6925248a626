import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { checkName } from "../validation/names.ts";
import { got } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";

/** Where tasks, load balancer and databases stand. */
export type NetworkArgs = DefaultNetworkArgs | PublicNetworkArgs;

/**
 * The account's default VPC and two of its default subnets: nothing to create, and no more public addresses of the load
 * balancer, which has one in each subnet, than it needs.
 */
export interface DefaultNetworkArgs {
  kind: "default";
}

/**
 * An own VPC: public subnets for the load balancer and the tasks, which have public addresses and so need no NAT
 * gateway, and subnets without any route to the internet for databases.
 */
export interface PublicNetworkArgs {
  kind: "public";
  /** Private IPv4 range, /16 to /24. @default "10.0.0.0/16" */
  cidrBlock?: string;
  /** Availability Zones, 2 or 3. @default 2 */
  zones?: number;
}

/** A VPC and its subnets by purpose. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** IPv4 range of the VPC. */
  readonly cidrBlock: pulumi.Output<string>;
  readonly loadBalancerSubnetIds: pulumi.Output<string[]>;
  readonly taskSubnetIds: pulumi.Output<string[]>;
  readonly databaseSubnetIds: pulumi.Output<string[]>;
  /** Whether tasks need a public address to reach the internet. */
  readonly assignPublicIp: boolean;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    validate(name, args);
    super("starter:fargate:Network", name, {}, opts);

    this.assignPublicIp = true;
    const subnets = args.kind === "default" ? defaultVpc(this) : ownVpc(name, args, this);
    this.vpcId = subnets.vpcId;
    this.cidrBlock = subnets.cidrBlock;
    this.loadBalancerSubnetIds = subnets.publicSubnetIds;
    this.taskSubnetIds = subnets.publicSubnetIds;
    this.databaseSubnetIds = subnets.databaseSubnetIds;
    this.registerOutputs();
  }
}

interface Subnets {
  vpcId: pulumi.Output<string>;
  cidrBlock: pulumi.Output<string>;
  publicSubnetIds: pulumi.Output<string[]>;
  databaseSubnetIds: pulumi.Output<string[]>;
}

function defaultVpc(parent: Network): Subnets {
  const vpc = aws.ec2.getVpcOutput({ default: true }, { parent });
  const subnets = aws.ec2.getSubnetsOutput(
    {
      filters: [
        { name: "vpc-id", values: [vpc.id] },
        { name: "default-for-az", values: ["true"] },
      ],
    },
    { parent },
  );
  const subnetIds = subnets.ids.apply(firstTwo);
  return {
    vpcId: vpc.id,
    cidrBlock: vpc.cidrBlock,
    publicSubnetIds: subnetIds,
    databaseSubnetIds: subnetIds,
  };
}

/** The same two each time: AWS returns them in any order, and another order is a difference in every preview. */
function firstTwo(subnetIds: string[]): string[] {
  if (subnetIds.length >= 2) return [...subnetIds].sort().slice(0, 2);
  throw new pulumi.RunError(
    `the default VPC must have default subnets in two Availability Zones, got ${subnetIds.length}; ` +
      "create one with: aws ec2 create-default-subnet --availability-zone <zone>, or set network to public",
  );
}

function ownVpc(name: string, args: PublicNetworkArgs, parent: Network): Subnets {
  const cidrBlock = args.cidrBlock ?? defaults.network.cidrBlock;
  const vpc = new awsx.ec2.Vpc(
    name,
    {
      cidrBlock,
      numberOfAvailabilityZones: args.zones ?? defaults.network.zones,
      enableDnsHostnames: true,
      natGateways: { strategy: "None" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public" }, { type: "Isolated" }],
    },
    { parent },
  );
  return {
    vpcId: vpc.vpcId,
    cidrBlock: pulumi.output(cidrBlock),
    publicSubnetIds: vpc.publicSubnetIds,
    databaseSubnetIds: vpc.isolatedSubnetIds,
  };
}

function validate(name: string, args: NetworkArgs): void {
  const problems = new Problems();
  problems.addAll(checkName(name));
  if (args.kind !== "default" && args.kind !== "public") {
    problems.add("kind", `must be "default" or "public", got ${got((args as { kind?: unknown }).kind)}`);
  }
  if (args.kind === "public") {
    const mask = /^(?:\d{1,3}\.){3}\d{1,3}\/(\d{1,2})$/.exec(
      args.cidrBlock ?? defaults.network.cidrBlock,
    )?.[1];
    if (mask === undefined || Number(mask) < 16 || Number(mask) > 24) {
      problems.add(
        "cidrBlock",
        `must be an IPv4 range from /16 to /24 such as "10.0.0.0/16", got ${got(args.cidrBlock)}`,
      );
    }
    if (args.zones !== undefined && args.zones !== 2 && args.zones !== 3) {
      problems.add("zones", `must be 2 or 3, got ${got(args.zones)}`);
    }
  }
  problems.throwIfAny(`Network ${name}`);
}
