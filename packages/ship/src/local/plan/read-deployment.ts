import { basename } from "node:path";
import type { EvaluatedStack, RegisteredResource } from "@starter/stack-testing";
import { folderOf } from "../../evaluate-workspace.ts";
import type { ContainerDefinition, RuleCondition, RuleTransform } from "../../provider-inputs.ts";
import type {
  Alias,
  Deployment,
  EcsService,
  ListenerRule,
  RdsInstance,
  RuleAction,
  StackDeployment,
  StoredSecret,
  TargetGroup,
} from "./deployment.ts";

interface ServiceInputs {
  taskDefinition: string;
  desiredCount?: number;
  loadBalancers?: { targetGroupArn?: string; containerPort: number }[];
  serviceConnectConfiguration?: {
    enabled: boolean;
    namespace?: string;
    services?: { portName: string; clientAlias?: { dnsName?: string; port: number }[] }[];
  };
}

const serviceType = "aws:ecs/service:Service";
const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";
// What the evaluation puts in place of a configuration value that only Pulumi can decrypt.
const encryptedPlaceholder = /\bencrypted value of \S+/;
const ruleType = "aws:lb/listenerRule:ListenerRule";

/** Reads what a local run needs out of the evaluated stacks; a pure function of the evaluation. */
export function readDeployment(stacks: readonly EvaluatedStack[]): Deployment {
  const names = stacks.flatMap((stack) =>
    [...ofType(stack, serviceType), ...jobDefinitions(stack)].map(({ name }) => name),
  );
  return {
    stacks: stacks.map((stack) => readStack(stack, folderOf(stack), names)),
    defaultAction: readDefaultAction(stacks),
  };
}

function readStack(stack: EvaluatedStack, folder: string, names: readonly string[]): StackDeployment {
  const nameOf = (resource: RegisteredResource) => {
    const isShared = names.filter((name) => name === resource.name).length > 1;
    return isShared ? `${basename(folder)}-${resource.name}` : resource.name;
  };
  const services = ofType(stack, serviceType).map((resource) => {
    const inputs = resource.inputs as unknown as ServiceInputs;
    return { inputs, service: readService(nameOf(resource), inputs, stack) };
  });
  return {
    folder,
    services: services.map(({ service }) => service),
    jobs: jobDefinitions(stack).map((definition) => ({
      name: nameOf(definition),
      containers: containersOf(definition),
    })),
    aliases: services.flatMap(({ service, inputs }) => readAliases(service, inputs)),
    targetGroups: services.flatMap(({ service, inputs }) => readTargetGroups(service, inputs, stack)),
    rules: ofType(stack, ruleType).map(readRule),
    databases: ofType(stack, "aws:rds/instance:Instance").map(readDatabase),
    secrets: [...readSecrets(stack), ...readMasterSecrets(stack)],
  };
}

/** Task definitions that no service runs. */
function jobDefinitions(stack: EvaluatedStack): RegisteredResource[] {
  const served = new Set(ofType(stack, serviceType).map(({ inputs }) => inputs.taskDefinition));
  return ofType(stack, taskDefinitionType).filter((definition) => !served.has(text(definition, "arn")));
}

function containersOf(definition: RegisteredResource | undefined): ContainerDefinition[] {
  return JSON.parse(String(definition?.inputs.containerDefinitions ?? "[]")) as ContainerDefinition[];
}

function readService(name: string, inputs: ServiceInputs, stack: EvaluatedStack): EcsService {
  const definition = ofType(stack, taskDefinitionType).find(
    (resource) => text(resource, "arn") === inputs.taskDefinition,
  );
  const connect = inputs.serviceConnectConfiguration;
  return {
    name,
    desiredCount: inputs.desiredCount ?? 1,
    containers: containersOf(definition),
    ...(connect?.enabled ? { namespace: connect.namespace ?? "" } : {}),
  };
}

function readAliases({ name, namespace, containers }: EcsService, inputs: ServiceInputs): Alias[] {
  if (namespace === undefined) return [];
  const mappings = containers.flatMap(({ portMappings = [] }) => portMappings);
  return (inputs.serviceConnectConfiguration?.services ?? []).flatMap(({ portName, clientAlias = [] }) => {
    const containerPort = mappings.find((mapping) => mapping.name === portName)?.containerPort;
    if (containerPort === undefined) return [];
    return clientAlias.map(({ dnsName = portName, port }) => ({
      namespace,
      dnsName,
      port,
      service: name,
      containerPort,
    }));
  });
}

function readTargetGroups({ name }: EcsService, inputs: ServiceInputs, stack: EvaluatedStack): TargetGroup[] {
  const groups = ofType(stack, "aws:lb/targetGroup:TargetGroup");
  return (inputs.loadBalancers ?? []).flatMap(({ targetGroupArn, containerPort }) => {
    const group = groups.find((candidate) => text(candidate, "arn") === targetGroupArn);
    if (!group) return [];
    const check = (group.inputs.healthCheck ?? {}) as { path?: string; matcher?: string };
    const { path = "/", matcher = "200" } = check;
    return [{ arn: text(group, "arn"), service: name, containerPort, path, matcher }];
  });
}

function readRule(rule: RegisteredResource): ListenerRule {
  return {
    name: rule.name,
    priority: Number(rule.inputs.priority),
    conditions: rule.inputs.conditions as RuleCondition[],
    actions: rule.inputs.actions as RuleAction[],
    transforms: (rule.inputs.transforms ?? []) as RuleTransform[],
  };
}

/** Of the listener that rules hang on, else of one that answers itself; a redirect to HTTPS has no say locally. */
function readDefaultAction(stacks: readonly EvaluatedStack[]): RuleAction | undefined {
  const used = new Set(
    stacks.flatMap((stack) => ofType(stack, ruleType).map((rule) => rule.inputs.listenerArn)),
  );
  const listeners = stacks.flatMap((stack) => ofType(stack, "aws:lb/listener:Listener"));
  const defaults = (listener?: RegisteredResource) =>
    (listener?.inputs.defaultActions as RuleAction[] | undefined)?.at(-1);
  return (
    defaults(listeners.find((listener) => used.has(text(listener, "arn")))) ??
    listeners.map(defaults).find((action) => action?.type === "fixed-response")
  );
}

function readDatabase(instance: RegisteredResource): RdsInstance {
  return {
    name: instance.name,
    address: text(instance, "address"),
    port: Number(instance.outputs.port ?? instance.inputs.port ?? 5432),
    dbName: String(instance.inputs.dbName ?? instance.name),
    username: String(instance.inputs.username ?? "postgres"),
  };
}

function readSecrets(stack: EvaluatedStack): StoredSecret[] {
  const versions = ofType(stack, "aws:secretsmanager/secretVersion:SecretVersion");
  return ofType(stack, "aws:secretsmanager/secret:Secret").map((secret) => {
    const arn = text(secret, "arn");
    const value = versions.find(({ inputs }) => inputs.secretId === arn)?.inputs.secretString;
    const known = typeof value === "string" && !encryptedPlaceholder.test(value);
    return { arn, name: `${stack.project}/${secret.name}`, ...(known ? { value } : {}) };
  });
}

function readMasterSecrets(stack: EvaluatedStack): StoredSecret[] {
  return ofType(stack, "aws:rds/instance:Instance").flatMap(({ name, outputs }) =>
    ((outputs.masterUserSecrets ?? []) as { secretArn: string }[]).map(({ secretArn }) => ({
      arn: secretArn,
      name: `${stack.project}/${name}`,
      isRdsMaster: true as const,
    })),
  );
}

function ofType(stack: EvaluatedStack, type: string): RegisteredResource[] {
  return stack.resources.filter((resource) => resource.type === type);
}

function text(resource: RegisteredResource, output: string): string {
  return String(resource.outputs[output] ?? "");
}
