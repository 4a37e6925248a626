// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text.
import type { Mutation } from "../mutation.ts";

const service = "packages/fargate/src/service";
const platform = "packages/fargate/src/platform";

/** Names, and what makes an unchanged program a changed one. */
export const identity: readonly Mutation[] = [
  {
    name: "target-group-named",
    why: "it cannot be replaced, since the new one would need the old one's name, and dev and prod collide",
    file: `${service}/service-route.ts`,
    from: '    targetType: "ip",\n',
    to: '    name,\n    targetType: "ip",\n',
  },
  {
    name: "load-balancer-named",
    why: "it cannot be replaced, and a second environment cannot be deployed to the account",
    file: `${platform}/load-balancer.ts`,
    from: '        loadBalancerType: "application",\n',
    to: '        name,\n        loadBalancerType: "application",\n',
  },
  {
    name: "role-named",
    why: "roles belong to the whole account: the second environment fails",
    file: "packages/fargate/src/task/task-roles.ts",
    from: "    { assumeRolePolicy, description: `What the",
    to: "    { name: `${name}-task`, assumeRolePolicy, description: `What the",
  },
  {
    name: "log-group-named",
    why: "the second environment of the account fails",
    file: "packages/fargate/src/task/task.ts",
    from: "`, { retentionInDays }, ",
    to: "`, { name: `/ecs/${name}/${container}`, retentionInDays }, ",
  },
  {
    name: "security-group-named",
    why: "it cannot be replaced, since the new one would need the old one's name",
    file: "packages/fargate/src/task/task-firewall.ts",
    from: "    { vpcId: platform.vpcId, description: `Tasks of ${name}` },\n",
    to: "    { name, vpcId: platform.vpcId, description: `Tasks of ${name}` },\n",
  },
  {
    name: "family-without-the-stack",
    why: "dev and prod of one account share revisions",
    file: "packages/fargate/src/task/task.ts",
    from: "family: `${name}-${pulumi.getStack()}`,",
    to: "family: name,",
  },
  {
    name: "final-snapshot-fixed",
    why: "the second database of that name cannot be deleted, since the snapshot's name is taken",
    file: "packages/fargate/src/database/database.ts",
    from: "pulumi.interpolate`${this.parameterGroup.name}-final`",
    to: "`${name}-final`",
  },
  {
    name: "log-groups-renamed",
    why: "every deployed service loses its logs with the next update",
    file: "packages/fargate/src/task/task.ts",
    from: "LogGroup(`${name}-${container}`",
    to: "LogGroup(`${name}-logs-${container}`",
  },
  {
    name: "priority-constant",
    why: "AWS refuses the second service's rule, since its priority is taken",
    file: `${service}/service-route.ts`,
    from: "priority: route.priority ?? routePriority(name, route)",
    to: "priority: route.priority ?? Math.min(100, routePriority(service, route))",
  },
  {
    name: "keys-not-sorted",
    why: "one service has many texts, and a preview shows what did not change",
    file: "packages/fargate/src/task/container-definitions.ts",
    from: "\n    .sort(([a], [b]) => compare(a, b));",
    to: ";",
  },
  {
    name: "containers-and-variables-not-sorted",
    why: "moving a line in a program deploys the service anew",
    file: "packages/fargate/src/task/container-definitions.ts",
    from: '    keyed.sort((a, b) => compare(a.name ?? "", b.name ?? "") || compare(a.text, b.text));\n',
    to: "",
  },
  {
    name: "sorted-by-the-machine's-language",
    why: "a preview shows differences between two people's machines",
    file: "packages/fargate/src/task/container-definitions.ts",
    from: "  if (a === b) return 0;\n  return a < b ? -1 : 1;\n",
    to: "  return a.localeCompare(b);\n",
  },
  {
    name: "empty-lists-left-out",
    why: "what is sent is no longer what ECS returns, by which every preview compares",
    file: "packages/fargate/src/task/container-definitions.ts",
    from: "    mountPoints: [],\n",
    to: "",
  },
  {
    name: "default-subnets-in-any-order",
    why: "AWS returns them in any order, and each other one moves load balancer and services",
    file: `${platform}/network.ts`,
    from: "return [...subnetIds].sort().slice(0, 2);",
    to: "return subnetIds.slice(0, 2);",
  },
  {
    name: "region-fixed",
    why: "tasks in another region cannot write their logs and do not start",
    file: "packages/fargate/src/task/task.ts",
    from: "const region = aws.getRegionOutput({}, { parent }).region;",
    to: 'const region = "ap-northeast-2";',
  },
  {
    name: "logs-kept-for-ever",
    why: "they cost more every month, and hold addresses of people",
    file: "packages/fargate/src/task/task.ts",
    from: "`, { retentionInDays }, ",
    to: "`, {}, ",
  },
];
