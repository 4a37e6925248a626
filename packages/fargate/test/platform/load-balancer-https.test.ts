// Proves what the load balancer asks of AWS and what waits for what. That ACM issues a certificate, that Elastic Load
// Balancing may write to the bucket and that browsers get along with the TLS policy is not proven here.
import assert from "node:assert/strict";
import {
  certificateArn,
  dnsName,
  domain,
  listenerArn,
  loadBalancerArn,
  notFound,
  recordLoadBalancer,
  types,
} from "./record-load-balancer.ts";

describe("LoadBalancer with HTTPS", () => {
  it("answers on 443 with the recommended TLS policy, and redirects port 80 to it", async () => {
    const recorded = await recordLoadBalancer({ https: { certificateArn } });
    assert.deepEqual(recorded.problems, []);
    assert.deepEqual(recorded.one(types.listener, "lb-https").inputs, {
      loadBalancerArn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      certificateArn,
      defaultActions: [notFound],
    });
    assert.deepEqual(recorded.one(types.listener, "lb-http").inputs, {
      loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
    });
  });

  it("sends nobody to HTTPS before it answers", async () => {
    const recorded = await recordLoadBalancer({ https: { certificateArn } });
    const { dependsOn } = recorded.one(types.listener, "lb-http");
    assert.ok(dependsOn.includes(`${types.listener}::lb-https`));
  });

  it("opens ports 80 and 443 to the internet", async () => {
    const recorded = await recordLoadBalancer({ https: { certificateArn } });
    assert.deepEqual(
      recorded.byType(types.ingress).map(({ name, inputs }) => [name, inputs]),
      [["HTTP", 80] as const, ["HTTPS", 443] as const].map(([protocol, port]) => [
        `lb-${protocol.toLowerCase()}`,
        {
          securityGroupId: "sg-lb",
          description: `${protocol} from the internet`,
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
        },
      ]),
    );
  });

  it("hands out the HTTPS listener for the services' rules", async () => {
    const { outputs } = await recordLoadBalancer({ https: domain });
    assert.deepEqual(outputs, {
      url: "https://shop.example.com",
      listenerArn: listenerArn("lb-https"),
      httpListenerArn: listenerArn("lb-http"),
    });
  });

  it("creates neither certificate nor records for a certificate that exists", async () => {
    const recorded = await recordLoadBalancer({ https: { certificateArn } });
    assert.deepEqual([recorded.byType(types.certificate), recorded.byType(types.record)], [[], []]);
    assert.equal(recorded.outputs.url, `https://${dnsName}`);
  });

  it("names the domain of a certificate that exists in its URL", async () => {
    const { outputs } = await recordLoadBalancer({ https: { certificateArn, domainName: "a.example.com" } });
    assert.equal(outputs.url, "https://a.example.com");
  });

  it("creates a certificate, and waits with the listener until it is validated", async () => {
    const recorded = await recordLoadBalancer({ https: domain });
    assert.deepEqual(recorded.one(types.certificate).inputs, {
      domainName: "shop.example.com",
      subjectAlternativeNames: [],
      validationMethod: "DNS",
    });
    assert.deepEqual(recorded.one(types.record, "lb-validation-shop.example.com").inputs, {
      zoneId: "Z0SHOP",
      name: "_stand-in.shop.example.com.",
      type: "CNAME",
      records: ["_shop.example.com.acm-validations.aws."],
      ttl: 300,
      allowOverwrite: true,
    });
    assert.deepEqual(recorded.one(types.validation).inputs, {
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/lb",
      validationRecordFqdns: ["_stand-in.shop.example.com"],
    });
    assert.ok(
      recorded.one(types.validation).dependsOn.includes(`${types.record}::lb-validation-shop.example.com`),
    );
    const listener = recorded.one(types.listener, "lb-https");
    assert.equal(listener.inputs.certificateArn, "arn:aws:acm:us-east-1:123456789012:certificate/lb");
    assert.ok(listener.dependsOn.includes(`${types.validation}::lb`));
  });

  it("leads the domain and its alternative names to the load balancer", async () => {
    const https = { ...domain, alternativeNames: ["www.shop.example.com", "*.shop.example.com"] };
    const recorded = await recordLoadBalancer({ https });
    assert.deepEqual(recorded.one(types.certificate).inputs.subjectAlternativeNames, https.alternativeNames);
    const names = ["shop.example.com", ...https.alternativeNames];
    assert.deepEqual(
      recorded
        .byType(types.record)
        .filter(({ name }) => name.startsWith("lb-alias-"))
        .map(({ name, inputs }) => [name, inputs]),
      names.map((name) => [
        `lb-alias-${name}`,
        {
          zoneId: "Z0SHOP",
          name,
          type: "A",
          aliases: [{ name: dnsName, zoneId: "Z35SXDOTRQ7X7K", evaluateTargetHealth: true }],
        },
      ]),
    );
  });

  it("proves a wildcard with the record of its domain, once", async () => {
    const https = { ...domain, alternativeNames: ["*.shop.example.com", "example.com"] };
    const recorded = await recordLoadBalancer({ https });
    const names = recorded.byType(types.record).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith("lb-validation-")),
      ["lb-validation-shop.example.com", "lb-validation-example.com"],
    );
    assert.deepEqual(recorded.one(types.validation).inputs.validationRecordFqdns, [
      "_stand-in.shop.example.com",
      "_stand-in.example.com",
    ]);
  });
});
