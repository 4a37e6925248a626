// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text.
import type { Mutation } from "../mutation.ts";

const platform = "packages/fargate/src/platform";
const serviceConfig = "packages/fargate/src/config/service-config.ts";

/** What stacks say to one another, and what their files say to them. */
export const stacks: readonly Mutation[] = [
  {
    name: "output-renamed",
    why: "services read nothing, or an older platform's value",
    file: `${platform}/export-platform.ts`,
    from: "    vpcCidrBlock: network.cidrBlock,\n",
    to: "    vpcCidr: network.cidrBlock,\n",
  },
  {
    name: "outputs-swapped-subnets",
    why: "databases stand among the tasks",
    file: `${platform}/export-platform.ts`,
    from: "databaseSubnetIds: network.databaseSubnetIds",
    to: "databaseSubnetIds: network.taskSubnetIds",
  },
  {
    name: "outputs-swapped-security-groups",
    why: "tasks admit other services where they should admit the load balancer, and never become healthy",
    file: `${platform}/export-platform.ts`,
    from: "loadBalancerSecurityGroupId: loadBalancer.securityGroup.id",
    to: "loadBalancerSecurityGroupId: cluster.connectSecurityGroup.id",
  },
  {
    name: "rules-on-the-redirect",
    why: "with HTTPS the services' rules hang on port 80, and every path answers 404",
    file: `${platform}/export-platform.ts`,
    from: "listenerArn: loadBalancer.listener.arn",
    to: "listenerArn: loadBalancer.httpListener.arn",
  },
  {
    name: "platform-of-dev-for-all",
    why: "prod's services are deployed to dev's cluster",
    file: `${platform}/read-platform.ts`,
    from: "`${pulumi.getOrganization()}/${args.project}/${pulumi.getStack()}`",
    to: "`${pulumi.getOrganization()}/${args.project}/dev`",
  },
  {
    name: "platform-not-awaited",
    why: "the program goes on with a promise in place of the platform",
    file: serviceConfig,
    from: "const platform = await readPlatform({",
    to: "const platform: any = readPlatform({",
  },
  {
    name: "missing-output-passes",
    why: "a platform older than the service fails in AWS, long after the preview, instead of with a sentence",
    file: `${platform}/read-platform.ts`,
    from: "  if (missing.length > 0) {\n",
    to: "  if (missing.length === found.length) {\n",
  },
  {
    name: "count-not-read",
    why: "prod runs one task, whatever is configured",
    file: serviceConfig,
    from: '{ count: config.requireNumber("count") }',
    to: "{}",
  },
  {
    name: "delay-not-read",
    why: "the configured time for draining does nothing",
    file: serviceConfig,
    from: '      deregistrationDelaySeconds: config.requireNumber("deregistrationDelaySeconds"),\n',
    to: "",
  },
  {
    name: "protection-not-read",
    why: "prod's database can be deleted",
    file: serviceConfig,
    from: '      deletionProtection: config.requireBoolean("deletionProtection"),\n',
    to: "",
  },
  {
    name: "member-key-misspelled",
    why: "prod's database has no standby, and nobody is told",
    file: "stacks/member/Pulumi.prod.yaml",
    from: "starter-member:sturdyDatabase: true",
    to: "starter-member:sturdyDatabse: true",
  },
  {
    name: "board-key-misspelled",
    why: "prod's database can be deleted, and nobody is told",
    file: "stacks/board/Pulumi.prod.yaml",
    from: "starter-board:deletionProtection: true",
    to: "starter-board:deletionProtecton: true",
  },
  {
    name: "platform-key-misspelled",
    why: "prod's load balancer can be deleted, and nobody is told",
    file: "stacks/platform/Pulumi.prod.yaml",
    from: "starter-platform:deletionProtection: true",
    to: "starter-platform:deleteProtection: true",
  },
  {
    name: "member-serves-by-another-name",
    why: "board cannot reach member",
    file: "stacks/member/index.ts",
    from: 'connect: { as: "member", container: "nginx" }',
    to: 'connect: { as: "members", container: "nginx" }',
  },
  {
    name: "connect-past-the-sidecar",
    why: "requests of other services pass by nginx, which drains: some fail in every deployment",
    file: "stacks/member/index.ts",
    from: 'connect: { as: "member", container: "nginx" }',
    to: 'connect: { as: "member", container: "app" }',
  },
  {
    name: "route-past-the-sidecar",
    why: "the load balancer's requests pass by nginx, which drains: some fail in every deployment",
    file: "stacks/member/index.ts",
    from: '"/.well-known/jwks.json"], container: "nginx" }',
    to: '"/.well-known/jwks.json"], container: "app" }',
  },
  {
    name: "path-lost",
    why: "nobody can sign in",
    file: "stacks/member/index.ts",
    from: '"/api/sessions*", ',
    to: "",
  },
  {
    name: "platform-under-another-name",
    why: "costs and rights go by tags that another stack has",
    file: "stacks/platform/index.ts",
    from: 'requireTags("platform");\n',
    to: "",
  },
  {
    name: "service-under-another-name",
    why: "costs and rights go by tags that another stack has",
    file: "packages/fargate/src/config/service-config.ts",
    from: "  requireTags(name);\n",
    to: "",
  },
  {
    name: "service-without-its-database",
    why: "the service cannot reach its database, since nobody admits it",
    file: "stacks/board/index.ts",
    from: '  connect: { to: ["member"] },\n  database,\n',
    to: '  connect: { to: ["member"] },\n',
  },
];
