import type { ProgramContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { checkName } from "../validation/names.ts";
import { got } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";
import { type AccessLogsArgs, checkAccessLogs } from "./access-logs.ts";
import { checkHttps, type HttpsArgs } from "./https.ts";
import type { Network } from "./network.ts";

/** Arguments of a LoadBalancer. */
export interface LoadBalancerArgs {
  /** In whose subnets for load balancers it stands. */
  network: Network;
  /**
   * HTTPS on port 443, to which HTTP on port 80 then redirects: a certificate that exists, or a domain for which one is
   * created.
   * @default none, for which `insecureHttp` must be true
   */
  https?: HttpsArgs;
  /** Says that plain HTTP is enough: whoever is between reads passwords and tokens. Only without `https`. @default false */
  insecureHttp?: boolean;
  /**
   * Reachable from the network's range only: it has private addresses, also in public subnets. A change replaces it.
   * @default false
   */
  internal?: boolean;
  /** Keeps a line for each request in an own S3 bucket; `{}` takes the defaults. @default none */
  accessLogs?: AccessLogsArgs;
  /**
   * Closes connections that are idle for this long, 1 to 71 seconds: containers keep them for 72, and one that they
   * closed first would cost a request.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout
   * @default 60
   */
  idleTimeoutSeconds?: number;
  /** Refuses to be deleted, and `pulumi destroy` of its stack with it; set it to false and deploy before `pulumi destroy`. @default false */
  deletionProtection?: boolean;
}

/** Throws one error that lists every mistake in a load balancer's arguments; returns when there is none. */
export function validateLoadBalancer(
  name: string,
  args: LoadBalancerArgs,
  { offline, stack }: ProgramContext,
): void {
  const { https, insecureHttp, accessLogs, idleTimeoutSeconds } = args;
  const { containerKeepAliveSeconds } = defaults.loadBalancer;
  const problems = new Problems();
  problems.addAll(checkName(name));
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  if (name.startsWith("internal-")) {
    problems.add("name", `must not begin with "internal-", which AWS keeps to itself, got ${got(name)}`);
  }
  if (https !== undefined) problems.addAll(checkHttps(https), "https");
  if (https !== undefined && insecureHttp === true) {
    const reason = `must be left out with https, got ${got(insecureHttp)}; HTTP redirects to HTTPS`;
    problems.add("insecureHttp", reason);
  }
  if (lacksHttps(args) && !offline) problems.add("https", httpsIsMissing(stack));
  if (accessLogs !== undefined) problems.addAll(checkAccessLogs(accessLogs), "accessLogs");
  problems.addAll(
    checkInteger("idleTimeoutSeconds", idleTimeoutSeconds, {
      min: 1,
      max: containerKeepAliveSeconds - 1,
      unit: `seconds, less than the ${containerKeepAliveSeconds} for which containers keep idle connections`,
    }),
  );
  problems.throwIfAny(`LoadBalancer ${name}`);
}

/** Whether nobody has said yet how requests come in. */
export function lacksHttps({ https, insecureHttp }: LoadBalancerArgs): boolean {
  return https === undefined && insecureHttp !== true;
}

/** What must be set before a deployment. */
export function httpsIsMissing(stack: string): string {
  return `must name a certificate, or insecureHttp must be true, got neither; run pulumi -C stacks/platform -s ${stack} config set domainName <domain>, then the same for hostedZoneId; or set certificateArn alone, or insecureHttp to true where plain HTTP is enough`;
}
