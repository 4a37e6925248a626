// Networks read and told as a plan. What awsx creates of a layout is counted from its documentation, in packages/fargate.
import assert from "node:assert/strict";
import type { RegisteredResource } from "@starter/stack-testing";
import { planStack } from "../../src/plan/make-plan.ts";
import { renderStack } from "../../src/plan/render-plan.ts";
import { resource, stack } from "../local/stack-fixture.ts";

const told = (resources: RegisteredResource[], outputs: Record<string, unknown> = {}) =>
  renderStack(planStack({ ...stack("platform", resources), outputs }), (_style, text) => text).split("\n");

const vpc = (inputs: Record<string, unknown>): RegisteredResource => ({
  ...resource("awsx:ec2:Vpc", "network", inputs, { vpc: { cidrBlock: "10.0.0.0/16" } }),
  custom: false,
});

const types = (...kinds: string[]) => kinds.map((type) => ({ type }));

describe("the network of a plan", () => {
  it("is an own VPC whose parts are counted, without a NAT gateway", () => {
    const own = vpc({
      numberOfAvailabilityZones: 3,
      natGateways: { strategy: "None" },
      subnetSpecs: types("Public", "Isolated"),
    });
    // VPC, internet gateway, 6 subnets, route tables and associations each, 3 routes; and the cluster.
    assert.deepEqual(told([own, resource("aws:ecs/cluster:Cluster", "main", {})]), [
      "platform  24 resources  starter-platform, dev",
      "  network     own VPC 10.0.0.0/16 in 3 zones, public and isolated subnets",
      "  cluster     main  Container Insights off",
    ]);
  });

  it("tells NAT gateways, which cost by the hour", () => {
    const subnetSpecs = types("Public", "Private", "Isolated");
    const of = (strategy: string, zones: number) =>
      told([vpc({ numberOfAvailabilityZones: zones, natGateways: { strategy }, subnetSpecs })])[1];
    assert.equal(
      of("Single", 2),
      "  network     own VPC 10.0.0.0/16 in 2 zones, public, private and isolated subnets, 1 NAT gateway",
    );
    assert.equal(
      of("OnePerAz", 3),
      "  network     own VPC 10.0.0.0/16 in 3 zones, public, private and isolated subnets, 3 NAT gateways",
    );
  });

  it("takes awsx's defaults where a program names none", () => {
    assert.deepEqual(
      told([vpc({})])[1],
      "  network     own VPC 10.0.0.0/16 in 3 zones, public and private subnets, 3 NAT gateways",
    );
  });

  it("tells the endpoints of an isolated one by service and type", () => {
    const endpoint = (service: string, vpcEndpointType: string) =>
      resource("aws:ec2/vpcEndpoint:VpcEndpoint", service, { serviceName: service, vpcEndpointType });
    const isolated = vpc({
      numberOfAvailabilityZones: 2,
      natGateways: { strategy: "None" },
      subnetSpecs: types("Public", "Isolated"),
    });
    const lines = told([
      isolated,
      endpoint("com.amazonaws.ap-northeast-2.dynamodb", "Gateway"),
      endpoint("cn.com.amazonaws.cn-north-1.logs", "Interface"),
      endpoint("com.amazonaws.ap-northeast-2.ecr.api", "Interface"),
      endpoint("com.amazonaws.us-gov-west-1.ecs-agent", "Interface"),
    ]);
    assert.deepEqual(lines.slice(1), [
      "  network     own VPC 10.0.0.0/16 in 2 zones, public and isolated subnets",
      "  endpoints   3 interfaces  ecr.api, ecs-agent, logs",
      "              1 gateway     dynamodb",
    ]);
  });

  it("is one that someone else keeps, with how many of its subnets are used", () => {
    const resources = [
      resource("aws:ec2/securityGroup:SecurityGroup", "lb", { vpcId: "vpc-0a1b" }),
      resource("aws:lb/loadBalancer:LoadBalancer", "lb", { subnets: ["a", "b", "c"] }),
    ];
    const outputs = { taskSubnetIds: ["d", "e"], databaseSubnetIds: ["f", "g"] };
    assert.equal(
      told(resources, outputs)[1],
      "  network     existing VPC vpc-0a1b, subnets: 3 of the load balancer, 2 of tasks, 2 of databases",
    );
    assert.equal(told(resources)[1], "  network     existing VPC vpc-0a1b, subnets: 3 of the load balancer");
  });

  it("is left out of a service, which only stands in the platform's", () => {
    const service = [resource("aws:ec2/securityGroup:SecurityGroup", "shop", { vpcId: "vpc-0a1b" })];
    assert.deepEqual(planStack(stack("shop", service)).networks, []);
  });

  it("is left out where the program makes a VPC by other means", () => {
    const made = resource("aws:ec2/vpc:Vpc", "own", {}, { id: "vpc-0a1b" });
    const group = resource("aws:ec2/securityGroup:SecurityGroup", "lb", { vpcId: "vpc-0a1b" });
    const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "lb", {});
    assert.deepEqual(planStack(stack("platform", [made, group, balancer])).networks, []);
  });
});
