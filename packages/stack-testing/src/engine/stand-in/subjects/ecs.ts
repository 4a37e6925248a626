import { setTimeout as sleep } from "node:timers/promises";
import { standInArn } from "../../../stand-in-resources.ts";
import type { StandInAccount, StandInResource } from "../account.ts";
import {
  AwsError,
  type ChangeRequest,
  type Properties,
  type Request,
  type Subjects,
  UnfinishedError,
  valuesAt,
} from "../subject.ts";
import { refuseTaskDefinition, returnedContainerDefinitions } from "../task-definition.ts";

const clusterName = (cluster: unknown) => String(cluster).split("/").at(-1);

/** ECS; what replaces: https://www.pulumi.com/registry/packages/aws/api-docs/ecs/ */
export const ecs: Subjects = {
  "aws:ecs/cluster:Cluster": {
    physicalName: { property: "name", longest: 255 },
    replacedBy: ["name"],
  },
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
    replacedBy: ["clusterName"],
    answer: ({ inputs }) => ({ id: inputs.clusterName }),
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html
    onDelete: ({ account, resource }) => {
      const user = account
        .resources("aws:ecs/service:Service")
        .find(
          ({ state }) =>
            clusterName(state.cluster) === resource.id &&
            valuesAt(state, "capacityProviderStrategies").length > 0,
        );
      if (user === undefined) return undefined;
      throw new AwsError(
        "ResourceInUseException",
        "The specified capacity provider is in use and cannot be removed.",
      );
    },
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    replacedBy: "every input but tags",
    asReturned: (inputs) => ({
      ...inputs,
      containerDefinitions: returnedContainerDefinitions(inputs.containerDefinitions),
    }),
    refuse: ({ inputs }) => refuseTaskDefinition(inputs),
    answer: ({ account, region, inputs: { family } }) => {
      const arnWithoutRevision = standInArn("ecs", region, `task-definition/${family}`);
      const revision = 1 + revisions(account).filter(({ state }) => state.family === family).length;
      return { id: family, arn: `${arnWithoutRevision}:${revision}`, arnWithoutRevision, revision };
    },
    // A revision in use may be deregistered; tasks that run it go on:
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
    onDelete: ({ resource }) => (resource.state.skipDestroy === true ? "kept" : "deregistered"),
  },
  "aws:ecs/service:Service": {
    physicalName: {
      property: "name",
      longest: 255,
      taken: "InvalidParameterException",
      within: ["cluster"],
    },
    replacedBy: ["name", "cluster", "launchType", "schedulingStrategy", "iamRole"],
    // In place only with forceNewDeployment, and not from none to some:
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    alsoReplacedBy: (olds, news) => {
      const count = (inputs: Properties) => valuesAt(inputs, "capacityProviderStrategies").length;
      const inPlace = news.forceNewDeployment === true && count(olds) > 0 === count(news) > 0;
      return inPlace ? [] : ["capacityProviderStrategies"];
    },
    refuse: refuseService,
    answer: ({ region, inputs }) => {
      const arn = standInArn("ecs", region, `service/${clusterName(inputs.cluster)}/${inputs.name}`);
      return { id: arn, arn };
    },
    afterCreate: (request) => deploy(request, undefined),
    afterUpdate: (request) => deploy(request, request.before),
  },
};

const revisions = (account: StandInAccount): StandInResource[] => {
  const type = "aws:ecs/taskDefinition:TaskDefinition";
  return [...account.resources(type), ...account.retained(type)];
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
function refuseService({ account, inputs, resource }: Request & { resource?: StandInResource }): void {
  const invalid = (message: string) => new AwsError("InvalidParameterException", message);
  const clusters = account.resources("aws:ecs/cluster:Cluster");
  if (!clusters.some(({ id, state }) => [id, state.name].includes(String(inputs.cluster)))) {
    throw new AwsError("ClusterNotFoundException", "Cluster not found.");
  }
  const revision = revisions(account).find(({ state }) => state.arn === inputs.taskDefinition);
  if (revision === undefined) throw new AwsError("ClientException", "TaskDefinition not found.");
  if (revision.retained === "deregistered")
    throw new AwsError("ClientException", "TaskDefinition is inactive");
  if (inputs.launchType !== undefined && valuesAt(inputs, "capacityProviderStrategies").length > 0) {
    throw invalid("Specifying both a launch type and capacity provider strategy is not supported.");
  }
  const containers: Properties[] = JSON.parse(String(revision.state.containerDefinitions));
  for (const entry of valuesAt(inputs, "loadBalancers") as Properties[]) {
    const { targetGroupArn, containerName, containerPort } = entry;
    if (!isOnListener(account, targetGroupArn)) {
      throw invalid(
        `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
      );
    }
    const container = containers.find(({ name }) => name === containerName);
    if (container === undefined) {
      throw invalid(`The container ${containerName} does not exist in the task definition.`);
    }
    if (!valuesAt(container, "portMappings.containerPort").includes(containerPort)) {
      throw invalid(`The container ${containerName} did not have a container port ${containerPort} defined.`);
    }
  }
  refuseShift(account, inputs, resource?.state);
  refuseServiceConnect(account, inputs, containers);
}

/**
 * ECS takes such a service, and rolls back its deployment with these words:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/migrate-code-deploy-to-ecs-blue-green.html
 * It keeps the strategy that an update does not mention, which the provider leaves out then (Optional and Computed):
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
function refuseShift(account: StandInAccount, inputs: Properties, before: Properties = {}): void {
  const [strategy = "ROLLING"] = [inputs, before].flatMap((each) =>
    valuesAt(each, "deploymentConfiguration.strategy"),
  );
  if (strategy === "ROLLING") return;
  for (const entry of valuesAt(inputs, "loadBalancers")) {
    const rules = shiftedRules(account, entry).flatMap(({ state }) => valuesAt(state, "actions"));
    const onRules = rules.flatMap(targetGroupsOf);
    const [alternate] = valuesAt(entry, "advancedConfiguration.alternateTargetGroupArn");
    if ([...valuesAt(entry, "targetGroupArn"), alternate].every((group) => onRules.includes(group))) continue;
    throw new AwsError(
      "InvalidParameterException",
      "Service deployment rolled back because of invalid networking configuration. Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule.",
    );
  }
}

/** The rules whose weights ECS moves. */
function shiftedRules(account: StandInAccount, loadBalancer: unknown): StandInResource[] {
  const arns = ["productionListenerRule", "testListenerRule"].flatMap((rule) =>
    valuesAt(loadBalancer, `advancedConfiguration.${rule}`),
  );
  return account.resources("aws:lb/listenerRule:ListenerRule").filter(({ id }) => arns.includes(id));
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html */
function moveRequests(account: StandInAccount, inputs: Properties): void {
  for (const { state } of valuesAt(inputs, "loadBalancers").flatMap((each) => shiftedRules(account, each))) {
    state.actions = JSON.parse(JSON.stringify(state.actions), (key, value) =>
      key === "weight" ? 100 - value : value,
    );
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html */
function refuseServiceConnect(account: StandInAccount, inputs: Properties, containers: Properties[]): void {
  const namespaces = account.resources("aws:servicediscovery/httpNamespace:HttpNamespace");
  for (const namespace of valuesAt(inputs, "serviceConnectConfiguration.namespace")) {
    if (namespaces.some(({ state }) => [state.arn, state.name].includes(namespace))) continue;
    throw new AwsError("NamespaceNotFoundException", `The namespace ${namespace} was not found.`);
  }
  const portNames = containers.flatMap((container) => valuesAt(container, "portMappings.name"));
  for (const name of valuesAt(inputs, "serviceConnectConfiguration.services.portName")) {
    if (portNames.includes(name)) continue;
    throw new AwsError("InvalidParameterException", `The portName ${name} is not in the task definition.`);
  }
}

function isOnListener(account: StandInAccount, targetGroupArn: unknown): boolean {
  const actions = [
    ...account
      .resources("aws:lb/listener:Listener")
      .flatMap(({ state }) => valuesAt(state, "defaultActions")),
    ...account
      .resources("aws:lb/listenerRule:ListenerRule")
      .flatMap(({ state }) => valuesAt(state, "actions")),
  ];
  return actions.flatMap(targetGroupsOf).includes(targetGroupArn);
}

function targetGroupsOf(action: unknown): unknown[] {
  return [...valuesAt(action, "targetGroupArn"), ...valuesAt(action, "forward.targetGroups.arn")];
}

/**
 * Deploys a service, as the provider sees it when it waits for a steady state: one deployment with as many tasks as
 * wanted, to which the requests have moved where the strategy says so. After a rollback that is the old one, and no error;
 * a first deployment has nothing to go back to.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go (waitServiceStable)
 */
async function deploy(
  { account, resource, name, inputs, timeoutSeconds }: ChangeRequest,
  before: Properties | undefined,
): Promise<Properties | undefined> {
  const sameRevision = before?.taskDefinition === inputs.taskDefinition;
  if (sameRevision && inputs.forceNewDeployment !== true) return undefined;
  const end = account.deployments.take(name);
  if (typeof end === "object") await sleep(end.steadyAfterMilliseconds);
  if (end === "steady" || typeof end === "object") {
    // The first version stays in the target group in which it started.
    if (before !== undefined) moveRequests(account, inputs);
    return undefined;
  }
  const rollsBack = valuesAt(inputs, "deploymentCircuitBreaker.rollback").includes(true);
  if (end === "rolledBack" && before !== undefined && rollsBack) {
    const running = { taskDefinition: before.taskDefinition };
    return running;
  }
  if (inputs.waitForSteadyState !== true) return undefined;
  const timeout = `${Math.floor(timeoutSeconds / 60)}m${timeoutSeconds % 60}s`;
  throw new UnfinishedError(
    `waiting for ECS Service (${resource.id}) ${before === undefined ? "create" : "update"}: timeout while waiting for state to become 'tfSTABLE' (last state: 'tfPENDING', timeout: ${timeout})`,
  );
}
