import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { capacityProviderStrategies } from "../task/capacity.ts";
import { portName } from "../task/container-definitions.ts";
import { createTask, type Task } from "../task/task.ts";
import { createTaskFirewall, type TaskFirewall } from "../task/task-firewall.ts";
import { createAutoscaling } from "./autoscaling.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { assertNotRolledBack } from "./rollback.ts";
import { firstCount, isAutoscaling } from "./scaling.ts";
import { createServiceRoute, type ServiceRoute } from "./service-route.ts";
import { gracePeriodSeconds } from "./start-time.ts";
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
  /** Absent for a service without a route. */
  readonly listenerRule?: aws.lb.ListenerRule;
  /** What policies of your own scale; absent for a fixed count. */
  readonly scalableTarget?: aws.appautoscaling.Target;

  constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    validateService(name, args, programContext());
    super("starter:fargate:FargateService", name, {}, opts);

    const { connect, transform } = args;
    const connectContainer = typeof connect === "object" ? connect.container : undefined;
    const context = { connectContainer, transform: transform?.taskDefinition };
    const task = createTask(name, args, context, this);
    this.taskDefinition = task.taskDefinition;
    this.logGroups = task.logGroups;
    const route = this.#createRoute(name, args);
    const firewall = createTaskFirewall(
      name,
      {
        platform: args.platform,
        routePort: route?.containerPort,
        connectServer: typeof args.connect === "object",
        database: args.database,
      },
      this,
    );
    this.service = this.#createService(name, args, { task, firewall, route });

    this.executionRole = task.roles.executionRole;
    this.taskRole = task.roles.taskRole;
    this.securityGroup = firewall.securityGroup;
    if (route !== undefined) {
      this.targetGroup = route.targetGroup;
      this.listenerRule = route.listenerRule;
    }
    if (isAutoscaling(args.scaling)) {
      const scaled = { platform: args.platform, service: this.service, targetGroup: this.targetGroup };
      this.scalableTarget = createAutoscaling(name, args.scaling, scaled, this);
    }
    assertNotRolledBack(name, this.service, this.taskDefinition);
    this.registerOutputs();
  }

  #createRoute(name: string, args: FargateServiceArgs): ServiceRoute | undefined {
    const port = args.route === undefined ? undefined : args.containers[args.route.container]?.port;
    if (args.route === undefined || port === undefined) return undefined;
    return createServiceRoute(name, args, args.route, port, this);
  }

  #createService(
    name: string,
    args: FargateServiceArgs,
    parts: { task: Task; firewall: TaskFirewall; route: ServiceRoute | undefined },
  ): aws.ecs.Service {
    const { platform, connect = false } = args;
    const { task, firewall, route } = parts;
    const { service } = defaults;
    const serviceArgs: aws.ecs.ServiceArgs = {
      cluster: platform.clusterArn,
      taskDefinition: this.taskDefinition.arn,
      desiredCount: firstCount(args.scaling),
      // Never with launchType; a change of strategy is an update in place only with forceNewDeployment.
      capacityProviderStrategies: capacityProviderStrategies(args.capacity ?? defaults.capacity),
      forceNewDeployment: true,
      platformVersion: "1.4.0",
      networkConfiguration: {
        subnets: platform.taskSubnetIds,
        assignPublicIp: platform.assignPublicIp,
        securityGroups: [
          firewall.securityGroup.id,
          ...(connect === false ? [] : [platform.connectSecurityGroupId]),
        ],
      },
      deploymentMinimumHealthyPercent:
        args.deployment?.minimumHealthyPercent ?? service.minimumHealthyPercent,
      deploymentMaximumPercent: args.deployment?.maximumPercent ?? service.maximumPercent,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      waitForSteadyState: true,
      sigintRollback: true,
      propagateTags: "SERVICE",
      enableEcsManagedTags: true,
      serviceConnectConfiguration: connect === false ? undefined : this.#serviceConnect(args),
      loadBalancers: route && [
        {
          targetGroupArn: route.targetGroup.arn,
          containerName: route.containerName,
          containerPort: route.containerPort,
        },
      ],
      // ECS takes a grace period only with a load balancer.
      healthCheckGracePeriodSeconds:
        route && gracePeriodSeconds(args.healthCheckGracePeriodSeconds, task.containers, route.containerName),
    };
    const timeout = `${service.deploymentTimeoutMinutes}m`;
    return new aws.ecs.Service(name, args.transform?.service?.(serviceArgs) ?? serviceArgs, {
      parent: this,
      // What the data alone does not say: ECS refuses a target group without a rule, and a task cannot start without
      // its rights, logs and open doors. The same edges delete the service first.
      dependsOn: [
        ...(route === undefined ? [] : [route.listenerRule]),
        task.roles.executionPolicy,
        ...Object.values(this.logGroups),
        ...firewall.rules,
      ],
      customTimeouts: { create: timeout, update: timeout },
      // AWS moves the number then; with a fixed count, ignoring it would make a changed count do nothing.
      ignoreChanges: isAutoscaling(args.scaling) ? ["desiredCount"] : [],
    });
  }

  #serviceConnect(args: FargateServiceArgs) {
    const { connect, containers, platform } = args;
    const client = { enabled: true, namespace: platform.namespaceArn };
    if (typeof connect !== "object") return client;
    const port = containers[connect.container]?.port;
    if (port === undefined) return client;
    return {
      ...client,
      services: [
        {
          portName: portName(connect.container, port),
          discoveryName: connect.as,
          clientAlias: [{ dnsName: connect.as, port: defaults.connect.port }],
          // The proxy listens apart, so that the load balancer reaches the container itself.
          ingressPortOverride: defaults.connect.ingressPort,
        },
      ],
    };
  }
}
