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
