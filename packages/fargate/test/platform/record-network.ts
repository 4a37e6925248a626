import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import { Network, type NetworkArgs } from "../../src/index.ts";

export const existing = {
  kind: "existing",
  vpcId: "vpc-0123456789abcdef0",
  loadBalancerSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
  taskSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  assignPublicIp: false,
} as const satisfies NetworkArgs & { kind: "existing" };

/** Every subnet lies in the existing VPC; its last character decides the zone. */
export const getSubnet = ({ inputs }: { inputs: Record<string, unknown> }) => {
  const id = String(inputs.id);
  return { id, vpcId: existing.vpcId, availabilityZone: `us-east-1${id.at(-1)}` };
};

export function recordNetwork(args: unknown, options: RecordOptions = {}) {
  const calls = { "aws:ec2/getSubnet:getSubnet": getSubnet, ...options.answers?.calls };
  return recordRegistrations(
    () => {
      const network = new Network("network", args as NetworkArgs);
      const { vpcId, cidrBlock, loadBalancerSubnetIds, taskSubnetIds, databaseSubnetIds } = network;
      const { assignPublicIp, reachesInternet } = network;
      return {
        vpcId,
        cidrBlock,
        loadBalancerSubnetIds,
        taskSubnetIds,
        databaseSubnetIds,
        assignPublicIp,
        reachesInternet,
      };
    },
    { ...options, answers: { ...options.answers, calls } },
  );
}

export async function createdTypes(args: NetworkArgs): Promise<string[]> {
  const { resources } = await recordNetwork(args);
  return resources.map(({ type }) => type).filter((type) => !type.startsWith("starter:"));
}
