import { standInArn } from "../../../stand-in-resources.ts";
import type { Request, Subject, Subjects } from "../subject.ts";

const ec2 = (
  prefix: string,
  kind: string,
  replacedBy: Subject["replacedBy"],
  more?: Partial<Subject>,
): Subject => ({
  replacedBy,
  answer: ({ digits, region }: Request) => {
    const id = `${prefix}-${digits(17)}`;
    return { id, arn: standInArn("ec2", region, `${kind}/${id}`) };
  },
  ...more,
});

/**
 * VPCs and what is in them. What replaces a resource stands as ForceNew in the AWS provider's source, and as "forces
 * replacement" in its documentation: https://www.pulumi.com/registry/packages/aws/api-docs/ec2/
 */
export const networking: Subjects = {
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"]),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet", [
    "availabilityZone",
    "availabilityZoneId",
    "cidrBlock",
    "vpcId",
  ]),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table", ["vpcId"]),
  "aws:ec2/route:Route": ec2("r-rtb", "route", [
    "routeTableId",
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "destinationPrefixListId",
  ]),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ec2("rtbassoc", "route-table-association", [
    "subnetId",
    "gatewayId",
  ]),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway", []),
  "aws:ec2/eip:Eip": ec2(
    "eipalloc",
    "elastic-ip",
    ["address", "domain", "networkBorderGroup", "publicIpv4Pool"],
    {
      answer: ({ digits, region }) => {
        const id = `eipalloc-${digits(17)}`;
        return {
          id,
          allocationId: id,
          arn: standInArn("ec2", region, `elastic-ip/${id}`),
          publicIp: "203.0.113.1",
        };
      },
    },
  ),
  "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway", [
    "allocationId",
    "connectivityType",
    "privateIp",
    "subnetId",
  ]),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", [
    "serviceName",
    "serviceRegion",
    "vpcEndpointType",
    "vpcId",
  ]),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log", "every input but tags"),
  // Names are unique in their VPC: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  "aws:ec2/securityGroup:SecurityGroup": ec2(
    "sg",
    "security-group",
    ["name", "namePrefix", "description", "vpcId"],
    {
      physicalName: { property: "name", longest: 255, taken: "InvalidGroup.Duplicate", within: ["vpcId"] },
    },
  ),
  // It is adopted and left behind: https://www.pulumi.com/registry/packages/aws/api-docs/ec2/defaultsecuritygroup/
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group", ["vpcId"]),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr", "security-group-rule", [
    "securityGroupId",
  ]),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr", "security-group-rule", [
    "securityGroupId",
  ]),
};
