import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { createAutoscaling } from "./autoscaling.ts";
import { capacityProviderStrategies } from "./capacity.ts";
import { type Containers, resolveContainers } from "./container.ts";
import { containerDefinitions, portName, type ResolvedContainer } from "./container-definitions.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { pullAddresses } from "./image-source.ts";
import { assertNotRolledBack } from "./rollback.ts";
import { firstCount, isAutoscaling } from "./scaling.ts";
import { createServiceRoute, type ServiceRoute } from "./service-route.ts";
import { gracePeriodSeconds } from "./start-time.ts";
import { createTaskFirewall, type TaskFirewall } from "./task-firewall.ts";
import { createTaskRoles, type TaskRoles } from "./task-roles.ts";
import { resolveTaskSize } from "./task-size.ts";
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

    const containers = resolveContainers(args.containers, args.before);
    const images = pullAddresses(containers, args.platform);
    this.logGroups = this.#createLogGroups(name, args, containers);
    const roles = createTaskRoles(
      name,
      containers,
      Object.values(this.logGroups),
      args.platform,
      images,
      this,
    );
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
    this.taskDefinition = this.#createTaskDefinition(name, args, { containers, images, roles });
    this.service = this.#createService(name, args, { containers, roles, firewall, route });

    this.executionRole = roles.executionRole;
    this.taskRole = roles.taskRole;
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

  #createLogGroups(name: string, args: FargateServiceArgs, containers: Containers) {
    const retentionInDays = args.logRetentionDays ?? defaults.logRetentionDays;
    const entries = Object.keys(containers).map((container) => {
      const group = new aws.cloudwatch.LogGroup(
        `${name}-${container}`,
        { retentionInDays },
        { parent: this },
      );
      return [container, group] as const;
    });
    return Object.fromEntries(entries);
  }

  #createRoute(name: string, args: FargateServiceArgs): ServiceRoute | undefined {
    const port = args.route === undefined ? undefined : args.containers[args.route.container]?.port;
    if (args.route === undefined || port === undefined) return undefined;
    return createServiceRoute(name, args, args.route, port, this);
  }

  #createTaskDefinition(
    name: string,
    args: FargateServiceArgs,
    parts: { containers: Containers; images: pulumi.Output<Record<string, string>>; roles: TaskRoles },
  ) {
    const { containers, images, roles } = parts;
    const size = resolveTaskSize(args.size);
    const resolved = Object.fromEntries(
      Object.entries(containers).map(([container, spec]) => [
        container,
        { ...spec, image: images[container], logGroupName: this.logGroups[container]?.name },
      ]),
    );
    const connectContainer = typeof args.connect === "object" ? args.connect.container : undefined;
    const region = aws.getRegionOutput({}, { parent: this }).region;
    const taskDefinitionArgs: aws.ecs.TaskDefinitionArgs = {
      // Fixed, so that revisions count up; one per environment, which may share an account.
      family: `${name}-${pulumi.getStack()}`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(size.cpu),
      memory: String(size.memoryMiB),
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: size.architecture === "arm64" ? "ARM64" : "X86_64",
      },
      ephemeralStorage:
        args.ephemeralStorageGiB === undefined ? undefined : { sizeInGib: args.ephemeralStorageGiB },
      executionRoleArn: roles.executionRole.arn,
      taskRoleArn: roles.taskRole.arn,
      containerDefinitions: pulumi
        .all([resolved, region, args.platform.registryCredentialsArn])
        .apply(([values, regionName, registryCredentialsArn]) =>
          containerDefinitions(values as Record<string, ResolvedContainer>, {
            region: regionName,
            connectContainer,
            registryCredentialsArn,
          }),
        ),
      // A rollback needs the revision before this one.
      skipDestroy: true,
    };
    return new aws.ecs.TaskDefinition(
      name,
      args.transform?.taskDefinition?.(taskDefinitionArgs) ?? taskDefinitionArgs,
      { parent: this },
    );
  }

  #createService(
    name: string,
    args: FargateServiceArgs,
    parts: {
      containers: Containers;
      roles: TaskRoles;
      firewall: TaskFirewall;
      route: ServiceRoute | undefined;
    },
  ): aws.ecs.Service {
    const { platform, connect = false } = args;
    const { containers, roles, firewall, route } = parts;
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
        route && gracePeriodSeconds(args.healthCheckGracePeriodSeconds, containers, route.containerName),
    };
    const timeout = `${service.deploymentTimeoutMinutes}m`;
    return new aws.ecs.Service(name, args.transform?.service?.(serviceArgs) ?? serviceArgs, {
      parent: this,
      // What the data alone does not say: ECS refuses a target group without a rule, and a task cannot start without
      // its rights, logs and open doors. The same edges delete the service first.
      dependsOn: [
        ...(route === undefined ? [] : [route.listenerRule]),
        roles.executionPolicy,
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
