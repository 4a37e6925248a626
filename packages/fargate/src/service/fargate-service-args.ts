import type * as aws from "@pulumi/aws";
import type { AlarmsArgs } from "../observability/alarms-args.ts";
import type { TaskArgs, Transform } from "../task/task-args.ts";
import type { ConnectArgs } from "./connect.ts";
import type { DeploymentArgs } from "./deployment.ts";
import type { RouteArgs } from "./route.ts";
import type { ScalingArgs } from "./scaling.ts";

/** Arguments of a FargateService. */
export interface FargateServiceArgs extends TaskArgs {
  /** Requests that the load balancer sends to this service. Left out: a worker without a load balancer. */
  route?: RouteArgs;
  /** Service Connect: `{ as, container }` serves and calls, `{ to }` and `true` only call. @default false */
  connect?: ConnectArgs | boolean;
  scaling?: ScalingArgs;
  deployment?: DeploymentArgs;
  alarms?: AlarmsArgs;
  /**
   * The load balancer's failing checks of a task this young do not count, 0 to 2147483647 seconds and no less than the
   * start periods of the route's container and what it waits for, one after the other.
   * @default 60, or these start periods when they are longer
   */
  healthCheckGracePeriodSeconds?: number;
  /** How long a stopping task may finish requests after the load balancer sends it no more, 0 to 3600 seconds. @default 30 */
  deregistrationDelaySeconds?: number;
  /** Deletes the service without first stopping its tasks one by one: quick, and requests are lost. @default false */
  forceDelete?: boolean;
  /**
   * ECS Exec, for a shell in a running container. It excludes a read-only root file system in that container, and in an
   * isolated network needs the endpoint `ssmmessages`.
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
   * @default false
   */
  exec?: boolean;
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
