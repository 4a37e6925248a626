/** Where load balancer, tasks and databases stand; plain values, since all of it is checked before anything registers. */
export type NetworkArgs = DefaultNetworkArgs | ExistingNetworkArgs | OwnNetworkArgs;

/** Arguments of a network that creates its VPC. */
export type OwnNetworkArgs = PublicNetworkArgs | PrivateNetworkArgs | IsolatedNetworkArgs;

/** Arguments of every network. */
export interface AnyNetworkArgs {
  /**
   * Which IP traffic of the VPC CloudWatch keeps a record of, for 30 days: what security groups and network ACLs
   * `rejected`, or `all`. AWS charges for each GB, and `all` is a record for each connection in ten minutes.
   * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
   * @default "off"
   */
  flowLogs?: "off" | "rejected" | "all";
}

/**
 * The account's default VPC and two of its default subnets: nothing to create, and no more public addresses of the load
 * balancer, which has one in each subnet, than it needs.
 */
export interface DefaultNetworkArgs extends AnyNetworkArgs {
  kind: "default";
}

/**
 * A VPC that someone else keeps. Each list of subnets must span two Availability Zones or more and lie in this VPC:
 * a preview looks that up and fails with a sentence, before anything is created.
 */
export interface ExistingNetworkArgs extends AnyNetworkArgs {
  kind: "existing";
  /** `vpc-` and 8 or 17 hexadecimal digits. */
  vpcId: string;
  /**
   * IPv4 range that the tasks' subnets lie in, /16 to /28; the load balancer may reach no other.
   * @default the VPC's primary range, looked up
   */
  cidrBlock?: string;
  /**
   * The load balancer's: two or more, each in a zone of its own and /27 or larger, with a route to an internet gateway
   * unless it is internal.
   */
  loadBalancerSubnetIds: string[];
  /** The tasks': two or more, with a way to the internet: that is where images come from. */
  taskSubnetIds: string[];
  /** The databases': two or more. @default the tasks' subnets */
  databaseSubnetIds?: string[];
  /**
   * Whether tasks have public addresses: `true` where their subnets route to an internet gateway, since they have no
   * other way out; `false` where they route to a NAT gateway, which a public address would not help.
   */
  assignPublicIp: boolean;
}

/** Arguments of an own VPC, whatever its way to the internet. */
export interface OwnVpcArgs extends AnyNetworkArgs {
  /**
   * Private IPv4 range, /16 to /24, and large enough for subnets of /27: a load balancer needs that much in each.
   * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   * @default "10.0.0.0/16"
   */
  cidrBlock?: string;
  /** Availability Zones, 2 or 3. @default 2 */
  zones?: number;
}

/**
 * An own VPC: public subnets for the load balancer and the tasks, which have public addresses and so need no NAT
 * gateway, and subnets without any route to the internet for databases.
 */
export interface PublicNetworkArgs extends OwnVpcArgs {
  kind: "public";
}

/**
 * An own VPC: public subnets for the load balancer, private ones for the tasks, which have no public address and reach
 * the internet through a NAT gateway, and subnets without any route to the internet for databases.
 */
export interface PrivateNetworkArgs extends OwnVpcArgs {
  kind: "private";
  /**
   * `single`: one NAT gateway in the first zone, whose failure cuts every task off from the internet, while requests
   * still reach them. `perZone`: one for each zone, each with an hourly price and one of the five Elastic IP addresses
   * that an account has in a region.
   * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
   * @default "single"
   */
  nat?: "single" | "perZone";
}

/**
 * An own VPC whose tasks have no way to the internet: public subnets for the load balancer, and subnets without any
 * route to the internet for tasks and databases. What every task needs of AWS it reaches through interface endpoints
 * (images, logs, secrets, Service Connect) and S3's gateway endpoint. Each interface endpoint has an hourly price in
 * each zone: together they cost more than a NAT gateway. No endpoint reaches Docker Hub; see ImageCache.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export interface IsolatedNetworkArgs extends OwnVpcArgs {
  kind: "isolated";
  /**
   * More AWS services that tasks reach, by what their endpoint's name has after the region: `ssm` for secrets in the
   * Parameter Store, `sqs`; in a region opened since 23 December 2023, `ecs-telemetry` and `ecs`.
   * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
   * @default none
   */
  endpoints?: string[];
}
