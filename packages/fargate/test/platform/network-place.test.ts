// Proves when a network may change, with a state that is stood in for; stack-testing's engine tests prove that Pulumi
// remembers the first place, and that nothing is changed when another is refused.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { type NetworkArgs, stayInPlace } from "../../src/index.ts";
import { placeOf } from "../../src/platform/network-place.ts";
import { existing } from "./record-network.ts";

/** Deploys with arguments where the state remembers what a stash was first given. */
function redeploy(args: NetworkArgs, first: unknown, config: Record<string, string> = {}) {
  const answers = { resources: { "pulumi:index:Stash": () => ({ output: first }) } };
  return recordRegistrations(async () => ({ ...(await stayInPlace(args)) }), { answers, config });
}

describe("a network's place", () => {
  const own = { kind: "public" } as const;

  it("is what decides on the VPC and on how it is divided", () => {
    const others: NetworkArgs[] = [
      { kind: "default" },
      existing,
      { ...existing, vpcId: "vpc-0000000a" },
      own,
      { ...own, zones: 3 },
      { ...own, cidrBlock: "10.1.0.0/16" },
      { kind: "private" },
      { kind: "isolated" },
    ];
    assert.equal(new Set(others.map(placeOf)).size, others.length);
  });

  it("is the same whatever else is asked for, and whether defaults are written out", () => {
    const pairs: [NetworkArgs, NetworkArgs][] = [
      [{ kind: "default" }, { kind: "default", flowLogs: "all" }],
      [own, { ...own, cidrBlock: "10.0.0.0/16", zones: 2 }],
      [{ kind: "private" }, { kind: "private", nat: "perZone" }],
      [{ kind: "isolated" }, { kind: "isolated", endpoints: ["sqs"] }],
      [
        existing,
        { ...existing, cidrBlock: "10.0.0.0/16", assignPublicIp: true, taskSubnetIds: ["subnet-1"] },
      ],
    ];
    for (const [one, other] of pairs) assert.equal(placeOf(one), placeOf(other));
  });

  it("is remembered, and gives the arguments back where it is the same", async () => {
    const { one, outputs, problems } = await redeploy(own, "public, 10.0.0.0/16 in 2 zones");
    assert.deepEqual([problems, outputs], [[], own]);
    assert.deepEqual(one("pulumi:index:Stash", "network-place").inputs, {
      input: "public, 10.0.0.0/16 in 2 zones",
    });
  });

  it("rejects another place, saying which ways there are", async () => {
    const { problems, resources } = await redeploy({ ...own, zones: 3 }, "default");
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        "network: must stay default while the platform stands, got public, 10.0.0.0/16 in 3 zones; set network, zones, cidrBlock and vpcId back, or make a new environment, or destroy the services and the platform first (docs/what-a-change-does.md)",
      ],
    );
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["network-place"],
    );
  });

  it("is not asked for offline, where nothing was deployed", async () => {
    const recorded = await redeploy(own, "default", { "ship:offline": "true" });
    assert.deepEqual([recorded.problems, recorded.resources, recorded.outputs], [[], [], own]);
  });
});
