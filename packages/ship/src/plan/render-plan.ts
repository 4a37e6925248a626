import { stripVTControlCharacters } from "node:util";
import { placeOf } from "../evaluate-workspace.ts";
import type { Paint } from "../paint.ts";
import {
  describeCluster,
  describeCount,
  describeDatabase,
  describeEndpoints,
  describeImage,
  describeLoadBalancer,
  describeLogGroups,
  describeNetwork,
  describeRole,
  describeSize,
  describeStart,
  describeTasks,
} from "./describe-parts.ts";
import type { ContainerPlan, JobPlan, ServicePlan, StackPlan, TaskPlan } from "./stack-plan.ts";

type Row = string[];

/** The whole answer of `ship plan` as text: each stack, then what is missing, then the mistakes. */
export function renderPlans(plans: readonly StackPlan[], paint: Paint): string {
  const blocks = plans.map((plan) => renderStack(plan, paint));
  const warnings = plans.flatMap((plan) =>
    plan.warnings.map((warning) => ({ ...warning, folder: plan.folder })),
  );
  if (warnings.length > 0) {
    const lines = warnings.map((one) => `  ${paint("yellow", placeOf(one, one.folder))}  ${one.message}`);
    blocks.push([paint("bold", "Before a real deployment"), ...lines].join("\n"));
  }
  const problems = plans.flatMap((plan) =>
    plan.problems.map((problem) => ({ ...problem, folder: plan.folder })),
  );
  if (problems.length > 0) {
    const title = `${countMistakes(problems.length)} to put right`;
    const lines = problems.map((one) => `  ${paint("red", placeOf(one, one.folder))}  ${one.message}`);
    blocks.push([paint("bold", title), ...lines].join("\n"));
  }
  return `${blocks.join("\n\n")}\n`;
}

/** One stack: a headline, and a section for each kind of thing that it has. */
export function renderStack(plan: StackPlan, paint: Paint): string {
  const { length } = plan.problems;
  const named = plan.services.length + plan.jobs.length > 1;
  const mistakes = length === 0 ? "" : `, ${paint("red", countMistakes(length))}`;
  const headline = `${paint("bold", plan.name)}  ${describeCount(plan.resourceCount)}${mistakes}  ${paint("dim", `${plan.project}, ${plan.stack}`)}`;
  const sections: [string, Row[]][] = [
    ["network", plan.networks.map((network) => [describeNetwork(network)])],
    ["endpoints", describeEndpoints(plan.endpoints)],
    ["cluster", plan.clusters.map(describeCluster)],
    ["balancer", plan.loadBalancers.map(describeLoadBalancer)],
    ["runs", plan.services.map(serviceRow)],
    ["jobs", plan.jobs.map(jobRow)],
    [
      "containers",
      [
        ...plan.services.flatMap((service) => containerRows(service, named, healthText, paint)),
        ...plan.jobs.flatMap((job) => containerRows(job, named, commandText, paint)),
      ],
    ],
    [
      "routes",
      plan.routes.map(({ priority, conditions, rewrites, target, healthPath }) => [
        String(priority),
        [`${conditions.join(", ")} → ${target}`, ...rewrites].join(", "),
        `when GET ${healthPath} answers`,
      ]),
    ],
    ["database", plan.databases.map((database) => [database.name, describeDatabase(database)])],
    [
      "lets in",
      plan.ingress.map(({ securityGroup, ports, from, description, openToTheWorld }) => [
        securityGroup,
        ports,
        openToTheWorld ? paint("yellow", `the world (${from})`) : from,
        description,
      ]),
    ],
    ["secrets", plan.secrets.length > 0 ? [[plan.secrets.join(", ")]] : []],
    ["logs", describeLogGroups(plan.logGroups).map((line) => [line])],
    ["roles", plan.roles.map(describeRole)],
  ];
  const lines = sections.flatMap(([label, rows]) =>
    alignColumns(rows).map((row, index) => `  ${paint("dim", (index === 0 ? label : "").padEnd(12))}${row}`),
  );
  return [headline, ...lines].join("\n");
}

function countMistakes(count: number): string {
  return `${count} ${count === 1 ? "mistake" : "mistakes"}`;
}

function serviceRow(service: ServicePlan): Row {
  const { name, tasks, address } = service;
  const reached = address === undefined ? [] : [`other services call ${address}`];
  return [name, `${describeTasks(tasks)} of ${sizeAndPlace(service)}`, ...reached];
}

function jobRow(job: JobPlan): Row {
  return [job.name, `a task of ${sizeAndPlace(job)}`, describeStart(job)];
}

function sizeAndPlace(task: TaskPlan): string {
  const { capacityProviders } = task;
  return `${describeSize(task)}${capacityProviders.length > 0 ? ` on ${capacityProviders.join(" and ")}` : ""}`;
}

function containerRows(
  task: TaskPlan,
  named: boolean,
  told: (container: ContainerPlan) => string,
  paint: Paint,
): Row[] {
  return task.containers.map((container) => [
    named ? `${task.name}/${container.name}` : container.name,
    describeImage(container),
    ...(task.containers.every(({ released }) => released) ? [] : [releaseMark(container, paint)]),
    container.runsFirst === undefined ? portText(container.port) : "first",
    container.runsFirst ?? told(container),
  ]);
}

function healthText({ health }: ContainerPlan): string {
  return health === undefined ? "no health check" : `health ${health}`;
}

/** A job is done when it ends, and nobody asks for its health. */
function commandText({ runs }: ContainerPlan): string {
  return runs ?? "what its image runs";
}

function releaseMark({ released }: ContainerPlan, paint: Paint): string {
  return released ? "" : paint("yellow", "not released");
}

function portText(port: number | undefined): string {
  return port === undefined ? "" : `:${port}`;
}

/** Rows as lines whose columns line up; colours take no room. */
export function alignColumns(rows: readonly Row[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - width(cell)))
      .join("  ")
      .trimEnd(),
  );
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
