// Proves the arithmetic of what awsx creates, by the rules of its documentation and source. That a release of awsx keeps
// to them is seen in a real preview only.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ownVpcLayout, ownVpcResources, ownVpcSubnetMask } from "../../src/platform/own-vpc.ts";

const rows = [
  // kind, nat, zones: subnets, routes, NAT gateways with an address each
  ["public", undefined, 2, 4, 2, 0],
  ["public", undefined, 3, 6, 3, 0],
  ["private", "single", 2, 6, 4, 1],
  ["private", "single", 3, 9, 6, 1],
  ["private", "perZone", 2, 6, 4, 2],
  ["private", "perZone", 3, 9, 6, 3],
] as const;

describe("what awsx creates of an own VPC", () => {
  for (const [kind, nat, zones, subnets, routes, natGateways] of rows) {
    it(`${kind}, NAT ${nat ?? "none"}, ${zones} zones: ${subnets} subnets, ${natGateways} NAT gateways`, () => {
      const layout = ownVpcLayout(kind === "public" ? { kind, zones } : { kind, nat, zones });
      assert.deepEqual(ownVpcResources(layout), {
        "aws:ec2/vpc:Vpc": 1,
        "aws:ec2/internetGateway:InternetGateway": 1,
        "aws:ec2/subnet:Subnet": subnets,
        "aws:ec2/routeTable:RouteTable": subnets,
        "aws:ec2/routeTableAssociation:RouteTableAssociation": subnets,
        "aws:ec2/route:Route": routes,
        "aws:ec2/eip:Eip": natGateways,
        "aws:ec2/natGateway:NatGateway": natGateways,
      });
    });
  }

  it("has no route from private subnets without a NAT gateway", () => {
    const resources = ownVpcResources({
      numberOfAvailabilityZones: 2,
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Public" }, { type: "Private" }],
    });
    assert.equal(resources["aws:ec2/route:Route"], 2);
  });

  it("has subnets that fit into the VPC and fill more than a quarter of it", () => {
    const zones = fc.constantFrom(2, 3);
    const kind = fc.constantFrom("public" as const, "private" as const);
    fc.assert(
      fc.property(kind, zones, fc.integer({ min: 16, max: 24 }), (kind, zones, vpcMask) => {
        const layout = ownVpcLayout({ kind, zones });
        const subnets = ownVpcResources(layout)["aws:ec2/subnet:Subnet"];
        const share = subnets / 2 ** (ownVpcSubnetMask(vpcMask, layout) - vpcMask);
        assert.ok(share <= 1 && share > 1 / 4, `${share}`);
      }),
    );
  });

  it("divides a zone of three kinds of subnets into four", () => {
    assert.equal(ownVpcSubnetMask(16, ownVpcLayout({ kind: "private", zones: 2 })), 19);
    assert.equal(ownVpcSubnetMask(16, ownVpcLayout({ kind: "public", zones: 3 })), 19);
    assert.equal(ownVpcSubnetMask(24, ownVpcLayout({ kind: "private", zones: 3 })), 28);
  });
});
