// Proves which keys of a platform's configuration make which arguments; that Pulumi.yaml declares them is seen in
// stacks/platform/test.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { readNetworkConfig } from "../../src/index.ts";

/** As Pulumi.yaml's defaults arrive in a program. */
const byDefault = {
  network: "default",
  zones: "2",
  nat: "single",
  cidrBlock: "",
  flowLogs: "off",
  vpcId: "",
  loadBalancerSubnetIds: "[]",
  taskSubnetIds: "[]",
  databaseSubnetIds: "[]",
  assignPublicIp: "false",
};

async function read(values: Partial<typeof byDefault>): Promise<unknown> {
  const entries = Object.entries({ ...byDefault, ...values });
  const config = Object.fromEntries(entries.map(([name, value]) => [`platform:${name}`, value]));
  const recorded = await recordRegistrations(() => ({ args: readNetworkConfig() }), {
    project: "platform",
    config,
  });
  assert.deepEqual(recorded.problems, []);
  // What was left out comes out as undefined or not at all.
  return JSON.parse(JSON.stringify(recorded.outputs.args));
}

describe("network configuration", () => {
  it("is the default VPC when nothing is set", async () => {
    assert.deepEqual(await read({}), { kind: "default", flowLogs: "off" });
  });

  it("reads zones, range and flow logs of a public network, and no NAT gateways", async () => {
    assert.deepEqual(
      await read({
        network: "public",
        zones: "3",
        nat: "perZone",
        cidrBlock: "10.8.0.0/16",
        flowLogs: "all",
      }),
      { kind: "public", zones: 3, cidrBlock: "10.8.0.0/16", flowLogs: "all" },
    );
  });

  it("reads the NAT gateways of a private network", async () => {
    assert.deepEqual(await read({ network: "private", nat: "perZone" }), {
      kind: "private",
      zones: 2,
      nat: "perZone",
      flowLogs: "off",
    });
  });

  it("reads the IDs of an existing network, without databases' subnets when there are none", async () => {
    const ids = {
      vpcId: "vpc-0000000a",
      loadBalancerSubnetIds: '["subnet-0000000a","subnet-0000000b"]',
      taskSubnetIds: '["subnet-0000000c","subnet-0000000d"]',
    };
    const expected = {
      kind: "existing",
      flowLogs: "off",
      vpcId: "vpc-0000000a",
      loadBalancerSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
      taskSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
    };
    assert.deepEqual(await read({ network: "existing", ...ids }), { ...expected, assignPublicIp: false });
    assert.deepEqual(
      await read({
        network: "existing",
        ...ids,
        databaseSubnetIds: '["subnet-0000000e","subnet-0000000f"]',
        assignPublicIp: "true",
      }),
      {
        ...expected,
        databaseSubnetIds: ["subnet-0000000e", "subnet-0000000f"],
        assignPublicIp: true,
      },
    );
  });

  it("hands an unknown kind on, for the network to refuse", async () => {
    assert.deepEqual(await read({ network: "privat" }), { kind: "privat", flowLogs: "off" });
  });
});
