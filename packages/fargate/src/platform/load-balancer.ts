import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { programContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { type AccessLogs, createAccessLogs } from "./access-logs.ts";
import { createAliasRecords } from "./alias-records.ts";
import { createCertificate, type ValidatedCertificate } from "./certificate.ts";
import { type HttpsArgs, isExistingCertificate } from "./https.ts";
import {
  httpsIsMissing,
  type LoadBalancerArgs,
  lacksHttps,
  validateLoadBalancer,
} from "./load-balancer-args.ts";
import { createLoadBalancerFirewall } from "./load-balancer-firewall.ts";

/**
 * An Application Load Balancer that answers 404 to whatever no service's rule takes, over HTTPS, or over HTTP where
 * `insecureHttp` says so.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancer: aws.lb.LoadBalancer;
  /** What the services' rules hang on: the HTTPS listener, without HTTPS the HTTP one. */
  readonly listener: aws.lb.Listener;
  /** Port 80: redirects to HTTPS; without HTTPS the same as `listener`. */
  readonly httpListener: aws.lb.Listener;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Of `https.domainName`, unless the certificate existed. */
  readonly certificate?: ValidatedCertificate;
  /** One for each name of the certificate. */
  readonly aliasRecords: aws.route53.Record[] = [];
  readonly accessLogs?: AccessLogs;
  /** `https://<domain>`, or `http://<DNS name of the load balancer>`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    const context = programContext();
    validateLoadBalancer(name, args, context);
    super("starter:fargate:LoadBalancer", name, {}, opts);
    if (lacksHttps(args)) void pulumi.log.warn(`https: ${httpsIsMissing(context.stack)}`);

    const { network, https, internal = false } = args;
    const firewall = createLoadBalancerFirewall(
      name,
      { network, internal, https: https !== undefined },
      this,
    );
    this.securityGroup = firewall.securityGroup;
    if (args.accessLogs !== undefined) this.accessLogs = createAccessLogs(name, args.accessLogs, this);
    this.loadBalancer = this.#createLoadBalancer(name, args, firewall.rules);
    if (https === undefined) {
      this.httpListener = this.#listen(`${name}-http`, { port: 80, protocol: "HTTP" }, notFound);
      this.listener = this.httpListener;
    } else {
      if (!isExistingCertificate(https)) {
        this.certificate = createCertificate(name, https, this);
        this.aliasRecords = createAliasRecords(name, https, this.loadBalancer, this);
      }
      this.listener = this.#listenOnHttps(name, https);
      // Nobody is sent to HTTPS before it answers.
      this.httpListener = this.#listen(`${name}-http`, { port: 80, protocol: "HTTP" }, redirectToHttps, [
        this.listener,
      ]);
    }
    const scheme = https === undefined ? "http" : "https";
    this.url = pulumi.interpolate`${scheme}://${https?.domainName ?? this.loadBalancer.dnsName}`;
    this.registerOutputs();
  }

  #createLoadBalancer(
    name: string,
    args: LoadBalancerArgs,
    firewallRules: pulumi.Resource[],
  ): aws.lb.LoadBalancer {
    const { network, internal = false } = args;
    return new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal,
        subnets: network.loadBalancerSubnetIds,
        securityGroups: [this.securityGroup.id],
        idleTimeout: args.idleTimeoutSeconds ?? defaults.loadBalancer.idleTimeoutSeconds,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: args.deletionProtection ?? false,
        accessLogs: this.accessLogs && { bucket: this.accessLogs.bucket.id, enabled: true },
      },
      {
        parent: this,
        // Pulumi's own protection refuses before anything else is deleted.
        protect: args.deletionProtection ?? false,
        // AWS refuses a public one in a VPC without an internet gateway, for which the subnets do not wait.
        dependsOn: [
          ...(network.vpc === undefined ? [] : [network.vpc.internetGateway]),
          ...firewallRules,
          ...(this.accessLogs === undefined ? [] : [this.accessLogs.policy]),
        ],
      },
    );
  }

  #listenOnHttps(name: string, https: HttpsArgs): aws.lb.Listener {
    const certificateArn = isExistingCertificate(https)
      ? https.certificateArn
      : this.certificate?.validation.certificateArn;
    const { tlsPolicy: sslPolicy } = defaults.loadBalancer;
    return this.#listen(
      `${name}-https`,
      { port: 443, protocol: "HTTPS", sslPolicy, certificateArn },
      notFound,
    );
  }

  #listen(
    name: string,
    how: Pick<aws.lb.ListenerArgs, "port" | "protocol" | "sslPolicy" | "certificateArn">,
    defaultAction: aws.types.input.lb.ListenerDefaultAction,
    dependsOn: pulumi.Resource[] = [],
  ): aws.lb.Listener {
    return new aws.lb.Listener(
      name,
      { loadBalancerArn: this.loadBalancer.arn, ...how, defaultActions: [defaultAction] },
      { parent: this, dependsOn },
    );
  }
}

const notFound = {
  type: "fixed-response",
  fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "not found" },
};

const redirectToHttps = {
  type: "redirect",
  redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
};
