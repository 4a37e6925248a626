import * as pulumi from "@pulumi/pulumi";

type SubnetType = "Public" | "Private" | "Isolated";

/** Inputs of awsx's Vpc that the stand-in knows; all of them are plain values there. */
interface VpcInputs {
  cidrBlock?: string;
  enableDnsHostnames?: boolean;
  numberOfAvailabilityZones?: number;
  natGateways?: { strategy?: "None" | "Single" | "OnePerAz" };
  subnetSpecs?: { type: SubnetType }[];
  tags?: Record<string, string>;
}

/** Any resource of the aws provider, without its package. */
class AwsResource extends pulumi.CustomResource {}

/**
 * What awsx creates of an own VPC: the same resources under the same names and parents, for the inputs above and the
 * subnet strategy Auto. https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/vpc.ts (read November 2026)
 */
export class OwnVpc extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(
    name: string,
    inputs: VpcInputs,
    zoneNames: string[],
    options: pulumi.ComponentResourceOptions,
  ) {
    super("awsx:ec2:Vpc", name, {}, options);
    this.outputs = createVpc(name, inputs, zoneNames, this);
    this.registerOutputs(this.outputs);
  }
}

/** The first zones of the region, as many as are asked for. */
export async function zoneNamesFor(inputs: VpcInputs): Promise<string[]> {
  const answer = await pulumi.runtime.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {});
  return (answer.names as string[]).slice(0, inputs.numberOfAvailabilityZones ?? 3);
}

const anywhere = "0.0.0.0/0";
const subnetOrder: SubnetType[] = ["Public", "Private", "Isolated"];

function createVpc(
  name: string,
  inputs: VpcInputs,
  zoneNames: string[],
  parent: pulumi.Resource,
): pulumi.Inputs {
  const { cidrBlock = "10.0.0.0/16", enableDnsHostnames, tags } = inputs;
  const strategy = inputs.natGateways?.strategy ?? "OnePerAz";
  const types = (inputs.subnetSpecs ?? [{ type: "Public" }, { type: "Private" }]).map(({ type }) => type);
  const sharedTags = { Name: name, ...tags };
  const vpc = create("vpc:Vpc", name, { cidrBlock, enableDnsHostnames, tags: sharedTags }, parent);
  const gateway = create("internetGateway:InternetGateway", name, { vpcId: vpc.id, tags: sharedTags }, vpc);
  const made: Record<
    "subnets" | "routeTables" | "routeTableAssociations" | "routes" | "eips" | "natGateways",
    AwsResource[]
  > = { subnets: [], routeTables: [], routeTableAssociations: [], routes: [], eips: [], natGateways: [] };
  const subnetIds: Record<SubnetType, pulumi.Output<string>[]> = { Public: [], Private: [], Isolated: [] };
  const blocks = divide(cidrBlock, zoneNames.length, types.length);

  for (const [zone, availabilityZone] of zoneNames.entries()) {
    const inZone = types.map((type, position) => ({ type, block: blocks[zone]?.[position] }));
    inZone.sort((a, b) => subnetOrder.indexOf(a.type) - subnetOrder.indexOf(b.type));
    for (const { type, block } of inZone) {
      const subnetName = `${name}-${type.toLowerCase()}-${zone + 1}`;
      const subnetTags = { ...sharedTags, Name: subnetName, SubnetType: type };
      const subnet = create(
        "subnet:Subnet",
        subnetName,
        {
          vpcId: vpc.id,
          availabilityZone,
          mapPublicIpOnLaunch: type === "Public",
          cidrBlock: block,
          tags: subnetTags,
        },
        vpc,
      );
      made.subnets.push(subnet);
      subnetIds[type].push(subnet.id);
      const table = create("routeTable:RouteTable", subnetName, { vpcId: vpc.id, tags: subnetTags }, subnet);
      made.routeTables.push(table);
      made.routeTableAssociations.push(
        create(
          "routeTableAssociation:RouteTableAssociation",
          subnetName,
          { routeTableId: table.id, subnetId: subnet.id },
          table,
        ),
      );
      if (type === "Public" && (strategy === "OnePerAz" || (strategy === "Single" && zone === 0))) {
        const natTags = { ...tags, Name: `${name}-${zone + 1}` };
        const address = create("eip:Eip", `${name}-${zone + 1}`, { tags: natTags }, subnet);
        made.eips.push(address);
        made.natGateways.push(
          create(
            "natGateway:NatGateway",
            `${name}-${zone + 1}`,
            { subnetId: subnet.id, allocationId: address.id, tags: natTags },
            subnet,
          ),
        );
      }
      const nat = made.natGateways[strategy === "Single" ? 0 : zone];
      const way =
        type === "Public"
          ? { gatewayId: gateway.id }
          : type === "Private" && nat !== undefined
            ? { natGatewayId: nat.id }
            : undefined;
      if (way === undefined) continue;
      const route = { routeTableId: table.id, destinationCidrBlock: anywhere, ...way };
      made.routes.push(create("route:Route", subnetName, route, table));
    }
  }
  return {
    vpc,
    vpcId: vpc.id,
    internetGateway: gateway,
    ...made,
    publicSubnetIds: subnetIds.Public,
    privateSubnetIds: subnetIds.Private,
    isolatedSubnetIds: subnetIds.Isolated,
  };
}

function create(kind: string, name: string, inputs: pulumi.Inputs, parent: pulumi.Resource): AwsResource {
  return new AwsResource(`aws:ec2/${kind}`, name, inputs, { parent, dependsOn: [parent] });
}

/**
 * Divides a range evenly by zones, and each zone's by subnets, both rounded up to a power of two.
 * https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/#auto
 */
function divide(cidrBlock: string, zones: number, subnets: number): string[][] {
  const [address = "", mask = ""] = cidrBlock.split("/");
  const start = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const bits = (parts: number) => Math.ceil(Math.log2(parts));
  const zoneMask = Number(mask) + bits(zones);
  const subnetMask = zoneMask + bits(subnets);
  const dotted = (value: number) =>
    [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
  return Array.from({ length: zones }, (_, zone) =>
    Array.from({ length: subnets }, (_, subnet) => {
      const first = start + zone * 2 ** (32 - zoneMask) + subnet * 2 ** (32 - subnetMask);
      return `${dotted(first)}/${subnetMask}`;
    }),
  );
}
