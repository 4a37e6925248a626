import type * as aws from "@pulumi/aws";
import type { TaskArgs, Transform } from "../task/task-args.ts";
import type { RouteArgs } from "./route.ts";
import type { ScalingArgs } from "./scaling.ts";

/** How other services reach this one, and it them, through Service Connect. */
export interface ConnectArgs {
  /** Name under which other services reach it: `http://<as>`. */
  as: string;
  /** Container whose port they reach. */
  container: string;
}

/** How a new version takes the place of the old one. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
export interface DeploymentArgs {
  /** Starts new tasks beside the old ones and stops these as the new ones become healthy. @default "rolling" */
  strategy?: "rolling";
  /** Part of the tasks that stays healthy during a deployment, 0 to 100. @default 100 */
  minimumHealthyPercent?: number;
  /** Old and new tasks together at the most, 100 to 200. @default 200 */
  maximumPercent?: number;
}

/** Arguments of a FargateService. */
export interface FargateServiceArgs extends TaskArgs {
  /** Requests that the load balancer sends to this service. Left out: a worker without a load balancer. */
  route?: RouteArgs;
  /** Service Connect: `{ as, container }` serves and calls, `true` only calls. @default false */
  connect?: ConnectArgs | boolean;
  scaling?: ScalingArgs;
  deployment?: DeploymentArgs;
  /**
   * The load balancer's failing checks of a task this young do not count, 0 to 2147483647 seconds and no less than the
   * start periods of the route's container and what it waits for, one after the other.
   * @default 60, or these start periods when they are longer
   */
  healthCheckGracePeriodSeconds?: number;
  /** How long a stopping task may finish requests after the load balancer sends it no more, 0 to 3600 seconds. @default 30 */
  deregistrationDelaySeconds?: number;
  /** For what has no argument of its own: changes a child's arguments. */
  transform?: {
    /** The task definition's. https://www.pulumi.com/registry/packages/aws/api-docs/ecs/taskdefinition/ @default none */
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    /** The ECS service's. https://www.pulumi.com/registry/packages/aws/api-docs/ecs/service/ @default none */
    service?: Transform<aws.ecs.ServiceArgs>;
    /** The target group's. https://www.pulumi.com/registry/packages/aws/api-docs/lb/targetgroup/ @default none */
    targetGroup?: Transform<aws.lb.TargetGroupArgs>;
    /** The listener rule's. https://www.pulumi.com/registry/packages/aws/api-docs/lb/listenerrule/ @default none */
    listenerRule?: Transform<aws.lb.ListenerRuleArgs>;
  };
}
