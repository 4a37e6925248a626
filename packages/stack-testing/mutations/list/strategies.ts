import type { Mutation } from "../mutation.ts";

const service = "packages/fargate/src/service";

/** How requests move between two versions, and what ends a deployment. */
export const strategies: readonly Mutation[] = [
  {
    name: "weights-taken-back",
    why: "the next up sends the requests to the target group that is empty",
    file: `${service}/service-route.ts`,
    from: 'ignoreChanges: ["actions"]',
    to: "ignoreChanges: []",
  },
  {
    name: "requests-to-the-empty-group",
    why: "the first deployment serves nobody",
    file: `${service}/service-route.ts`,
    from: "{ arn: targetGroup.arn, weight: 100 },\n        { arn: alternateTargetGroup.arn, weight: 0 }",
    to: "{ arn: targetGroup.arn, weight: 0 },\n        { arn: alternateTargetGroup.arn, weight: 100 }",
  },
  {
    name: "service-before-the-right-to-move",
    why: "ECS may not move the requests of the first deployment",
    file: `${service}/ecs-service.ts`,
    from: "      ...(route?.shift === undefined ? [] : [route.shift.policy]),\n",
    to: "",
  },
  {
    name: "up-ends-while-it-bakes",
    why: "up fails although the deployment goes well",
    file: `${service}/ecs-service.ts`,
    from: "deploymentTimeoutMinutes(deployment, args.deregistrationDelaySeconds)",
    to: "deploymentTimeoutMinutes()",
  },
  {
    name: "strategy-not-read",
    why: "the service rolls, whatever is configured",
    file: "packages/fargate/src/config/service-config.ts",
    from: '      deployment: config.requireObject<DeploymentArgs>("deployment"),\n',
    to: "",
  },
  {
    name: "alarms-only-tell",
    why: "a deployment that answers with errors goes on",
    file: `${service}/ecs-service.ts`,
    from: "    alarms: deploymentAlarms(name, args),\n",
    to: "",
  },
  {
    name: "alarms-of-one-group",
    why: "errors of the new version go unseen when it is in the other target group",
    file: `${service}/fargate-service.ts`,
    from: "[this.targetGroup, this.alternateTargetGroup]",
    to: "[this.targetGroup]",
  },
  {
    name: "scaled-by-an-empty-group",
    why: "after every other deployment the number of tasks follows a target group without requests",
    file: `${service}/deployment.ts`,
    from: "  if (scaledByRequests) {",
    to: "  if (scaledByRequests && route === undefined) {",
  },
  {
    name: "test-requests-asked-last",
    why: "the route's rule takes the test requests before theirs is asked",
    file: `${service}/deployment.ts`,
    from: "  if (early < usual) return [];",
    to: "  if (early !== usual) return [];",
  },
  {
    name: "client-before-its-server",
    why: "tasks never find a server that came after them",
    file: `${service}/connect.ts`,
    from: "    await Promise.all(to.map((server) => requireServer(name, server, namespaceId, stack)));\n",
    to: "",
  },
  {
    name: "shell-nowhere",
    why: "exec is on, and no container can open a shell",
    file: `${service}/exec.ts`,
    from: "writable.length > 0) return [];",
    to: "writable.length >= 0) return [];",
  },
  {
    name: "shell-without-the-right",
    why: "the agent cannot reach AWS, and no shell opens",
    file: `${service}/fargate-service.ts`,
    from: "    if (args.exec === true) createExecPolicy(name, this.taskRole, this);\n",
    to: "",
  },
  {
    name: "database-on-spot",
    why: "its data goes when AWS takes the task away",
    file: "packages/fargate/src/task/validate-task.ts",
    from: "  problems.addAll(checkDatabaseOnSpot(capacity, args.containers));\n",
    to: "",
  },
];
