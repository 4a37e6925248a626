import { type KeyChange, nothing, on, refused, servicesFollow, unread } from "./configuration-changes.ts";

const loginConfig = { dockerHubUsername: "example" };
/** What the platform of each further base is configured with. */
export const baseConfigs = {
  private: { network: "private", insecureHttp: true, ...loginConfig },
  isolated: { network: "isolated", insecureHttp: true, imageCache: true, ...loginConfig },
  existing: {
    network: "existing",
    insecureHttp: true,
    vpcId: "vpc-0000000a",
    loadBalancerSubnetIds: subnets(1, 2),
    taskSubnetIds: subnets(1, 2),
  },
};

/** Subnets of the existing VPC; their last digit is the zone. */
function subnets(...zones: number[]): string[] {
  return zones.map((zone) => `subnet-0000000a00000000${zone}`);
}

const stays = "refused while the platform stands";
const moving = "make a new environment, or destroy services and platform first: see below";

const flowLog = (op: string) =>
  ["FlowLog", "LogGroup", "Role", "RolePolicy"].map((type) => `${op} ${type} network-flow-logs`);

/** The keys of stacks/platform/Pulumi.yaml that are about the network. */
export const networkChanges: KeyChange[] = [
  {
    key: "network",
    meanwhile: stays,
    todo: moving,
    cases: [
      refused(
        "dev",
        "public",
        "network: must stay default while the platform stands, got public, 10.0.0.0/16 in 2 zones",
      ),
      refused("prod", "default", "network: must stay public, 10.0.0.0/16 in 3 zones while"),
      refused("private", "isolated", "network: must stay private, 10.0.0.0/16 in 2 zones while"),
    ],
  },
  {
    key: "zones",
    meanwhile: stays,
    todo: moving,
    cases: [...unread(3, "dev"), refused("prod", 2, "3 zones while the platform stands")],
  },
  {
    key: "nat",
    meanwhile: "connections that go through a NAT gateway break off once; requests go on",
    cases: [
      ...unread("perZone", "dev", "prod"),
      on(
        "private",
        "perZone",
        "create Eip network-2",
        "create NatGateway network-2",
        "update Route network-private-2 [natGatewayId]",
      ),
    ],
  },
  {
    key: "cidrBlock",
    meanwhile: `own VPC: ${stays}; existing: requests go on`,
    todo: `own VPC: ${moving}; existing: ${servicesFollow}`,
    cases: [
      ...unread("10.8.0.0/16", "dev"),
      refused("prod", "10.8.0.0/16", "got public, 10.8.0.0/16 in 3 zones"),
      on("existing", "10.8.0.0/16", "update SecurityGroupEgressRule lb-to-network [cidrIpv4]"),
    ],
  },
  {
    key: "endpoints",
    meanwhile: nothing,
    cases: [...unread(["sqs"], "dev", "prod"), on("isolated", ["sqs"], "create VpcEndpoint network-sqs")],
  },
  {
    key: "flowLogs",
    meanwhile: "nothing is recorded for some seconds; off deletes what was recorded",
    cases: [
      on("dev", "all", ...flowLog("create")),
      on("prod", "all", "replace FlowLog network-flow-logs [trafficType]"),
      on("prod", "off", ...flowLog("delete")),
    ],
  },
  {
    key: "vpcId",
    meanwhile: stays,
    todo: moving,
    cases: [
      ...unread("vpc-0000000b", "dev", "prod"),
      refused("existing", "vpc-0000000b", "network: must stay existing vpc-0000000a while"),
    ],
  },
  {
    key: "loadBalancerSubnetIds",
    meanwhile: nothing,
    cases: [
      ...unread(subnets(2, 3), "dev", "prod"),
      on("existing", subnets(2, 3), "update LoadBalancer lb [subnets[0], subnets[1]]"),
    ],
  },
  {
    key: "taskSubnetIds",
    meanwhile: nothing,
    todo: servicesFollow,
    cases: unread(subnets(2, 3), "dev", "prod", "existing"),
  },
  {
    key: "databaseSubnetIds",
    meanwhile: nothing,
    todo: `${servicesFollow}; AWS keeps a subnet that a database uses: only add`,
    cases: unread(subnets(1, 2, 3), "dev", "prod", "existing"),
  },
  {
    key: "assignPublicIp",
    meanwhile: nothing,
    todo: servicesFollow,
    cases: unread(true, "dev", "prod", "existing"),
  },
];
