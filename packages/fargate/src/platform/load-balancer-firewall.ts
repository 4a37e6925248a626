import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network.ts";

/** The load balancer's own security group with its rules. */
export interface LoadBalancerFirewall {
  securityGroup: aws.ec2.SecurityGroup;
  /** The load balancer waits for them. */
  rules: pulumi.Resource[];
}

/**
 * Creates a security group that is open on the ports of the listeners only: to everyone, or to the network when the
 * load balancer is internal.
 */
export function createLoadBalancerFirewall(
  name: string,
  args: { network: Network; internal: boolean; https: boolean },
  parent: pulumi.Resource,
): LoadBalancerFirewall {
  const { network, internal, https } = args;
  const securityGroup = new aws.ec2.SecurityGroup(
    name,
    { vpcId: network.vpcId, description: "Load balancer: open on the ports of its listeners" },
    { parent },
  );
  const listeners = [{ protocol: "HTTP", port: 80 }, ...(https ? [{ protocol: "HTTPS", port: 443 }] : [])];
  const ingress = listeners.map(
    ({ protocol, port }) =>
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-${protocol.toLowerCase()}`,
        {
          securityGroupId: securityGroup.id,
          description: `${protocol} from ${internal ? "this network" : "the internet"}`,
          cidrIpv4: internal ? network.cidrBlock : "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
        },
        { parent },
      ),
  );
  const egress = new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-network`,
    {
      securityGroupId: securityGroup.id,
      description: "To the tasks, which are in this network",
      cidrIpv4: network.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 1024,
      toPort: 65535,
    },
    { parent },
  );
  return { securityGroup, rules: [...ingress, egress] };
}
