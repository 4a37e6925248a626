import { defaults } from "../defaults.ts";
import type { OwnNetworkArgs } from "./network-args.ts";

/** Inputs of awsx's Vpc that decide what it creates. */
export interface OwnVpcLayout {
  numberOfAvailabilityZones: number;
  natGateways: { strategy: "None" | "Single" | "OnePerAz" };
  /** Subnets in each zone, in the order in which they divide the zone's range. */
  subnetSpecs: { type: "Public" | "Private" | "Isolated" }[];
}

/** What awsx's Vpc creates, by Pulumi's type: how many of each. */
export type OwnVpcResources = ReturnType<typeof ownVpcResources>;

/** What awsx is asked for: which subnets in each zone, and which NAT gateways. */
export function ownVpcLayout(args: OwnNetworkArgs): OwnVpcLayout {
  const numberOfAvailabilityZones = args.zones ?? defaults.network.zones;
  if (args.kind !== "private") {
    return {
      numberOfAvailabilityZones,
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Public" }, { type: "Isolated" }],
    };
  }
  const strategy = (args.nat ?? defaults.network.nat) === "single" ? "Single" : "OnePerAz";
  return {
    numberOfAvailabilityZones,
    natGateways: { strategy },
    subnetSpecs: [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }],
  };
}

/**
 * What awsx creates of a layout: one subnet of each kind in each zone, each with a route table of its own; a default
 * route from public subnets to the one internet gateway and from private subnets to a NAT gateway, none from isolated
 * subnets; an Elastic IP address for each NAT gateway.
 * https://www.pulumi.com/docs/iac/clouds/aws/guides/vpc/
 * https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/vpc.ts (read November 2026)
 */
export function ownVpcResources(layout: OwnVpcLayout) {
  const { numberOfAvailabilityZones: zones, subnetSpecs } = layout;
  const { strategy } = layout.natGateways;
  const subnets = zones * subnetSpecs.length;
  const routed = subnetSpecs.filter(
    ({ type }) => type === "Public" || (type === "Private" && strategy !== "None"),
  );
  const natGateways = { None: 0, Single: 1, OnePerAz: zones }[strategy];
  return {
    "aws:ec2/vpc:Vpc": 1,
    "aws:ec2/internetGateway:InternetGateway": 1,
    "aws:ec2/subnet:Subnet": subnets,
    "aws:ec2/routeTable:RouteTable": subnets,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": subnets,
    "aws:ec2/route:Route": zones * routed.length,
    "aws:ec2/eip:Eip": natGateways,
    "aws:ec2/natGateway:NatGateway": natGateways,
  };
}

/**
 * Prefix length of each subnet: awsx's strategy `Auto` divides the VPC's range evenly by zones, and each zone's by
 * subnets, both rounded up to a power of two.
 * https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/#auto
 */
export function ownVpcSubnetMask(vpcMask: number, layout: OwnVpcLayout): number {
  const bits = (parts: number) => Math.ceil(Math.log2(parts));
  return vpcMask + bits(layout.numberOfAvailabilityZones) + bits(layout.subnetSpecs.length);
}
