import * as pulumi from "@pulumi/pulumi";
import type { NetworkArgs } from "../platform/network-args.ts";

/**
 * A network from the stack's configuration: `network` is its kind, the other keys are read where they belong to it.
 * What they may be is checked by the Network.
 */
export function readNetworkConfig(config: pulumi.Config = new pulumi.Config()): NetworkArgs {
  const kind = config.require<NetworkArgs["kind"]>("network");
  const flowLogs = config.require<NonNullable<NetworkArgs["flowLogs"]>>("flowLogs");
  const cidrBlock = config.get("cidrBlock") || undefined;
  switch (kind) {
    case "existing": {
      const databaseSubnetIds = config.requireObject<string[]>("databaseSubnetIds");
      return {
        kind,
        flowLogs,
        cidrBlock,
        vpcId: config.require("vpcId"),
        loadBalancerSubnetIds: config.requireObject("loadBalancerSubnetIds"),
        taskSubnetIds: config.requireObject("taskSubnetIds"),
        databaseSubnetIds: databaseSubnetIds.length === 0 ? undefined : databaseSubnetIds,
        assignPublicIp: config.requireBoolean("assignPublicIp"),
      };
    }
    case "public":
      return { kind, flowLogs, cidrBlock, zones: config.requireNumber("zones") };
    case "private":
      return {
        kind,
        flowLogs,
        cidrBlock,
        zones: config.requireNumber("zones"),
        nat: config.require("nat"),
      };
    case "isolated":
      return {
        kind,
        flowLogs,
        cidrBlock,
        zones: config.requireNumber("zones"),
        endpoints: config.requireObject("endpoints"),
      };
    default:
      return { kind, flowLogs };
  }
}
