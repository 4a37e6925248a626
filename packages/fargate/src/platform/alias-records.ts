import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DomainArgs } from "./https.ts";

/**
 * Leads every name to the load balancer.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
 */
export function createAliasRecords(
  name: string,
  { domainName, hostedZoneId, alternativeNames = [] }: DomainArgs,
  loadBalancer: aws.lb.LoadBalancer,
  parent: pulumi.Resource,
): aws.route53.Record[] {
  return [domainName, ...alternativeNames].map(
    (recordName) =>
      new aws.route53.Record(
        `${name}-alias-${recordName}`,
        {
          zoneId: hostedZoneId,
          name: recordName,
          type: "A",
          aliases: [{ name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true }],
        },
        { parent },
      ),
  );
}
