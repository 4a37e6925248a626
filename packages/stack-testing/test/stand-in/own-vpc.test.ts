// What the stand-in of awsx registers for its Vpc; that awsx registers the same was read in its source.
import assert from "node:assert/strict";
import { OwnVpc } from "../../src/engine/stand-in/own-vpc.ts";
import { recordRegistrations } from "../../src/index.ts";

describe("the stand-in of awsx's Vpc", () => {
  const record = (inputs: ConstructorParameters<typeof OwnVpc>[1], zones: string[]) =>
    recordRegistrations(() => new OwnVpc("net", inputs, zones, {}).outputs);
  const all = [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }] as const;

  it("makes a subnet and a route table of each kind in each zone, and a NAT gateway in each", async () => {
    const inputs = { natGateways: { strategy: "OnePerAz" as const }, subnetSpecs: [...all] };
    const { resources, problems } = await record(inputs, ["z-a", "z-b"]);
    assert.deepEqual(problems, []);
    const kinds = resources.map(({ type }) => type.split(":").at(-1));
    const count = (kind: string) => kinds.filter((other) => other === kind).length;
    assert.deepEqual(
      {
        Vpc: count("Vpc"),
        InternetGateway: count("InternetGateway"),
        Subnet: count("Subnet"),
        RouteTable: count("RouteTable"),
        RouteTableAssociation: count("RouteTableAssociation"),
        Route: count("Route"),
        Eip: count("Eip"),
        NatGateway: count("NatGateway"),
      },
      {
        Vpc: 2, // awsx's own and the one in it
        InternetGateway: 1,
        Subnet: 6,
        RouteTable: 6,
        RouteTableAssociation: 6,
        Route: 4,
        Eip: 2,
        NatGateway: 2,
      },
    );
  });

  it("makes one NAT gateway for all zones, or none and then no private route", async () => {
    const routes = async (strategy: "Single" | "None") => {
      const recorded = await record({ natGateways: { strategy }, subnetSpecs: [...all] }, ["z-a", "z-b"]);
      return [
        recorded.byType("aws:ec2/natGateway:NatGateway").length,
        recorded.byType("aws:ec2/route:Route").map(({ name }) => name),
      ];
    };
    const toInternet = ["net-public-1", "net-public-2"];
    assert.deepEqual(await routes("None"), [0, toInternet]);
    const [gateways, names] = await routes("Single");
    assert.deepEqual(
      [gateways, [...(names as string[])].sort()],
      [1, ["net-private-1", "net-private-2", ...toInternet]],
    );
  });

  it("divides the range by zones, then by subnets, each up to a power of two", async () => {
    const recorded = await record({ cidrBlock: "10.0.0.0/16", subnetSpecs: [...all] }, ["z-a", "z-b", "z-c"]);
    const blocks = recorded
      .byType("aws:ec2/subnet:Subnet")
      .map(({ name, inputs }) => `${name} ${inputs.cidrBlock} ${inputs.availabilityZone}`);
    assert.deepEqual(blocks.slice(0, 4), [
      "net-public-1 10.0.0.0/20 z-a",
      "net-private-1 10.0.16.0/20 z-a",
      "net-isolated-1 10.0.32.0/20 z-a",
      "net-public-2 10.0.64.0/20 z-b",
    ]);
  });

  it("names the subnets of each kind", async () => {
    const { outputs } = await record({ subnetSpecs: [{ type: "Public" }, { type: "Isolated" }] }, [
      "z-a",
      "z-b",
    ]);
    const { vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds } = outputs;
    assert.equal(vpcId, "vpc-net");
    assert.deepEqual(
      [publicSubnetIds, privateSubnetIds, isolatedSubnetIds],
      [
        ["subnet-net-public-1", "subnet-net-public-2"],
        [],
        ["subnet-net-isolated-1", "subnet-net-isolated-2"],
      ],
    );
  });
});
