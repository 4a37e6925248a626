import type { StandInAccount, StandInResource } from "./account.ts";
import { AwsError, valuesAt } from "./subject.ts";

/** One resource that AWS does not delete while another refers to it. */
export interface Hold {
  held: string;
  holder: string;
  /** Where the holder's state names the held one, by its id, ARN or name. */
  at: string;
  code: string;
}

const hold = (held: string, code: string, holders: [holder: string, at: string][]): Hold[] =>
  holders.map(([holder, at]) => ({ held, holder, at, code }));

/** Rows: what is held, AWS's error code, and by what. */
export const holds: Hold[] = [
  // https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html
  ...hold("aws:ec2/securityGroup:SecurityGroup", "DependencyViolation", [
    ["aws:ecs/service:Service", "networkConfiguration.securityGroups"],
    ["aws:lb/loadBalancer:LoadBalancer", "securityGroups"],
    ["aws:rds/instance:Instance", "vpcSecurityGroupIds"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", "securityGroupIds"],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "referencedSecurityGroupId"],
    ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "referencedSecurityGroupId"],
  ]),
  // https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
  ...hold("aws:ec2/vpc:Vpc", "DependencyViolation", [
    ["aws:ec2/subnet:Subnet", "vpcId"],
    ["aws:ec2/internetGateway:InternetGateway", "vpcId"],
    ["aws:ec2/routeTable:RouteTable", "vpcId"],
    ["aws:ec2/securityGroup:SecurityGroup", "vpcId"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", "vpcId"],
  ]),
  // A subnet with network interfaces: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-deleting.html
  ...hold("aws:ec2/subnet:Subnet", "DependencyViolation", [
    ["aws:ecs/service:Service", "networkConfiguration.subnets"],
    ["aws:lb/loadBalancer:LoadBalancer", "subnets"],
    ["aws:ec2/natGateway:NatGateway", "subnetId"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", "subnetIds"],
  ]),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html
  ...hold("aws:ec2/routeTable:RouteTable", "DependencyViolation", [
    ["aws:ec2/routeTableAssociation:RouteTableAssociation", "routeTableId"],
  ]),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
  ...hold("aws:ec2/eip:Eip", "InvalidIPAddress.InUse", [["aws:ec2/natGateway:NatGateway", "allocationId"]]),
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
  ...hold("aws:lb/targetGroup:TargetGroup", "ResourceInUse", [
    ["aws:lb/listenerRule:ListenerRule", "actions.targetGroupArn"],
    ["aws:lb/listenerRule:ListenerRule", "actions.forward.targetGroups.arn"],
    ["aws:lb/listener:Listener", "defaultActions.targetGroupArn"],
  ]),
  // https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html
  ...hold("aws:acm/certificate:Certificate", "ResourceInUseException", [
    ["aws:lb/listener:Listener", "certificateArn"],
  ]),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
  ...hold("aws:ecs/cluster:Cluster", "ClusterContainsServicesException", [
    ["aws:ecs/service:Service", "cluster"],
  ]),
  // https://docs.aws.amazon.com/cloud-map/latest/api/API_DeleteNamespace.html
  ...hold("aws:servicediscovery/httpNamespace:HttpNamespace", "ResourceInUse", [
    ["aws:ecs/service:Service", "serviceConnectConfiguration.namespace"],
  ]),
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSubnetGroup.html
  ...hold("aws:rds/subnetGroup:SubnetGroup", "InvalidDBSubnetGroupStateFault", [
    ["aws:rds/instance:Instance", "dbSubnetGroupName"],
  ]),
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBParameterGroup.html
  ...hold("aws:rds/parameterGroup:ParameterGroup", "InvalidDBParameterGroupState", [
    ["aws:rds/instance:Instance", "parameterGroupName"],
  ]),
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
  ...hold("aws:cloudwatch/eventRule:EventRule", "ValidationException", [
    ["aws:cloudwatch/eventTarget:EventTarget", "rule"],
  ]),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
  ...hold("aws:iam/role:Role", "DeleteConflict", [
    ["aws:iam/rolePolicy:RolePolicy", "role"],
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"],
  ]),
];

/** Throws AWS's dependency violation while something that exists refers to a resource. */
export function refuseWhileHeld(account: StandInAccount, resource: StandInResource): void {
  const { id, type, state } = resource;
  const names = new Set([id, state.arn, state.name]);
  for (const { holder, at, code } of holds.filter(({ held }) => held === type)) {
    const holding = account
      .resources(holder)
      .find((other) => valuesAt(other.state, at).some((value) => names.has(value)));
    if (holding !== undefined) throw new AwsError(code, `${id} is in use by ${holding.id}`);
  }
}
