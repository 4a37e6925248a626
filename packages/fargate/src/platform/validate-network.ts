import { defaults } from "../defaults.ts";
import { checkOneOf } from "../validation/choices.ts";
import { checkName } from "../validation/names.ts";
import { got, type Problem } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";
import { isPrivate, parseCidrBlock } from "./cidr-block.ts";
import { checkEndpoints } from "./endpoints.ts";
import type { ExistingNetworkArgs, NetworkArgs, OwnNetworkArgs } from "./network-args.ts";
import { ownVpcLayout, ownVpcSubnetMask } from "./own-vpc.ts";

const kinds = [
  "default",
  "existing",
  "public",
  "private",
  "isolated",
] as const satisfies NetworkArgs["kind"][];
const flowLogs = ["off", "rejected", "all"] as const satisfies NetworkArgs["flowLogs"][];
const nats = ["single", "perZone"] as const;

/**
 * A load balancer needs subnets of /27 or larger with 8 free addresses.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
 */
const smallestSubnetMask = 27;

/** Checks all arguments of a Network at once; throws one InputPropertiesError that lists every mistake. */
export function validateNetwork(name: string, args: NetworkArgs): void {
  const problems = new Problems();
  problems.addAll(checkName(name));
  problems.addAll(checkOneOf("kind", args.kind, kinds));
  if (args.kind === "existing") problems.addAll(checkExisting(args));
  if (args.kind === "public" || args.kind === "private" || args.kind === "isolated") {
    problems.addAll(checkOwn(args));
  }
  if (args.kind === "private") problems.addAll(checkOneOf("nat", args.nat ?? defaults.network.nat, nats));
  if (args.kind === "isolated") problems.addAll(checkEndpoints(args.endpoints ?? []));
  problems.addAll(checkOneOf("flowLogs", args.flowLogs ?? defaults.network.flowLogs, flowLogs));
  problems.throwIfAny(`Network ${name}`);
}

function checkOwn(args: OwnNetworkArgs): Problem[] {
  const problems: Problem[] = [];
  const zones = args.zones ?? defaults.network.zones;
  const cidrBlock = args.cidrBlock ?? defaults.network.cidrBlock;
  const range = parseCidrBlock(cidrBlock);
  if (range === undefined || range.mask < 16 || range.mask > 24 || !isPrivate(range)) {
    const reason = `must be a private IPv4 range from /16 to /24 that starts at its first address, such as "10.0.0.0/16", got ${got(cidrBlock)}`;
    problems.push({ propertyPath: "cidrBlock", reason });
  }
  problems.push(...checkOneOf("zones", zones, [2, 3]));
  if (problems.length > 0 || range === undefined) return problems;
  const layout = ownVpcLayout(args);
  const subnetMask = ownVpcSubnetMask(range.mask, layout);
  if (subnetMask <= smallestSubnetMask) return problems;
  const largest = range.mask - (subnetMask - smallestSubnetMask);
  const reason = `must be /${largest} or larger for ${layout.subnetSpecs.length} subnets in each of ${zones} zones, since a load balancer needs subnets of /${smallestSubnetMask}, got ${got(cidrBlock)}, which makes them /${subnetMask}`;
  return [{ propertyPath: "cidrBlock", reason }];
}

function checkExisting(args: ExistingNetworkArgs): Problem[] {
  const problems: Problem[] = [];
  if (!isId("vpc", args.vpcId)) {
    const reason = `must be "vpc-" and 8 or 17 hexadecimal digits, got ${got(args.vpcId)}; list yours with: aws ec2 describe-vpcs`;
    problems.push({ propertyPath: "vpcId", reason });
  }
  const mask = args.cidrBlock === undefined ? 16 : parseCidrBlock(args.cidrBlock)?.mask;
  if (mask === undefined || mask < 16 || mask > 28) {
    const reason = `must be an IPv4 range from /16 to /28 that starts at its first address, such as "10.0.0.0/16", got ${got(args.cidrBlock)}; leave it out to look up the VPC's`;
    problems.push({ propertyPath: "cidrBlock", reason });
  }
  problems.push(...checkSubnets("loadBalancerSubnetIds", args.loadBalancerSubnetIds));
  problems.push(...checkSubnets("taskSubnetIds", args.taskSubnetIds));
  if (args.databaseSubnetIds !== undefined) {
    problems.push(...checkSubnets("databaseSubnetIds", args.databaseSubnetIds));
  }
  if (typeof args.assignPublicIp !== "boolean") {
    const reason = `must be true where the tasks' subnets route to an internet gateway, or false where they route to a NAT gateway, got ${got(args.assignPublicIp)}`;
    problems.push({ propertyPath: "assignPublicIp", reason });
  }
  return problems;
}

function checkSubnets(propertyPath: string, subnetIds: unknown): Problem[] {
  const ids = Array.isArray(subnetIds) ? subnetIds : [];
  const problems = ids.flatMap((id, index): Problem[] => {
    const place = `${propertyPath}[${index}]`;
    if (!isId("subnet", id)) {
      const reason = `must be "subnet-" and 8 or 17 hexadecimal digits, got ${got(id)}; list yours with: aws ec2 describe-subnets`;
      return [{ propertyPath: place, reason }];
    }
    if (ids.indexOf(id) === index) return [];
    return [
      { propertyPath: place, reason: `must be another subnet than the ones before it, got ${got(id)}` },
    ];
  });
  if (ids.length >= 2) return problems;
  const count = Array.isArray(subnetIds) ? ids.length || undefined : subnetIds;
  const reason = `must be two subnets or more, in different Availability Zones, got ${got(count)}`;
  return [{ propertyPath, reason }, ...problems];
}

function isId(prefix: string, id: unknown): boolean {
  return typeof id === "string" && new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`).test(id);
}
