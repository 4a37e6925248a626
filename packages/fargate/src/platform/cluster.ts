import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkOneOf } from "../validation/choices.ts";
import { checkName } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import type { Network } from "./network.ts";

/** Arguments of a Cluster. */
export interface ClusterArgs {
  /** Whose VPC the security group of Service Connect's clients is in. */
  network: Network;
  /**
   * CloudWatch Container Insights, which costs per task and container.
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
   * @default "off"
   */
  containerInsights?: "off" | "standard" | "enhanced";
}

const insights = { off: "disabled", standard: "enabled", enhanced: "enhanced" } as const;

/** An ECS cluster on Fargate, and the Service Connect namespace in which its services find one another by name. */
export class Cluster extends pulumi.ComponentResource {
  readonly cluster: aws.ecs.Cluster;
  readonly capacityProviders: aws.ecs.ClusterCapacityProviders;
  readonly namespace: aws.servicediscovery.HttpNamespace;
  /** Clients of Service Connect carry it; its servers admit it. */
  readonly connectSecurityGroup: aws.ec2.SecurityGroup;
  /** As asked for: without it there are no figures of desired tasks. */
  readonly containerInsights: NonNullable<ClusterArgs["containerInsights"]>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const containerInsights = args.containerInsights ?? "off";
    const problems = new Problems();
    problems.addAll(checkName(name));
    problems.addAll(checkOneOf("containerInsights", containerInsights, Object.keys(insights)));
    problems.throwIfAny(`Cluster ${name}`);
    super("starter:fargate:Cluster", name, {}, opts);

    this.containerInsights = containerInsights;
    this.cluster = new aws.ecs.Cluster(
      name,
      { settings: [{ name: "containerInsights", value: insights[containerInsights] }] },
      { parent: this },
    );
    this.capacityProviders = new aws.ecs.ClusterCapacityProviders(
      `${name}-capacity`,
      { clusterName: this.cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
      { parent: this },
    );
    this.namespace = new aws.servicediscovery.HttpNamespace(
      `${name}-namespace`,
      { description: "Service Connect: names by which services reach one another" },
      { parent: this },
    );
    this.connectSecurityGroup = new aws.ec2.SecurityGroup(
      `${name}-connect`,
      {
        vpcId: args.network.vpcId,
        description: "Carried by tasks that call other services through Service Connect",
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
