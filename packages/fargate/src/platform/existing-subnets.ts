import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { listed } from "../validation/problem.ts";
import type { ExistingNetworkArgs } from "./network-args.ts";

/** Arguments of an existing network that list subnets. */
export type SubnetField = "loadBalancerSubnetIds" | "taskSubnetIds" | "databaseSubnetIds";

interface Subnet {
  id: string;
  vpcId: string;
  availabilityZone: string;
}

/**
 * The subnets as given, once AWS has said that they lie in the VPC and in two zones or more, a load balancer's each in
 * another one. A preview looks them up as well, and fails with a sentence. Offline, nobody can say so.
 */
export function lookUpSubnets(
  field: SubnetField,
  subnetIds: string[],
  vpcId: ExistingNetworkArgs["vpcId"],
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  if (programContext().offline) return pulumi.output(subnetIds);
  return pulumi.all(subnetIds.map((id) => aws.ec2.getSubnetOutput({ id }, { parent }))).apply((subnets) => {
    const reason = subnetProblem(field, subnets, vpcId);
    if (reason !== undefined) throw new pulumi.RunError(`${field}: ${reason}`);
    return subnetIds;
  });
}

/** What is wrong with subnets that AWS knows; nothing when they can serve. */
function subnetProblem(field: SubnetField, subnets: readonly Subnet[], vpcId: string): string | undefined {
  const elsewhere = subnets.filter((subnet) => subnet.vpcId !== vpcId);
  if (elsewhere.length > 0) {
    const found = elsewhere.map(({ id, vpcId: other }) => `${id} in ${other}`);
    return `must lie in ${vpcId}, got ${listed(found, "and")}; list the VPC's with: aws ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId}`;
  }
  const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
  if (zones.size < 2) {
    return `must span two Availability Zones or more, got ${[...zones].join("")} alone; add a subnet of another zone`;
  }
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
  if (field !== "loadBalancerSubnetIds" || zones.size === subnets.length) return undefined;
  const found = subnets.map(({ id, availabilityZone }) => `${id} in ${availabilityZone}`);
  return `must each lie in a zone of its own, since a load balancer takes one subnet of a zone, got ${listed(found, "and")}; leave all but one of each zone out`;
}
