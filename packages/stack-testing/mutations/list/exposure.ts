import type { Mutation } from "../mutation.ts";

const platform = "packages/fargate/src/platform";
const database = "packages/fargate/src/database/database.ts";

/** Doors that stand open. */
export const exposure: readonly Mutation[] = [
  {
    name: "load-balancer-open-on-every-port",
    why: "a listener added for a test is on the internet at once",
    file: `${platform}/load-balancer-firewall.ts`,
    from: "          fromPort: port,\n          toPort: port,\n",
    to: "          fromPort: 0,\n          toPort: port === 0 ? 0 : 65535,\n",
  },
  {
    name: "internal-load-balancer-open",
    why: "the rules say that the internet may come in where only the network should",
    file: `${platform}/load-balancer-firewall.ts`,
    from: 'cidrIpv4: internal ? network.cidrBlock : "0.0.0.0/0"',
    to: 'cidrIpv4: "0.0.0.0/0"',
  },
  {
    name: "tasks-open-to-everyone",
    why: "tasks with public addresses are reached past the load balancer, without TLS",
    file: "packages/fargate/src/task/task-firewall.ts",
    from: "        referencedSecurityGroupId: from,\n",
    to: '        cidrIpv4: from === "" ? "" : "0.0.0.0/0",\n',
  },
  {
    name: "database-open-to-everyone",
    why: "only a password stands between the network and the data",
    file: database,
    from: "        referencedSecurityGroupId: securityGroupId,\n",
    to: '        cidrIpv4: securityGroupId === "" ? "" : "0.0.0.0/0",\n',
  },
  {
    name: "database-with-a-public-address",
    why: "the database is on the internet",
    file: database,
    from: "publiclyAccessible: false",
    to: "publiclyAccessible: true",
  },
  {
    name: "database-among-the-tasks",
    why: "the databases of an own network stand in subnets with a way to the internet",
    file: `${platform}/network.ts`,
    from: "databaseSubnetIds: vpc.isolatedSubnetIds,",
    to: "databaseSubnetIds: taskSubnetIds[args.kind],",
  },
  {
    name: "database-without-tls",
    why: "passwords and data cross the network in plain text",
    file: database,
    from: 'parameters: [{ name: "rds.force_ssl", value: "1" }]',
    to: 'parameters: [{ name: "rds.force_ssl", value: "0" }]',
  },
  {
    name: "database-not-verified",
    why: "a client talks to whoever answers in the database's place",
    file: database,
    from: "sslmode=verify-full",
    to: "sslmode=require",
  },
  {
    name: "database-not-encrypted",
    why: "it cannot be encrypted later, but by a new one",
    file: database,
    from: "        storageEncrypted: true,\n",
    to: "",
  },
  {
    name: "private-tasks-with-public-addresses",
    why: "tasks of a private network are on the internet, and pay for addresses they do not use",
    file: `${platform}/network.ts`,
    from: 'assignPublicIp: args.kind === "public",',
    to: 'assignPublicIp: args.kind !== "isolated",',
  },
  {
    name: "access-logs-may-be-public",
    why: "one wrong policy later the addresses of people are on the internet",
    file: `${platform}/access-logs.ts`,
    from: "blockPublicPolicy: true",
    to: "blockPublicPolicy: false",
  },
  {
    name: "root-file-system-writable",
    why: "whoever breaks in can change what runs",
    file: "packages/fargate/src/task/container-definitions.ts",
    from: "container.readonlyRootFilesystem ?? true",
    to: "container.readonlyRootFilesystem ?? false",
  },
  {
    name: "http-not-redirected",
    why: "with a certificate, passwords still cross the internet in plain text",
    file: `${platform}/load-balancer.ts`,
    from: '{ port: 80, protocol: "HTTP" }, redirectToHttps, [',
    to: '{ port: 80, protocol: "HTTP" }, notFound, [',
  },
];
