import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../platform/cluster.ts";
import type { LoadBalancer } from "../platform/load-balancer.ts";
import { checkName } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import { dashboardBody } from "./dashboard-body.ts";
import type { ServiceEvents } from "./service-events.ts";

/** Arguments of a Dashboard. */
export interface DashboardArgs {
  /** Whose services are shown. */
  cluster: Cluster;
  /** Whose requests are shown. */
  loadBalancer: LoadBalancer;
  /** Where deployments and stopped tasks are read. */
  events: ServiceEvents;
}

/**
 * One CloudWatch dashboard of an environment, in which every service appears by itself: its figures are searched for by
 * cluster and load balancer. It costs 3 USD a month, but for the first three of an account.
 */
export class Dashboard extends pulumi.ComponentResource {
  readonly dashboard: aws.cloudwatch.Dashboard;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    problems.addAll(checkName(name));
    problems.throwIfAny(`Dashboard ${name}`);
    super("starter:fargate:Dashboard", name, {}, opts);

    const { cluster, loadBalancer, events } = args;
    this.dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        // The provider makes up no name for it.
        dashboardName: `${pulumi.getProject()}-${pulumi.getStack()}`,
        dashboardBody: pulumi
          .output({
            clusterArn: cluster.cluster.arn,
            clusterName: cluster.cluster.name,
            loadBalancer: loadBalancer.loadBalancer.arnSuffix,
            logGroupName: events.logGroup.name,
          })
          .apply((places) =>
            JSON.stringify(
              dashboardBody({
                ...places,
                region: places.clusterArn.split(":")[3] ?? "",
                containerInsights: cluster.containerInsights !== "off",
              }),
            ),
          ),
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
