/**
 * What the platform stack exports and services read: the contract between the stacks.
 * Outputs are added, never renamed or removed, since a service may be older or newer than the platform.
 */
export interface PlatformOutputs {
  /** ARN of the ECS cluster. */
  clusterArn: string;
  /** Name of the ECS cluster. */
  clusterName: string;
  /** ARN of the Service Connect namespace. */
  namespaceArn: string;
  /** Security group that clients of Service Connect carry and its servers admit. */
  connectSecurityGroupId: string;
  vpcId: string;
  /** IPv4 range of the VPC, for example `172.31.0.0/16`. */
  vpcCidrBlock: string;
  /** Subnets the tasks run in. */
  taskSubnetIds: string[];
  /** Whether tasks get a public address: their way to the internet where there is no NAT gateway. */
  assignPublicIp: boolean;
  /** Whether tasks reach the internet; without it every image must come from ECR. */
  reachesInternet: boolean;
  /** Subnets of databases, in two zones or more. */
  databaseSubnetIds: string[];
  /** Listener that the services' rules hang on. */
  listenerArn: string;
  /** Security group of the load balancer, the only one that reaches the tasks' ports. */
  loadBalancerSecurityGroupId: string;
  /** ARN of the secret with the registry's login, with which tasks pull their images; empty for anonymous pulls. */
  registryCredentialsArn: string;
  /**
   * Address below which ECR keeps what it pulled from Docker Hub, such as
   * `123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/docker-hub-dev`; empty without a cache.
   */
  imageCache: string;
  /** Where people reach the services, for example `http://lb-1234567890.ap-northeast-2.elb.amazonaws.com`. */
  url: string;
  /** ARN of the SNS topic that the services' alarms tell; empty for nobody. */
  alarmTopicArn: string;
}

/** Stand-in values of every output, for planning a service where no platform is deployed. */
export const standInPlatformOutputs: PlatformOutputs = {
  clusterArn: "arn:aws:ecs:ap-northeast-2:123456789012:cluster/platform",
  clusterName: "platform",
  namespaceArn: "arn:aws:servicediscovery:ap-northeast-2:123456789012:namespace/ns-platform",
  connectSecurityGroupId: "sg-connect",
  vpcId: "vpc-platform",
  vpcCidrBlock: "10.0.0.0/16",
  taskSubnetIds: ["subnet-task-a", "subnet-task-b"],
  assignPublicIp: true,
  reachesInternet: true,
  databaseSubnetIds: ["subnet-database-a", "subnet-database-b"],
  listenerArn: "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:listener/app/platform/1/1",
  loadBalancerSecurityGroupId: "sg-load-balancer",
  registryCredentialsArn: "",
  imageCache: "",
  url: "http://platform.elb.invalid",
  alarmTopicArn: "arn:aws:sns:ap-northeast-2:123456789012:platform",
};

/** Names of all outputs. */
export const platformOutputNames = Object.keys(standInPlatformOutputs) as (keyof PlatformOutputs)[];
