import { type RecordedProgram, type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import { type HttpsArgs, LoadBalancer, type LoadBalancerArgs, Network } from "../../src/index.ts";

export const types = {
  listener: "aws:lb/listener:Listener",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  record: "aws:route53/record:Record",
  certificate: "aws:acm/certificate:Certificate",
  validation: "aws:acm/certificateValidation:CertificateValidation",
};
export const domain: HttpsArgs = { domainName: "shop.example.com", hostedZoneId: "Z0SHOP" };
export const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c3d";
export const loadBalancerArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/lb";
export const dnsName = "lb-1234567890.us-east-1.elb.amazonaws.com";
export const notFound = {
  type: "fixed-response",
  fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "not found" },
};

export type Args = Omit<LoadBalancerArgs, "network">;

export function recordLoadBalancer(args: Args, options: RecordOptions = {}): Promise<RecordedProgram> {
  return recordRegistrations(() => {
    const network = new Network("network", { kind: "default" });
    const { url, listener, httpListener } = new LoadBalancer("lb", { network, ...args });
    return { url, listenerArn: listener.arn, httpListenerArn: httpListener.arn };
  }, options);
}

export function listenerArn(name: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/${name}`;
}
