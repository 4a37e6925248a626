import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Database } from "../database/database.ts";
import { defaults } from "../defaults.ts";
import type { Platform } from "../platform/read-platform.ts";

/** Who may reach a task, and whom it may reach. */
export interface TaskFirewallArgs {
  platform: Platform;
  /** Port that the load balancer reaches; none for a worker. */
  routePort?: number;
  /** Whether other services reach the task through Service Connect. */
  connectServer: boolean;
  database?: Database;
}

/** A task's own security group with its rules. */
export interface TaskFirewall {
  securityGroup: aws.ec2.SecurityGroup;
  /** The service waits for them, so that no task starts behind closed doors. */
  rules: pulumi.Resource[];
}

/** Creates the security group of a service's tasks: closed but to the load balancer and to Service Connect's clients. */
export function createTaskFirewall(
  name: string,
  args: TaskFirewallArgs,
  parent: pulumi.Resource,
): TaskFirewall {
  const { platform, routePort, connectServer, database } = args;
  const securityGroup = new aws.ec2.SecurityGroup(
    name,
    { vpcId: platform.vpcId, description: `Tasks of ${name}` },
    { parent },
  );
  const admit = (suffix: string, description: string, port: number, from: pulumi.Input<string>) =>
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-${suffix}`,
      {
        securityGroupId: securityGroup.id,
        description,
        referencedSecurityGroupId: from,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      },
      { parent },
    );
  const rules: pulumi.Resource[] = [
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-anywhere`,
      {
        securityGroupId: securityGroup.id,
        description: "Images, secrets, logs, databases and whatever the service calls",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "-1",
      },
      { parent },
    ),
  ];
  if (routePort !== undefined) {
    rules.push(
      admit("from-load-balancer", "From the load balancer", routePort, platform.loadBalancerSecurityGroupId),
    );
  }
  if (connectServer) {
    const { ingressPort } = defaults.connect;
    rules.push(
      admit("from-connect", "From clients of Service Connect", ingressPort, platform.connectSecurityGroupId),
    );
  }
  if (database !== undefined) rules.push(database.admit(name, securityGroup.id, parent));
  return { securityGroup, rules };
}
