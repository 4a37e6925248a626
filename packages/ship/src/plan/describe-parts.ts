import { repositoryOf } from "../image-repository.ts";
import type {
  ClusterPlan,
  ContainerPlan,
  DatabasePlan,
  EndpointPlan,
  JobPlan,
  LoadBalancerPlan,
  LogGroupPlan,
  NetworkPlan,
  RolePlan,
  ServicePlan,
  TaskPlan,
} from "./stack-plan.ts";

/** `1 resource`, `12 resources`, `nothing` */
export function describeCount(count: number): string {
  if (count === 0) return "nothing";
  return `${count} ${count === 1 ? "resource" : "resources"}`;
}

/**
 * `default VPC`, `existing VPC vpc-1, subnets: 2 of the load balancer, 2 of tasks`, or
 * `own VPC 10.0.0.0/16 in 3 zones, public, private and isolated subnets, 3 NAT gateways`.
 */
export function describeNetwork(network: NetworkPlan): string {
  if (network.kind === "default") return "default VPC";
  if (network.kind === "existing") {
    const { loadBalancer, tasks, databases } = network.subnets;
    const counts = [
      `${loadBalancer} of the load balancer`,
      ...(tasks === undefined ? [] : [`${tasks} of tasks`]),
      ...(databases === undefined ? [] : [`${databases} of databases`]),
    ];
    return `existing VPC ${network.vpcId}, subnets: ${counts.join(", ")}`;
  }
  const subnets = network.subnets.join(", ").replace(/, (?=[^,]*$)/, " and ");
  const { natGateways } = network;
  const nat = natGateways === 0 ? [] : [`${natGateways} NAT ${natGateways === 1 ? "gateway" : "gateways"}`];
  return [`own VPC ${network.cidrBlock} in ${network.zones} zones`, `${subnets} subnets`, ...nat].join(", ");
}

/** `5 interfaces  ecr.api, ecr.dkr, ecs-agent, logs, secretsmanager` for each type of endpoint. */
export function describeEndpoints(endpoints: readonly EndpointPlan[]): string[][] {
  return [...Map.groupBy(endpoints, ({ type }) => type.toLowerCase())].map(([type, ofType]) => [
    `${ofType.length} ${type}${ofType.length === 1 ? "" : "s"}`,
    ofType.map(({ service }) => service).join(", "),
  ]);
}

/** `cluster  FARGATE and FARGATE_SPOT, Container Insights off` */
export function describeCluster(cluster: ClusterPlan): string[] {
  const insights = cluster.containerInsights === "disabled" ? "off" : cluster.containerInsights;
  const capacity = cluster.capacityProviders.length > 0 ? [cluster.capacityProviders.join(" and ")] : [];
  return [cluster.name, [...capacity, `Container Insights ${insights}`].join(", ")];
}

/** `lb  public, HTTP :80`, or `lb  public, HTTPS :443 for shop.example.com, HTTP :80 redirects to HTTPS, access logs` */
export function describeLoadBalancer({
  name,
  internal,
  listeners,
  domains,
  accessLogs,
}: LoadBalancerPlan): string[] {
  const served = domains.length === 0 ? "" : ` for ${domains.join(" and ")}`;
  const ports = listeners.map(({ protocol, port, redirectsTo }) =>
    redirectsTo === undefined
      ? `${protocol} :${port}${served}`
      : `${protocol} :${port} redirects to ${redirectsTo}`,
  );
  const logs = accessLogs ? ["access logs"] : [];
  return [name, [internal ? "internal" : "public", ...ports, ...logs].join(", ")];
}

/** `1 task`, `2 tasks`, `2 to 10 tasks` */
export function describeTasks({ min, max }: ServicePlan["tasks"]): string {
  if (min !== max) return `${min} to ${max} tasks`;
  return `${min} ${min === 1 ? "task" : "tasks"}`;
}

/** `0.25 vCPU, 512 MiB, arm64` */
export function describeSize({ cpu, memoryMiB, architecture }: TaskPlan): string {
  return `${cpu / 1024} vCPU, ${memoryMiB} MiB, ${architecture}`;
}

/** `started by cron(0 3 * * ? *), Asia/Seoul`, with `paused` where it starts nothing, or `started by hand` */
export function describeStart({ schedule }: JobPlan): string {
  if (schedule === undefined) return "started by hand";
  const { expression, timezone, paused } = schedule;
  // A rate has no time of the day, and so no zone.
  const zone = expression.startsWith("rate") ? [] : [timezone];
  return [`started by ${expression}`, ...zone, ...(paused ? ["paused"] : [])].join(", ");
}

/** `docker.io/acme/member@sha256:0123456789ab…`: enough of the digest to tell two apart. */
export function describeImage({ image, released }: ContainerPlan): string {
  if (!released) return repositoryOf(image);
  return image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1…");
}

/** `PostgreSQL 18, db.t4g.micro, 20 GiB gp3, one zone, backups for 7 days` */
export function describeDatabase(database: DatabasePlan): string {
  return [
    database.engine,
    database.instanceClass,
    database.storage,
    database.multiAz ? "standby in another zone" : "one zone",
    database.backupRetentionDays === 0 ? "no backups" : `backups for ${days(database.backupRetentionDays)}`,
    ...(database.deletionProtection ? ["protected from deletion"] : []),
    ...(database.publiclyAccessible ? ["PUBLICLY ACCESSIBLE"] : []),
  ].join(", ");
}

/** `member-app, member-nginx: 30 days` for each span of time. */
export function describeLogGroups(groups: readonly LogGroupPlan[]): string[] {
  return [...Map.groupBy(groups, ({ retentionDays }) => retentionDays)].map(
    ([retention, ofSpan]) =>
      `${ofSpan.map(({ name }) => name).join(", ")}: ${retention === 0 ? "kept for ever" : days(retention)}`,
  );
}

/** `member-execution  logs:PutLogEvents, secretsmanager:GetSecretValue` */
export function describeRole({ name, actions }: RolePlan): string[] {
  return [name, actions.length === 0 ? "may do nothing in AWS" : actions.join(", ")];
}

function days(count: number): string {
  return `${count} ${count === 1 ? "day" : "days"}`;
}
