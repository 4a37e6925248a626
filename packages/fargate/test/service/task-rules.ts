// The rules that whatever was accepted keeps, as far as no resource is needed to see it.
import assert from "node:assert/strict";
import type { FargateServiceArgs } from "../../src/index.ts";
import { routeConditions, routePriority, ruleLimits } from "../../src/service/route.ts";
import { gracePeriodSeconds } from "../../src/service/start-time.ts";
import { type Containers, resolveContainers } from "../../src/task/container.ts";
import { containerDefinitions, type ResolvedContainer } from "../../src/task/container-definitions.ts";
import { imageAddress } from "../../src/task/image.ts";
import { resolveTaskSize, taskSizes } from "../../src/task/task-size.ts";

/** What the rules read of a container definition. */
export interface Definition {
  name: string;
  essential: boolean;
  user: string;
  readonlyRootFilesystem: boolean;
  linuxParameters: { capabilities: { drop: string[] } };
  portMappings: { containerPort: number }[];
  memory?: number;
  memoryReservation?: number;
  dependsOn?: { containerName: string; condition: string }[];
  healthCheck?: { command: string[]; interval: number; timeout: number };
  environment: { name: string; value: string }[];
  secrets?: { name: string; valueFrom: string }[];
  logConfiguration: { options: { "awslogs-group": string } };
}

/** The definitions that a service's arguments become, without any resource. */
export function definitionsOf({ containers, before }: FargateServiceArgs): Definition[] {
  const resolved = Object.entries(resolveContainers(containers, before)).map(([name, container]) => [
    name,
    { ...container, image: imageAddress(container.image), logGroupName: name },
  ]);
  const context = { region: "us-east-1" };
  const text = containerDefinitions(
    Object.fromEntries(resolved) as Record<string, ResolvedContainer>,
    context,
  );
  return JSON.parse(text) as Definition[];
}

/** The sizes and sums, references and variables of a task. */
export function assertTaskKeepsRules(definitions: Definition[], args: FargateServiceArgs): void {
  const { cpu, memoryMiB } = resolveTaskSize(args.size);
  assert.ok(taskSizes.get(cpu)?.includes(memoryMiB), `${cpu} CPU units, ${memoryMiB} MiB`);
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ports = definitions.flatMap(({ portMappings }) =>
    portMappings.map(({ containerPort }) => containerPort),
  );
  assert.equal(new Set(ports).size, ports.length);
  if (typeof args.connect === "object" && "as" in args.connect) assert.ok(!ports.includes(15000));
  assert.ok(definitions.some(({ essential }) => essential));
  const reserved = definitions.map((definition) => definition.memoryReservation ?? definition.memory ?? 0);
  assert.ok(reserved.reduce((total, each) => total + each, 0) <= memoryMiB);
  for (const definition of definitions) assertContainerKeepsRules(definition, byName, args.containers);
}

function assertContainerKeepsRules(
  definition: Definition,
  byName: ReadonlyMap<string, Definition>,
  containers: Containers,
): void {
  const { name, user, readonlyRootFilesystem, linuxParameters, dependsOn = [] } = definition;
  assert.doesNotMatch(user, /^(?:0|root)/);
  const declared = containers[name]?.readonlyRootFilesystem;
  if (name in containers) assert.equal(readonlyRootFilesystem, declared ?? true);
  assert.deepEqual(linuxParameters.capabilities.drop, ["ALL"]);
  const variables = [...definition.environment, ...(definition.secrets ?? [])].map(
    (variable) => variable.name,
  );
  assert.equal(new Set(variables).size, variables.length, variables.join());
  assert.ok(variables.every((variable) => /^[^=\s]+$/.test(variable)));
  for (const { valueFrom } of definition.secrets ?? []) {
    assert.match(
      valueFrom,
      /^arn:aws:(?:secretsmanager:[^:]*:\d+:secret:[^:]+(?::key::)?|ssm:[^:]*:\d+:parameter\/\S+)$/,
    );
  }
  for (const { containerName: other, condition } of dependsOn) {
    assert.ok(byName.has(other));
    if (condition === "HEALTHY") assert.ok(byName.get(other)?.healthCheck);
    if (condition === "SUCCESS") assert.equal(byName.get(other)?.essential, false);
  }
  if (definition.healthCheck) assert.ok(definition.healthCheck.timeout < definition.healthCheck.interval);
}

/** A rule that AWS takes, and a service that waits for its start. */
export function assertRouteKeepsRules(name: string, args: FargateServiceArgs): void {
  const { route } = args;
  if (route === undefined) return;
  const conditions = routeConditions(route).map((condition) => Object.values(condition)[0]?.values ?? []);
  assert.ok(conditions.length > 0);
  assert.ok(conditions.every((values) => values.length > 0));
  assert.ok(conditions.flat().length <= ruleLimits.conditionValues);
  const priority = route.priority ?? routePriority(name, route);
  assert.ok(Number.isInteger(priority) && priority >= 1 && priority <= 50_000, String(priority));
  const containers = resolveContainers(args.containers, args.before);
  const grace = gracePeriodSeconds(args.healthCheckGracePeriodSeconds, containers, route.container);
  const own = containers[route.container]?.health?.startPeriodSeconds ?? 0;
  assert.ok(Number.isInteger(grace) && grace >= own, String(grace));
}
