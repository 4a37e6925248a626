import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import type { NetworkArgs } from "./network-args.ts";

/**
 * Returns a network's arguments once it is certain that they leave it where it was first deployed: await it at the
 * program's top, before anything registers. The state remembers the place; another one fails the program with a
 * sentence, in a preview too.
 *
 * What stands in a VPC cannot follow into another, and subnets that exist are in the way of those that divide the same
 * range anew: docs/decisions/0008-networks-stay.md.
 */
export async function stayInPlace(args: NetworkArgs): Promise<NetworkArgs> {
  // Offline there is no state that could remember anything.
  if (programContext().offline) return args;
  const place = placeOf(args);
  // A stash gives its first input for ever; the present one would only be noise in the preview that refuses it.
  const { output } = new pulumi.Stash("network-place", { input: place }, { ignoreChanges: ["input"] });
  const first = await new Promise((resolve) => output.apply(resolve));
  if (first === place) return args;
  throw new pulumi.RunError(
    `network: must stay ${first} while the platform stands, got ${place}; set network, zones, cidrBlock and vpcId back, or make a new environment, or destroy the services and the platform first (docs/what-a-change-does.md)`,
  );
}

/** Where a network is, in words: what else differs can change in place. */
export function placeOf(args: NetworkArgs): string {
  if (args.kind === "existing") return `existing ${args.vpcId}`;
  if (args.kind === "default") return args.kind;
  const { cidrBlock = defaults.network.cidrBlock, zones = defaults.network.zones } = args;
  return `${args.kind}, ${cidrBlock} in ${zones} zones`;
}
