import { type OwnVpcLayout, ownVpcResources } from "@starter/fargate/contracts";
import type { EndpointPlan, NetworkPlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";

type VpcInputs = OwnVpcLayout & { cidrBlock: string };

const vpcType = "awsx:ec2:Vpc";

/** Own VPCs; else the one that a load balancer, or what is in the default VPC, stands in. */
export function planNetworks(resources: StackResources, outputs: Record<string, unknown>): NetworkPlan[] {
  const own = resources.ofType<VpcInputs>(vpcType);
  if (own.length > 0) {
    return own.map(({ name, inputs, outputs: { vpc } }) => {
      const layout = layoutOf(inputs);
      return {
        kind: "own",
        name,
        cidrBlock: (vpc as { cidrBlock: string }).cidrBlock,
        zones: layout.numberOfAvailabilityZones,
        subnets: layout.subnetSpecs.map(({ type }) => type.toLowerCase()),
        natGateways: ownVpcResources(layout)["aws:ec2/natGateway:NatGateway"],
      };
    });
  }
  const groups = resources.ofType<{ vpcId: string }>("aws:ec2/securityGroup:SecurityGroup");
  const [vpcId] = groups.flatMap(({ inputs }) => inputs.vpcId ?? []);
  if (vpcId === "vpc-default") return [{ kind: "default" }];
  const [balancer] = resources.ofType<{ subnets: string[] }>("aws:lb/loadBalancer:LoadBalancer");
  if (vpcId === undefined || balancer === undefined || isCreated(resources, vpcId)) return [];
  const count = (subnets: unknown) => (Array.isArray(subnets) ? subnets.length : undefined);
  const tasks = count(outputs.taskSubnetIds);
  const databases = count(outputs.databaseSubnetIds);
  return [
    {
      kind: "existing",
      vpcId,
      subnets: {
        loadBalancer: count(balancer.inputs.subnets) ?? 0,
        ...(tasks !== undefined && { tasks }),
        ...(databases !== undefined && { databases }),
      },
    },
  ];
}

/** Every endpoint of a VPC, those that cost by the hour first. */
export function planEndpoints(resources: StackResources): EndpointPlan[] {
  return resources
    .ofType<{ serviceName: string; vpcEndpointType: string }>("aws:ec2/vpcEndpoint:VpcEndpoint")
    .map(({ name, inputs }) => ({
      type: inputs.vpcEndpointType ?? "Gateway",
      service: inputs.serviceName?.replace(/^(?:cn\.)?com\.amazonaws\.[a-z]+(?:-[a-z]+)+-\d+\./, "") ?? name,
    }))
    .toSorted((one, two) => two.type.localeCompare(one.type) || one.service.localeCompare(two.service));
}

/** What awsx creates below its VPC, which does not register here. */
export function countVpcResources(resources: StackResources): number {
  return resources
    .ofType<VpcInputs>(vpcType)
    .flatMap(({ inputs }) => Object.values(ownVpcResources(layoutOf(inputs))))
    .reduce((sum, count) => sum + count, 0);
}

/** With awsx's own defaults: https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/ (November 2026) */
function layoutOf(inputs: Partial<VpcInputs>): OwnVpcLayout {
  return {
    numberOfAvailabilityZones: inputs.numberOfAvailabilityZones ?? 3,
    natGateways: inputs.natGateways ?? { strategy: "OnePerAz" },
    subnetSpecs: inputs.subnetSpecs ?? [{ type: "Public" }, { type: "Private" }],
  };
}

function isCreated(resources: StackResources, vpcId: string): boolean {
  return resources.find("aws:ec2/vpc:Vpc", vpcId) !== undefined;
}
