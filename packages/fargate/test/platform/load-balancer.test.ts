// Proves what the load balancer asks of AWS and what waits for what. That ACM issues a certificate, that Elastic Load
// Balancing may write to the bucket and that browsers get along with the TLS policy is not proven here.
import assert from "node:assert/strict";
import { type RecordedProgram, type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import { type HttpsArgs, LoadBalancer, type LoadBalancerArgs, Network } from "../../src/index.ts";

const types = {
  listener: "aws:lb/listener:Listener",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  record: "aws:route53/record:Record",
  certificate: "aws:acm/certificate:Certificate",
  validation: "aws:acm/certificateValidation:CertificateValidation",
};
const domain: HttpsArgs = { domainName: "shop.example.com", hostedZoneId: "Z0SHOP" };
const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c3d";
const loadBalancerArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/lb";
const dnsName = "lb-1234567890.us-east-1.elb.amazonaws.com";
const notFound = {
  type: "fixed-response",
  fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "not found" },
};

type Args = Omit<LoadBalancerArgs, "network">;

function recordLoadBalancer(args: Args, options: RecordOptions = {}): Promise<RecordedProgram> {
  return recordRegistrations(() => {
    const network = new Network("network", { kind: "default" });
    const { url, listener, httpListener } = new LoadBalancer("lb", { network, ...args });
    return { url, listenerArn: listener.arn, httpListenerArn: httpListener.arn };
  }, options);
}

function listenerArn(name: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/${name}`;
}

describe("LoadBalancer", () => {
  it("is public, drops malformed headers and closes idle connections before nginx does", async () => {
    const recorded = await recordLoadBalancer({ insecureHttp: true });
    assert.deepEqual([recorded.problems, recorded.warnings], [[], []]);
    assert.deepEqual(recorded.one(types.loadBalancer).inputs, {
      loadBalancerType: "application",
      internal: false,
      subnets: ["subnet-default-1", "subnet-default-2"],
      securityGroups: ["sg-lb"],
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
    });
  });

  it("takes an idle time-out and deletion protection", async () => {
    const args = { insecureHttp: true, idleTimeoutSeconds: 30, deletionProtection: true };
    const { inputs } = (await recordLoadBalancer(args)).one(types.loadBalancer);
    assert.deepEqual([inputs.idleTimeout, inputs.enableDeletionProtection], [30, true]);
  });

  it("waits for its open doors", async () => {
    const { dependsOn } = (await recordLoadBalancer({ https: domain })).one(types.loadBalancer);
    const rules = dependsOn.filter((name) => name.includes("Rule"));
    assert.deepEqual(rules, [
      `${types.egress}::lb-to-network`,
      `${types.ingress}::lb-http`,
      `${types.ingress}::lb-https`,
    ]);
  });
});

describe("LoadBalancer without HTTPS", () => {
  it("answers on port 80 alone", async () => {
    const recorded = await recordLoadBalancer({ insecureHttp: true });
    assert.deepEqual(
      recorded.byType(types.listener).map(({ name, inputs }) => [name, inputs]),
      [["lb-http", { loadBalancerArn, port: 80, protocol: "HTTP", defaultActions: [notFound] }]],
    );
    const arn = listenerArn("lb-http");
    assert.deepEqual(recorded.outputs, { url: `http://${dnsName}`, listenerArn: arn, httpListenerArn: arn });
  });

  it("opens port 80 to the internet, and itself to the tasks' ports", async () => {
    const recorded = await recordLoadBalancer({ insecureHttp: true });
    assert.deepEqual(recorded.one("aws:ec2/securityGroup:SecurityGroup").inputs, {
      vpcId: "vpc-default",
      description: "Load balancer: open on the ports of its listeners",
    });
    assert.deepEqual(recorded.one(types.ingress).inputs, {
      securityGroupId: "sg-lb",
      description: "HTTP from the internet",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
    });
    assert.deepEqual(recorded.one(types.egress).inputs, {
      securityGroupId: "sg-lb",
      description: "To the tasks, which are in this network",
      cidrIpv4: "172.31.0.0/16",
      ipProtocol: "tcp",
      fromPort: 1024,
      toPort: 65535,
    });
  });

  const missing =
    "must name a certificate, or insecureHttp must be true, got neither; run pulumi -C stacks/platform -s prod config set domainName <domain>, then the same for hostedZoneId; or set certificateArn alone, or insecureHttp to true where plain HTTP is enough";

  it("is planned offline when nobody said so yet, with a warning that names what to set", async () => {
    const recorded = await recordLoadBalancer({}, { stack: "prod", config: { "ship:offline": "true" } });
    assert.deepEqual(recorded.problems, []);
    assert.deepEqual(recorded.warnings, [{ message: `https: ${missing}` }]);
    assert.equal(recorded.one(types.listener).inputs.protocol, "HTTP");
  });

  for (const insecureHttp of [undefined, false]) {
    it(`rejects a deployment when insecureHttp is ${insecureHttp}`, async () => {
      const recorded = await recordLoadBalancer({ insecureHttp }, { stack: "prod" });
      assert.deepEqual(recorded.problems, [{ where: "https", message: missing }]);
      assert.deepEqual(recorded.byType("starter:fargate:LoadBalancer"), []);
    });
  }
});

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

describe("an internal LoadBalancer", () => {
  it("has no public address and is open to the network only", async () => {
    const recorded = await recordLoadBalancer({ internal: true, https: { certificateArn } });
    const { inputs } = recorded.one(types.loadBalancer);
    assert.deepEqual([inputs.internal, inputs.subnets], [true, ["subnet-default-1", "subnet-default-2"]]);
    assert.deepEqual(
      recorded.byType(types.ingress).map((rule) => rule.inputs),
      [["HTTP", 80] as const, ["HTTPS", 443] as const].map(([protocol, port]) => ({
        securityGroupId: "sg-lb",
        description: `${protocol} from this network`,
        cidrIpv4: "172.31.0.0/16",
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      })),
    );
  });
});

const arn = (id: string) => `arn:aws:acm:us-east-1:123456789012:${id}`;
const long = `${"a".repeat(53)}.example.com`;
const rejected: [string, Args, string[]][] = [
  [
    "insecureHttp beside https",
    { https: { certificateArn }, insecureHttp: true },
    ["insecureHttp: must be left out with https, got true; HTTP redirects to HTTPS"],
  ],
  [
    "a certificate that is none, and records for one that exists",
    {
      https: {
        certificateArn: arn("secret/shop"),
        domainName: "Shop",
        hostedZoneId: "Z0SHOP",
        alternativeNames: ["www.example.com"],
      } as HttpsArgs,
    },
    [
      'https.domainName: must be a domain name in lower case such as "shop.example.com", 253 characters at the most, got "Shop"',
      `https.certificateArn: must be the ARN of an ACM certificate, arn:aws:acm:<region>:<account>:certificate/<id>, got "${arn("secret/shop")}"`,
      "https.hostedZoneId: must be left out with certificateArn, got one; the records of that certificate's names are yours to make",
      "https.alternativeNames: must be left out with certificateArn, got one; the records of that certificate's names are yours to make",
    ],
  ],
  [
    "a zone without a domain",
    { https: { hostedZoneId: "Z0SHOP" } as HttpsArgs },
    [
      'https.domainName: must be a domain name in lower case such as "shop.example.com", 64 characters at the most, got nothing',
    ],
  ],
  [
    "a domain without a zone",
    { https: { domainName: "shop.example.com" } as HttpsArgs },
    [
      'https.hostedZoneId: must be the id of the domain\'s public Route 53 zone such as "Z0123456789ABCDEFGHIJ", got nothing; find it with: aws route53 list-hosted-zones',
    ],
  ],
  [
    "a wildcard as the domain, and the name of a zone",
    { https: { domainName: "*.example.com", hostedZoneId: "example.com" } },
    [
      'https.domainName: must be a domain name in lower case such as "shop.example.com", 64 characters at the most, got "*.example.com"',
      'https.hostedZoneId: must be the id of the domain\'s public Route 53 zone such as "Z0123456789ABCDEFGHIJ", got "example.com"; find it with: aws route53 list-hosted-zones',
    ],
  ],
  [
    "a domain of 65 characters",
    { https: { domainName: long, hostedZoneId: "Z0SHOP" } },
    [
      `https.domainName: must be a domain name in lower case such as "shop.example.com", 64 characters at the most, got "${long}"`,
    ],
  ],
  [
    "alternative names that are ill-formed or named twice",
    { https: { ...domain, alternativeNames: ["a.*.example.com", "shop.example.com", "b.de", "b.de"] } },
    [
      'https.alternativeNames[0]: must be a domain name in lower case such as "shop.example.com" or "*.example.com", 253 characters at the most, got "a.*.example.com"',
      'https.alternativeNames[1]: must be named once, got "shop.example.com" again; leave it out',
      'https.alternativeNames[3]: must be named once, got "b.de" again; leave it out',
    ],
  ],
  [
    "100 alternative names",
    { https: { ...domain, alternativeNames: Array.from({ length: 100 }, (_, index) => `s${index}.de`) } },
    ["https.alternativeNames: must be 99 names at the most, got 100; a certificate has 100 with domainName"],
  ],
  [
    "times out of range",
    { insecureHttp: true, idleTimeoutSeconds: 4001, accessLogs: { retentionDays: 0 } },
    [
      "accessLogs.retentionDays: must be a whole number from 1 to 3650 days, got 0",
      "idleTimeoutSeconds: must be a whole number from 1 to 4000 seconds, got 4001",
    ],
  ],
];

describe("load balancer arguments", () => {
  for (const [title, args, problems] of rejected) {
    it(`rejects ${title}`, async () => {
      const recorded = await recordRegistrations(
        () => void new LoadBalancer("lb", { network: {} as Network, ...args }),
      );
      assert.deepEqual(
        recorded.problems.map(({ where, message }) => `${where}: ${message}`),
        problems,
      );
      assert.deepEqual(recorded.resources, []);
    });
  }
});
