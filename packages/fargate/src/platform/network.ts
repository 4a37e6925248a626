import * as aws from "@pulumi/aws";
// Not the package's index, which loads the old API as well: a tenth of a second in each preview.
import { Vpc } from "@pulumi/awsx/ec2/index.js";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { createEndpoints, type Endpoints } from "./endpoints.ts";
import { lookUpSubnets, type SubnetField } from "./existing-subnets.ts";
import { createFlowLogs, type FlowLogs } from "./flow-logs.ts";
import type { ExistingNetworkArgs, NetworkArgs, OwnNetworkArgs } from "./network-args.ts";
import { ownVpcLayout } from "./own-vpc.ts";
import { validateNetwork } from "./validate-network.ts";

/**
 * A VPC and its subnets by purpose.
 *
 * Tasks cannot start before their way to the internet is open: the route, and the NAT gateway it leads to. No edge says
 * so, since services are in other stacks, which read the platform's outputs: they are deployed once an update of the
 * platform has ended, and with it all of this, and deleted before the platform is. What needs the internet and stands in
 * the platform's own program takes `dependsOn: network`, which waits for every resource below it.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** IPv4 range of the VPC. */
  readonly cidrBlock: pulumi.Output<string>;
  readonly loadBalancerSubnetIds: pulumi.Output<string[]>;
  readonly taskSubnetIds: pulumi.Output<string[]>;
  readonly databaseSubnetIds: pulumi.Output<string[]>;
  /** Whether tasks need a public address to reach the internet. */
  readonly assignPublicIp: boolean;
  /** Whether tasks reach the internet; what does not lie in AWS they reach only then. */
  readonly reachesInternet: boolean;
  /** The own VPC with its subnets, route tables and NAT gateways; undefined where the VPC was there before. */
  readonly vpc: Vpc | undefined;
  /** Of an isolated network; undefined where tasks reach AWS by way of the internet. */
  readonly endpoints: Endpoints | undefined;
  /** Undefined where `flowLogs` is off. */
  readonly flowLogs: FlowLogs | undefined;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    validateNetwork(name, args);
    super("starter:fargate:Network", name, {}, opts);

    const place = findPlace(name, args, this);
    this.vpc = place.vpc;
    this.vpcId = place.vpcId;
    this.cidrBlock = place.cidrBlock;
    this.loadBalancerSubnetIds = place.loadBalancerSubnetIds;
    this.taskSubnetIds = place.taskSubnetIds;
    this.databaseSubnetIds = place.databaseSubnetIds;
    this.assignPublicIp = place.assignPublicIp;
    this.reachesInternet = args.kind !== "isolated";
    this.endpoints =
      args.kind === "isolated" && place.vpc !== undefined
        ? createEndpoints(name, args, place.vpc, this)
        : undefined;
    const traffic = args.flowLogs ?? defaults.network.flowLogs;
    this.flowLogs = traffic === "off" ? undefined : createFlowLogs(name, traffic, this.vpcId, this);
    this.registerOutputs();
  }
}

type Place = Pick<
  Network,
  | "vpc"
  | "vpcId"
  | "cidrBlock"
  | "loadBalancerSubnetIds"
  | "taskSubnetIds"
  | "databaseSubnetIds"
  | "assignPublicIp"
>;

function findPlace(name: string, args: NetworkArgs, parent: Network): Place {
  if (args.kind === "default") return defaultVpc(parent);
  if (args.kind === "existing") return existingVpc(args, parent);
  return ownVpc(name, args, parent);
}

function defaultVpc(parent: Network): Place {
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
    vpc: undefined,
    vpcId: vpc.id,
    cidrBlock: vpc.cidrBlock,
    loadBalancerSubnetIds: subnetIds,
    taskSubnetIds: subnetIds,
    databaseSubnetIds: subnetIds,
    assignPublicIp: true,
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

function existingVpc(args: ExistingNetworkArgs, parent: Network): Place {
  const { vpcId, taskSubnetIds } = args;
  const subnets = (field: SubnetField) => lookUpSubnets(field, args[field] ?? taskSubnetIds, vpcId, parent);
  return {
    vpc: undefined,
    vpcId: pulumi.output(vpcId),
    cidrBlock: pulumi.output(args.cidrBlock ?? aws.ec2.getVpcOutput({ id: vpcId }, { parent }).cidrBlock),
    loadBalancerSubnetIds: subnets("loadBalancerSubnetIds"),
    taskSubnetIds: subnets("taskSubnetIds"),
    databaseSubnetIds: subnets("databaseSubnetIds"),
    assignPublicIp: args.assignPublicIp,
  };
}

function ownVpc(name: string, args: OwnNetworkArgs, parent: Network): Place {
  const cidrBlock = args.cidrBlock ?? defaults.network.cidrBlock;
  const vpc = new Vpc(
    name,
    { cidrBlock, enableDnsHostnames: true, subnetStrategy: "Auto", ...ownVpcLayout(args) },
    { parent },
  );
  // Nothing here uses it; AWS's own rules let whatever lands in it by mistake reach one another and the internet.
  new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.vpcId }, { parent });
  const taskSubnetIds = {
    public: vpc.publicSubnetIds,
    private: vpc.privateSubnetIds,
    isolated: vpc.isolatedSubnetIds,
  };
  return {
    vpc,
    vpcId: vpc.vpcId,
    cidrBlock: pulumi.output(cidrBlock),
    loadBalancerSubnetIds: vpc.publicSubnetIds,
    taskSubnetIds: taskSubnetIds[args.kind],
    databaseSubnetIds: vpc.isolatedSubnetIds,
    assignPublicIp: args.kind === "public",
  };
}
