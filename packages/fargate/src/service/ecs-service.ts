import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ProgramContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { alarmNames } from "../observability/alarms-args.ts";
import { capacityProviderStrategies } from "../task/capacity.ts";
import type { Task } from "../task/task.ts";
import type { TaskFirewall } from "../task/task-firewall.ts";
import { serviceConnectConfiguration } from "./connect.ts";
import { type DeploymentArgs, deploymentTimeoutMinutes, isShifting, resolveShift } from "./deployment.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { failedDeploymentHooks } from "./rollback.ts";
import { firstCount, isAutoscaling } from "./scaling.ts";
import type { ServiceRoute } from "./service-route.ts";
import { gracePeriodSeconds } from "./start-time.ts";

/** What the ECS service puts together. */
export interface ServiceParts {
  task: Task;
  /** For ECS Exec. */
  execPolicy: aws.iam.RolePolicy | undefined;
  firewall: TaskFirewall;
  route: ServiceRoute | undefined;
  context: ProgramContext;
}

/** Creates the ECS service: it keeps the tasks running, and puts a new version in the place of the old one. */
export function createEcsService(
  name: string,
  args: FargateServiceArgs,
  parts: ServiceParts,
  parent: pulumi.Resource,
): aws.ecs.Service {
  const { platform, connect = false, deployment } = args;
  const { task, execPolicy, firewall, route, context } = parts;
  const serviceArgs: aws.ecs.ServiceArgs = {
    cluster: platform.clusterArn,
    taskDefinition: task.taskDefinition.arn,
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
    ...deploymentInputs(deployment),
    alarms: deploymentAlarms(name, args),
    waitForSteadyState: true,
    sigintRollback: true,
    forceDelete: args.forceDelete ?? false,
    enableExecuteCommand: args.exec ?? false,
    propagateTags: "SERVICE",
    enableEcsManagedTags: true,
    serviceConnectConfiguration:
      connect === false
        ? undefined
        : serviceConnectConfiguration(name, connect, args.containers, platform, context),
    loadBalancers: route && [loadBalancer(route)],
    // ECS takes a grace period only with a load balancer.
    healthCheckGracePeriodSeconds:
      route && gracePeriodSeconds(args.healthCheckGracePeriodSeconds, task.containers, route.containerName),
  };
  const timeout = `${deploymentTimeoutMinutes(deployment, args.deregistrationDelaySeconds)}m`;
  return new aws.ecs.Service(name, args.transform?.service?.(serviceArgs) ?? serviceArgs, {
    parent,
    // What the data alone does not say: ECS refuses a target group without a rule, and a task cannot start without
    // its rights, logs and open doors. The same edges delete the service first.
    dependsOn: [
      ...(route === undefined ? [] : [route.listenerRule]),
      ...(route?.shift === undefined ? [] : [route.shift.policy]),
      task.roles.executionPolicy,
      ...(execPolicy === undefined ? [] : [execPolicy]),
      ...Object.values(task.logGroups),
      ...firewall.rules,
    ],
    customTimeouts: { create: timeout, update: timeout },
    hooks: failedDeploymentHooks(name),
    // AWS moves the number then; with a fixed count, ignoring it would make a changed count do nothing.
    ignoreChanges: isAutoscaling(args.scaling) ? ["desiredCount"] : [],
  });
}

const strategies = { blueGreen: "BLUE_GREEN", canary: "CANARY", linear: "LINEAR" } as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
function deploymentInputs(deployment: DeploymentArgs = {}): Partial<aws.ecs.ServiceArgs> {
  const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
  const { minimumHealthyPercent, maximumPercent } = defaults.service;
  if (!isShifting(deployment)) {
    const most = deployment.maximumPercent ?? maximumPercent;
    return {
      deploymentMinimumHealthyPercent: deployment.minimumHealthyPercent ?? minimumHealthyPercent,
      deploymentMaximumPercent: most,
      // It starts a task in the other zone before it stops one, for which there must be room.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
      availabilityZoneRebalancing: most > 100 ? "ENABLED" : "DISABLED",
      // As ECS returns it; left out, ECS keeps the strategy that was there before.
      deploymentConfiguration: { strategy: "ROLLING", bakeTimeInMinutes: "0" },
      ...breaker,
    };
  }
  const shift = resolveShift(deployment);
  const { canaryPercent, canaryBakeTimeMinutes, stepPercent, stepBakeTimeMinutes } = shift;
  return {
    deploymentMinimumHealthyPercent: minimumHealthyPercent,
    deploymentMaximumPercent: maximumPercent,
    availabilityZoneRebalancing: "ENABLED",
    deploymentConfiguration: {
      strategy: strategies[deployment.strategy],
      bakeTimeInMinutes: String(shift.bakeTimeMinutes),
      canaryConfiguration:
        canaryPercent === undefined
          ? undefined
          : { canaryPercent, canaryBakeTimeInMinutes: String(canaryBakeTimeMinutes) },
      linearConfiguration:
        stepPercent === undefined
          ? undefined
          : { stepPercent, stepBakeTimeInMinutes: String(stepBakeTimeMinutes) },
    },
    ...breaker,
  };
}

/**
 * Their alarms are created after the service, whose name they need; ECS looks for them by theirs. Said even where there are
 * none: ECS keeps what an update does not mention.
 */
function deploymentAlarms(name: string, { alarms = {}, deployment }: FargateServiceArgs) {
  const alarmNamesOfService = alarmNames(name, pulumi.getStack(), alarms);
  const rollsBack = alarmNamesOfService.length > 0 && (deployment?.rollBackOnAlarms ?? true);
  return { alarmNames: rollsBack ? alarmNamesOfService : [], enable: rollsBack, rollback: rollsBack };
}

function loadBalancer({ targetGroup, containerName, containerPort, listenerRule, shift }: ServiceRoute) {
  return {
    targetGroupArn: targetGroup.arn,
    containerName,
    containerPort,
    ...(shift !== undefined && {
      advancedConfiguration: {
        alternateTargetGroupArn: shift.alternateTargetGroup.arn,
        productionListenerRule: listenerRule.arn,
        testListenerRule: shift.testListenerRule?.arn,
        roleArn: shift.role.arn,
      },
    }),
  };
}
