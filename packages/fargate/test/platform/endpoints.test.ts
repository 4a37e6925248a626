// Proves which endpoints an isolated network asks for and who may reach them; not that AWS offers each in every zone, nor
// that nothing else is needed: that only a task that starts in such a network shows.
import assert from "node:assert/strict";
import { Network, type NetworkArgs } from "../../src/index.ts";
import { itRejects, type Rejection } from "../rejections.ts";
import { recordNetwork } from "./record-network.ts";

const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint";

describe("endpoints of an isolated network", () => {
  it("are what every task needs, an interface in each zone, under AWS's own names", async () => {
    const recorded = await recordNetwork({ kind: "isolated" });
    const services = recorded
      .byType(endpoint)
      .filter(({ inputs }) => inputs.vpcEndpointType === "Interface")
      .map(({ inputs }) => inputs.serviceName);
    assert.deepEqual(
      services,
      ["ecr.api", "ecr.dkr", "ecs-agent", "logs", "secretsmanager"].map(
        (name) => `com.amazonaws.us-east-1.${name}`,
      ),
    );
    assert.deepEqual(recorded.one(endpoint, "network-ecr-dkr").inputs, {
      vpcId: "vpc-network",
      serviceName: "com.amazonaws.us-east-1.ecr.dkr",
      vpcEndpointType: "Interface",
      subnetIds: ["subnet-network-isolated-1", "subnet-network-isolated-2"],
      securityGroupIds: ["sg-network-endpoints"],
      privateDnsEnabled: true,
    });
  });

  it("reach S3, where ECR keeps layers, by a route in every route table", async () => {
    const recorded = await recordNetwork({ kind: "isolated" });
    assert.deepEqual(recorded.one(endpoint, "network-s3").inputs, {
      vpcId: "vpc-network",
      serviceName: "com.amazonaws.us-east-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ["public-1", "public-2", "isolated-1", "isolated-2"].map(
        (subnet) => `rtb-network-${subnet}`,
      ),
    });
  });

  it("admit the VPC on port 443 and nobody else", async () => {
    const recorded = await recordNetwork({ kind: "isolated", cidrBlock: "10.8.0.0/16" });
    const rules = recorded.byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map(({ inputs }) => inputs),
      [
        {
          securityGroupId: "sg-network-endpoints",
          description: "HTTPS from the VPC",
          cidrIpv4: "10.8.0.0/16",
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
        },
      ],
    );
  });

  it("are there for nobody before the VPC is admitted", async () => {
    const recorded = await recordNetwork({ kind: "isolated" });
    const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-endpoints-from-vpc";
    const waiting = recorded.byType(endpoint).filter(({ dependsOn }) => dependsOn.includes(rule));
    assert.deepEqual(
      waiting.map(({ name }) => name),
      ["ecr-api", "ecr-dkr", "ecs-agent", "logs", "secretsmanager"].map((service) => `network-${service}`),
    );
  });

  it("are more when asked for, each once", async () => {
    const recorded = await recordNetwork({ kind: "isolated", endpoints: ["sqs", "ssm", "logs"] });
    const services = ["ecr-api", "ecr-dkr", "ecs-agent", "logs", "s3", "secretsmanager", "sqs", "ssm"];
    assert.deepEqual(
      recorded
        .byType(endpoint)
        .map(({ name }) => name)
        .sort(),
      services.map((service) => `network-${service}`),
    );
  });

  it("are none where tasks reach the internet", async () => {
    for (const kind of ["default", "public", "private"] as const) {
      assert.deepEqual((await recordNetwork({ kind })).byType(endpoint), []);
    }
  });

  const reason = (got: string) =>
    `must be what an endpoint's name has after the region, such as "sqs" or "ssm" (s3 is there already), got ${got}; list yours with: aws ec2 describe-vpc-endpoint-services`;
  const rejected: Rejection<string[]> = [
    "full names, S3 and nothing",
    ["com.amazonaws.us-east-1.SQS", "s3", ""],
    [
      `endpoints[0]: ${reason('"com.amazonaws.us-east-1.SQS"')}`,
      `endpoints[1]: ${reason('"s3"')}`,
      `endpoints[2]: ${reason("nothing")}`,
    ],
  ];
  itRejects(
    [rejected],
    (endpoints) => new Network("network", { kind: "isolated", endpoints } as NetworkArgs),
  );
});
