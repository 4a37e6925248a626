import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { checkName } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";
import type { Network } from "./network.ts";

/** Arguments of a LoadBalancer. */
export interface LoadBalancerArgs {
  network: Network;
  /** Closes connections that are idle for this long, 1 to 4000 seconds; must stay below the services' keep-alive. @default 60 */
  idleTimeoutSeconds?: number;
  /** Refuses to be deleted; set it to false and deploy before `pulumi destroy`. @default false */
  deletionProtection?: boolean;
}

/**
 * An Application Load Balancer open to the internet on port 80 that answers 404 to whatever no service's rule takes.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly listener: aws.lb.Listener;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** `http://<DNS name>` */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    problems.addAll(checkName(name));
    problems.addAll(
      checkInteger("idleTimeoutSeconds", args.idleTimeoutSeconds, { min: 1, max: 4000, unit: "seconds" }),
    );
    problems.throwIfAny(`LoadBalancer ${name}`);
    super("starter:fargate:LoadBalancer", name, {}, opts);

    this.securityGroup = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.network.vpcId, description: "Load balancer: HTTP from the internet" },
      { parent: this },
    );
    const rules = this.#openFirewall(name, args.network);
    this.loadBalancer = new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        subnets: args.network.loadBalancerSubnetIds,
        securityGroups: [this.securityGroup.id],
        idleTimeout: args.idleTimeoutSeconds ?? defaults.loadBalancer.idleTimeoutSeconds,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: args.deletionProtection ?? false,
      },
      { parent: this, dependsOn: rules },
    );
    this.listener = new aws.lb.Listener(
      `${name}-http`,
      {
        loadBalancerArn: this.loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [
          {
            type: "fixed-response",
            fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "not found" },
          },
        ],
      },
      { parent: this },
    );
    this.url = pulumi.interpolate`http://${this.loadBalancer.dnsName}`;
    this.registerOutputs();
  }

  #openFirewall(name: string, network: Network): pulumi.Resource[] {
    const fromInternet = new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-internet`,
      {
        securityGroupId: this.securityGroup.id,
        description: "HTTP from the internet",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 80,
        toPort: 80,
      },
      { parent: this },
    );
    const toTasks = new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-network`,
      {
        securityGroupId: this.securityGroup.id,
        description: "To the tasks, which are in this network",
        cidrIpv4: network.cidrBlock,
        ipProtocol: "tcp",
        fromPort: 1024,
        toPort: 65535,
      },
      { parent: this },
    );
    return [fromInternet, toTasks];
  }
}
