import * as aws from "@pulumi/aws";
import type { Vpc } from "@pulumi/awsx/ec2/index.js";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { got, type Problem } from "../validation/problem.ts";
import type { IsolatedNetworkArgs } from "./network-args.ts";

/** How an isolated network reaches AWS. */
export interface Endpoints {
  /** By service: `ecr.api`. */
  interfaces: Readonly<Record<string, aws.ec2.VpcEndpoint>>;
  /** S3's, where the layers of images in ECR lie; it costs nothing. */
  s3: aws.ec2.VpcEndpoint;
  /** Admits the VPC on port 443. */
  securityGroup: aws.ec2.SecurityGroup;
}

/**
 * What every task needs: images, logs and secrets. ECS itself needs none on Fargate but `ecs-agent`, through which it
 * manages Service Connect's proxy; in regions opened since 23 December 2023 AWS wants `ecs-telemetry` and `ecs` too.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
const neededByTasks = ["ecr.api", "ecr.dkr", "ecs-agent", "logs", "secretsmanager"];

/** Creates the endpoints of an isolated network: one interface for each service in each zone, and S3's gateway. */
export function createEndpoints(
  name: string,
  args: IsolatedNetworkArgs,
  vpc: Vpc,
  parent: pulumi.Resource,
): Endpoints {
  const region = aws.getRegionOutput({}, { parent }).region;
  const serviceName = (service: string) => pulumi.interpolate`com.amazonaws.${region}.${service}`;
  const securityGroup = new aws.ec2.SecurityGroup(
    `${name}-endpoints`,
    { vpcId: vpc.vpcId, description: "Endpoints of AWS services" },
    { parent },
  );
  const rule = new aws.vpc.SecurityGroupIngressRule(
    `${name}-endpoints-from-vpc`,
    {
      securityGroupId: securityGroup.id,
      description: "HTTPS from the VPC",
      cidrIpv4: args.cidrBlock ?? defaults.network.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
    { parent },
  );
  const services = [...new Set([...neededByTasks, ...(args.endpoints ?? [])])];
  const interfaces = services.map((service) => [
    service,
    new aws.ec2.VpcEndpoint(
      `${name}-${service.replaceAll(".", "-")}`,
      {
        vpcId: vpc.vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: "Interface",
        subnetIds: vpc.isolatedSubnetIds,
        securityGroupIds: [securityGroup.id],
        privateDnsEnabled: true,
      },
      { parent, dependsOn: [rule] },
    ),
  ]);
  const routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id)));
  const s3 = new aws.ec2.VpcEndpoint(
    `${name}-s3`,
    { vpcId: vpc.vpcId, serviceName: serviceName("s3"), vpcEndpointType: "Gateway", routeTableIds },
    { parent },
  );
  return { interfaces: Object.fromEntries(interfaces), s3, securityGroup };
}

/** Checks the names of further services. */
export function checkEndpoints(services: readonly string[]): Problem[] {
  return services.flatMap((service, index) => {
    if (service !== "s3" && /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*$/.test(service)) return [];
    const reason = `must be what an endpoint's name has after the region, such as "sqs" or "ssm" (s3 is there already), got ${got(service)}; list yours with: aws ec2 describe-vpc-endpoint-services`;
    return [{ propertyPath: `endpoints[${index}]`, reason }];
  });
}
