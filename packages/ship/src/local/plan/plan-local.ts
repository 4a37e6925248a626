import { parseHealthCommand } from "@starter/fargate/contracts";
import type { StackProblem } from "@starter/stack-testing";
import type { ContainerDefinition } from "../../provider-inputs.ts";
import {
  type ContainerSource,
  commandOf,
  type Machine,
  nginxEnvironment,
  pageOf,
  sourceOf,
} from "./container-source.ts";
import { planDatabases } from "./databases.ts";
import type { Alias, Deployment, EcsTask, StackDeployment } from "./deployment.ts";
import type { LocalContainer, LocalHealth, LocalPage, LocalPlan, LocalTask } from "./local-plan.ts";
import { mapPorts, type PortMap, upstreamPort } from "./ports.ts";
import { planFallback, planRoutes } from "./routes.ts";
import { secretReference } from "./secrets.ts";
import { startOrder } from "./start-order.ts";
import { loopback, type Substitution, serviceConnect } from "./substitution.ts";

/** A task whose containers' sources are known and whose sidecars are left out where they cannot run. */
interface SourcedTask extends EcsTask {
  folder: string;
  sources: Map<string, ContainerSource>;
}

/**
 * Plans one environment on this machine: pure, starts nothing. Every problem is found at once; with any, no plan is made.
 * @param freePorts At least as many as there are container ports; see containerPorts.
 * @param job Name of the job that is run once; the others are not run.
 */
export function planLocal(
  deployment: Deployment,
  machine: Machine,
  freePorts: readonly number[],
  job?: string,
): { plan: LocalPlan } | { problems: StackProblem[] } {
  const problems: StackProblem[] = [];
  const notes = new Set<string>();
  const services = deployment.stacks.flatMap((stack) => stack.services);
  const jobs = deployment.stacks.flatMap((stack) => stack.jobs);
  const isAsked = ({ name }: EcsTask) => name === job;
  if (job !== undefined && !jobs.some(isAsked)) {
    const known = jobs.map(({ name }) => name).join(" or ") || "left out, as there is no job";
    problems.push({ where: "--job", message: `must be ${known}, got ${job}` });
  }
  const ports = new Map(
    [...mapPorts([...services, ...jobs.filter(isAsked)], freePorts)].map(([name, map]) => [
      name,
      new Map(map),
    ]),
  );
  // Sidecars first: leaving one out changes the ports that other services call.
  const sourced = deployment.stacks.map((stack) => {
    const toSourced = <Task extends EcsTask>(task: Task) =>
      leaveOutNginx(withSources(task, stack.folder, machine, problems), machine, ports, notes);
    return {
      stack,
      services: stack.services.map(toSourced),
      jobs: stack.jobs.filter(isAsked).map(toSourced),
    };
  });
  const aliases = deployment.stacks.flatMap((stack) => stack.aliases);
  const tasks = sourced.flatMap(({ stack, services }) =>
    services
      .filter(({ desiredCount }) => desiredCount > 0)
      .map((service) => planTask(service, { stack, aliases, machine, ports, problems })),
  );
  const [asked] = sourced.flatMap(({ stack, jobs: ofStack }) =>
    ofStack.map((task) => planTask(task, { stack, aliases, machine, ports, problems })),
  );
  const { routes, notes: routeNotes } = planRoutes(deployment.stacks, ports);
  if (problems.length > 0) return { problems };
  for (const { name, desiredCount } of services) {
    if (desiredCount !== 1)
      notes.add(`${name}: desiredCount ${desiredCount} is run as ${Math.min(desiredCount, 1)}`);
  }
  for (const { name } of jobs.filter((one) => !isAsked(one))) {
    notes.add(`${name}: a job, which is run once with: npm start -- --job ${name}`);
  }
  return {
    plan: {
      tasks,
      ...(asked && { job: { ...asked, runsToEnd: true } }),
      routes,
      fallback: planFallback(deployment.defaultAction),
      databases: planDatabases(deployment),
      pages: sourced.flatMap((stack) => stack.services.flatMap((service) => planPages(service, machine))),
      notes: [...notes, ...routeNotes],
    },
  };
}

function withSources<Task extends EcsTask>(
  task: Task,
  folder: string,
  machine: Machine,
  problems: StackProblem[],
): Task & SourcedTask {
  const sources = new Map<string, ContainerSource>();
  for (const { name, image } of task.containers) {
    const source = sourceOf(image, machine);
    if (source) sources.set(name, source);
    else {
      const message = `image: must be named after a folder of apps/, or <folder>-nginx for its sidecar, to run from source, got ${image}; rename the image or add the folder`;
      problems.push({ where: `${folder}, container ${name}`, message });
    }
  }
  return { ...task, folder, sources };
}

/** Without nginx its callers go straight to what it proxies to. */
function leaveOutNginx<Task extends SourcedTask>(
  task: Task,
  machine: Machine,
  ports: Map<string, Map<number, number>>,
  notes: Set<string>,
): Task {
  if (machine.nginx) return task;
  const isSidecar = ({ name }: ContainerDefinition) => task.sources.get(name)?.kind === "nginx";
  const ofTask = ports.get(task.name) ?? new Map<number, number>();
  for (const sidecar of task.containers.filter(isSidecar)) {
    notes.add("nginx is not installed: the sidecars are left out and requests go straight to the apps");
    const behind = ofTask.get(upstreamPort(sidecar) ?? 0);
    for (const { containerPort } of sidecar.portMappings ?? []) if (behind) ofTask.set(containerPort, behind);
  }
  const kept = task.containers.filter((container) => !isSidecar(container));
  const names = new Set(kept.map(({ name }) => name));
  const containers = kept.map((container) => ({
    ...container,
    dependsOn: container.dependsOn?.filter(({ containerName }) => names.has(containerName)),
  }));
  return { ...task, containers };
}

/** Of the sidecars, those left out included. */
function planPages({ name, sources }: SourcedTask, machine: Machine): LocalPage[] {
  return [...sources.values()].flatMap(({ kind, service }) => {
    const page = kind === "nginx" ? pageOf(name, service, machine) : undefined;
    return page ? [page] : [];
  });
}

interface TaskContext {
  stack: StackDeployment;
  aliases: Alias[];
  machine: Machine;
  ports: PortMap;
  problems: StackProblem[];
}

function planTask(service: SourcedTask, context: TaskContext): LocalTask {
  const { stack, aliases, ports } = context;
  const ofTask = ports.get(service.name) ?? new Map<number, number>();
  const reachable = aliases.filter(({ namespace }) => namespace === service.namespace);
  const substitutions = [loopback(ofTask), serviceConnect(reachable, ports)];
  const localize = (text: string) => substitutions.reduce((result, substitute) => substitute(result), text);
  const containers = inStartOrder(service, context.problems).flatMap((container) => {
    const source = service.sources.get(container.name);
    return source ? planContainer(container, source, service, { ...context, ofTask, localize }) : [];
  });
  const targetChecks = stack.targetGroups
    .filter((group) => group.service === service.name)
    .map(({ containerPort, path, matcher }) => ({
      port: ofTask.get(containerPort) ?? containerPort,
      path,
      matcher,
    }));
  return { service: service.name, folder: service.folder, containers, targetChecks };
}

function inStartOrder(service: SourcedTask, problems: StackProblem[]): ContainerDefinition[] {
  try {
    return startOrder(service.containers);
  } catch (error) {
    problems.push({ where: service.folder, message: error instanceof Error ? error.message : String(error) });
    return [];
  }
}

function planContainer(
  container: ContainerDefinition,
  source: ContainerSource,
  service: SourcedTask,
  context: TaskContext & { ofTask: ReadonlyMap<number, number>; localize: Substitution },
): LocalContainer[] {
  const { stack, machine, ofTask, localize, problems } = context;
  const run = commandOf(container, source, machine);
  if ("problem" in run) {
    problems.push({ where: `${service.folder}, container ${container.name}`, message: run.problem });
    return [];
  }
  const environment = Object.fromEntries(
    (container.environment ?? []).map(({ name, value }) => [
      name,
      name === "PORT" ? String(ofTask.get(Number(value)) ?? value) : localize(value),
    ]),
  );
  const sidecar = source.kind === "nginx" ? nginxEnvironment(service.name, source.service, machine) : {};
  return [
    {
      name: container.name,
      source: source.file,
      ...run,
      environment: { ...environment, HOST: "127.0.0.1", ...sidecar },
      secrets: (container.secrets ?? []).map(({ name, valueFrom }) =>
        secretReference(name, valueFrom, stack.secrets),
      ),
      dependsOn: container.dependsOn ?? [],
      essential: container.essential ?? true,
      ...(container.healthCheck ? { health: planHealth(container.healthCheck, ofTask, localize) } : {}),
    },
  ];
}

/** Numbers that a definition leaves out are ECS's defaults. */
function planHealth(
  declared: NonNullable<ContainerDefinition["healthCheck"]>,
  ofTask: ReadonlyMap<number, number>,
  localize: Substitution,
): LocalHealth {
  const check = parseHealthCommand(declared.command);
  return {
    check:
      check.kind === "http"
        ? { ...check, port: ofTask.get(check.port) ?? check.port }
        : { kind: "command", command: check.command.map(localize) },
    intervalSeconds: declared.interval ?? 30,
    timeoutSeconds: declared.timeout ?? 5,
    retries: declared.retries ?? 3,
    startPeriodSeconds: declared.startPeriod ?? 0,
  };
}
