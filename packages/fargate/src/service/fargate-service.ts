import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { createAlarms } from "../observability/alarms.ts";
import { createTask } from "../task/task.ts";
import { createTaskFirewall } from "../task/task-firewall.ts";
import { createAutoscaling } from "./autoscaling.ts";
import { isConnectServer } from "./connect.ts";
import { createEcsService } from "./ecs-service.ts";
import { createExecPolicy } from "./exec.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { assertNotRolledBack } from "./rollback.ts";
import { isAutoscaling } from "./scaling.ts";
import { createServiceRoute, type ServiceRoute } from "./service-route.ts";
import { validateService } from "./validate-service.ts";

/**
 * A service on Fargate: its task definition, roles, logs, security group, place behind the load balancer and deployment.
 *
 * Throws one InputPropertiesError with every mistake in the arguments before anything registers. A deployment that ECS
 * rolled back fails the program, although ECS itself is steady then.
 */
export class FargateService extends pulumi.ComponentResource {
  readonly service: aws.ecs.Service;
  readonly taskDefinition: aws.ecs.TaskDefinition;
  /** By container name, `before` steps included. */
  readonly logGroups: Readonly<Record<string, aws.cloudwatch.LogGroup>>;
  readonly executionRole: aws.iam.Role;
  /** What the containers may do in AWS: nothing, until you attach a policy. */
  readonly taskRole: aws.iam.Role;
  /** Of the tasks: closed but to the load balancer and to Service Connect's clients. */
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Absent for a service without a route. */
  readonly targetGroup?: aws.lb.TargetGroup;
  /** In which the versions take turns with `targetGroup`; only for blue/green, canary and linear deployments. */
  readonly alternateTargetGroup?: aws.lb.TargetGroup;
  /** Absent for a service without a route. */
  readonly listenerRule?: aws.lb.ListenerRule;
  /** What policies of your own scale; absent for a fixed count. */
  readonly scalableTarget?: aws.appautoscaling.Target;

  /** By what you asked for; none by default. */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const context = programContext();
    validateService(name, args, context);
    super("starter:fargate:FargateService", name, {}, opts);

    const { connect } = args;
    const connectContainer = isConnectServer(connect) ? connect.container : undefined;
    const transform = args.transform?.taskDefinition;
    const task = createTask(name, args, { connectContainer, transform }, this);
    this.taskDefinition = task.taskDefinition;
    this.logGroups = task.logGroups;
    const route = this.#createRoute(name, args);
    const firewall = createTaskFirewall(
      name,
      {
        platform: args.platform,
        routePort: route?.containerPort,
        connectServer: isConnectServer(connect),
        database: args.database,
      },
      this,
    );
    const execPolicy = args.exec === true ? createExecPolicy(name, task.roles.taskRole, this) : undefined;
    this.service = createEcsService(name, args, { task, execPolicy, firewall, route, context }, this);

    this.executionRole = task.roles.executionRole;
    this.taskRole = task.roles.taskRole;
    this.securityGroup = firewall.securityGroup;
    if (route !== undefined) {
      this.targetGroup = route.targetGroup;
      this.alternateTargetGroup = route.shift?.alternateTargetGroup;
      this.listenerRule = route.listenerRule;
    }
    if (isAutoscaling(args.scaling)) {
      const scaled = { platform: args.platform, service: this.service, targetGroup: this.targetGroup };
      this.scalableTarget = createAutoscaling(name, args.scaling, scaled, this);
    }
    const targetGroups = [this.targetGroup, this.alternateTargetGroup].filter((group) => group !== undefined);
    const watched = { platform: args.platform, serviceName: this.service.name, targetGroups };
    this.alarms = createAlarms(name, args.alarms ?? {}, watched, this);
    assertNotRolledBack(name, this.service, this.taskDefinition);
    this.registerOutputs();
  }

  #createRoute(name: string, args: FargateServiceArgs): ServiceRoute | undefined {
    const port = args.route === undefined ? undefined : args.containers[args.route.container]?.port;
    if (args.route === undefined || port === undefined) return undefined;
    return createServiceRoute(name, args, args.route, port, this);
  }
}
