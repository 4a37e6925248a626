import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ProgramContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import type { Platform } from "../platform/read-platform.ts";
import type { ContainerArgs } from "../task/container.ts";
import { portName } from "../task/container-definitions.ts";
import { checkName } from "../validation/names.ts";
import { got, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";

/** How a service reaches others, and they it, through Service Connect. */
export type ConnectArgs = ConnectServerArgs | ConnectClientArgs;

/** A service that others reach; it may call others too. */
export interface ConnectServerArgs extends Partial<ConnectClientArgs> {
  /** Name under which other services reach it: `http://<as>`. */
  as: string;
  /** Container whose port they reach. */
  container: string;
  /** Connections that nothing is sent over are closed after this long, 0 (never) to 2147483647 seconds. @default AWS's 300 */
  idleTimeoutSeconds?: number;
  /** An answer must be complete after this long, 0 (whenever) to 2147483647 seconds. @default AWS's 15 */
  perRequestTimeoutSeconds?: number;
}

/** A service that calls others. */
export interface ConnectClientArgs {
  /**
   * Services that it calls, by the names under which they serve. A preview refuses while one of them is not deployed: a
   * task finds only those names that existed when it was deployed.
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
   * @default none that must be there
   */
  to: string[];
}

/** Whether other services reach this one. */
export function isConnectServer(connect: ConnectArgs | boolean | undefined): connect is ConnectServerArgs {
  return typeof connect === "object" && "as" in connect && connect.as !== undefined;
}

/** Checks what Service Connect is told, but for the container, which the caller knows. */
export function checkConnect(connect: ConnectArgs | boolean | undefined): Problem[] {
  if (typeof connect !== "object") return [];
  const { to = [], idleTimeoutSeconds, perRequestTimeoutSeconds, as } = connect as ConnectServerArgs;
  const seconds = { min: 0, max: 2147483647, unit: "seconds" };
  const problems = [
    ...to.flatMap((name, index) => checkName(name, `connect.to[${index}]`)),
    ...checkInteger("connect.idleTimeoutSeconds", idleTimeoutSeconds, seconds),
    ...checkInteger("connect.perRequestTimeoutSeconds", perRequestTimeoutSeconds, seconds),
  ];
  if (isConnectServer(connect)) problems.push(...checkName(as, "connect.as"));
  else if (to.length === 0) {
    const reason = "must name a service, got none; name one, or set connect to true";
    problems.push({ propertyPath: "connect.to", reason });
  }
  const itself = to.indexOf(as);
  if (itself !== -1) {
    const reason = `must be another service, got ${got(as)} itself; leave it out`;
    problems.push({ propertyPath: `connect.to[${itself}]`, reason });
  }
  return problems;
}

/** The part of an ECS service that makes it a client, or a client and a server. */
export function serviceConnectConfiguration(
  name: string,
  connect: ConnectArgs | true,
  containers: Record<string, ContainerArgs>,
  platform: Platform,
  context: ProgramContext,
): aws.types.input.ecs.ServiceServiceConnectConfiguration {
  const to = typeof connect === "object" ? (connect.to ?? []) : [];
  const client = { enabled: true, namespace: withServers(name, to, platform.namespaceArn, context) };
  if (!isConnectServer(connect)) return client;
  const { as, container, idleTimeoutSeconds, perRequestTimeoutSeconds } = connect;
  const port = containers[container]?.port;
  if (port === undefined) return client;
  const timeout = { idleTimeoutSeconds, perRequestTimeoutSeconds };
  return {
    ...client,
    services: [
      {
        portName: portName(container, port),
        discoveryName: as,
        clientAlias: [{ dnsName: as, port: defaults.connect.port }],
        // The proxy listens apart, so that the load balancer reaches the container itself.
        ingressPortOverride: defaults.connect.ingressPort,
        ...(Object.values(timeout).some((value) => value !== undefined) && { timeout }),
      },
    ],
  };
}

/** The namespace, once every server is found in it; offline nothing is deployed. */
function withServers(
  name: string,
  to: readonly string[],
  namespaceArn: pulumi.Output<string>,
  { offline, stack }: ProgramContext,
): pulumi.Output<string> {
  if (offline || to.length === 0) return namespaceArn;
  return namespaceArn.apply(async (arn) => {
    const namespaceId = arn.split("/").at(-1) ?? "";
    await Promise.all(to.map((server) => requireServer(name, server, namespaceId, stack)));
    return arn;
  });
}

async function requireServer(name: string, server: string, namespaceId: string, stack: string) {
  try {
    await aws.servicediscovery.getService({ name: server, namespaceId });
  } catch (error) {
    const reason = (error as Error).message.split("returned an error: ").at(-1);
    const mistake = new pulumi.RunError(
      `${name}: connect.to must name services that are deployed, got "${server}" (${reason}); deploy it first with: pulumi -C stacks/${server} -s ${stack} up`,
    );
    mistake.stack = mistake.message;
    throw mistake;
  }
}
