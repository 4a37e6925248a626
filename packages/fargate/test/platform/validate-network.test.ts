// Proves that no argument of a network makes anything but a network or a list of mistakes.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { defaults } from "../../src/defaults.ts";
import { isPrivate, parseCidrBlock } from "../../src/platform/cidr-block.ts";
import type { NetworkArgs } from "../../src/platform/network-args.ts";
import { ownVpcLayout, ownVpcSubnetMask } from "../../src/platform/own-vpc.ts";
import { validateNetwork } from "../../src/platform/validate-network.ts";

const junk = fc.constantFrom<unknown>(null, "", "x", 0, -1, true, [], {}, [null]);
const orJunk = (values: readonly unknown[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(undefined, ...values) }, { weight: 1, arbitrary: junk });

const subnetIds = fc.oneof(
  junk,
  fc.array(fc.constantFrom<unknown>("subnet-0000000a", "subnet-0000000b", "subnet-0000000c", "subnet-x", 7)),
);
const cidrBlock = fc
  .tuple(
    fc.constantFrom("10.0.0.0", "10.0.16.0", "172.20.0.0", "100.64.0.0"),
    fc.integer({ min: 8, max: 30 }),
  )
  .map(([address, mask]) => `${address}/${mask}`);

const args = fc.record({
  kind: orJunk(["default", "existing", "public", "private", "public", "private"]),
  cidrBlock: fc.oneof({ weight: 8, arbitrary: cidrBlock }, { weight: 1, arbitrary: orJunk([]) }),
  zones: orJunk([2, 3, 4]),
  nat: orJunk(["single", "perZone"]),
  flowLogs: orJunk(["off", "rejected", "all"]),
  vpcId: orJunk(["vpc-0000000a", "vpc-0123456789abcdef0"]),
  loadBalancerSubnetIds: subnetIds,
  taskSubnetIds: subnetIds,
  databaseSubnetIds: fc.option(subnetIds, { nil: undefined }),
  assignPublicIp: orJunk([true, false]),
});

/** The mistakes, or undefined where there are none; any other exception passes through. */
function mistakesIn(args: NetworkArgs): string[] | undefined {
  try {
    validateNetwork("network", args);
    return undefined;
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    return error.errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  }
}

describe("validation of a network", () => {
  it("passes only networks that hold a load balancer and two subnets of each kind, and else lists the mistakes", () => {
    let passed = 0;
    fc.assert(
      fc.property(args, (random) => {
        const network = random as unknown as NetworkArgs;
        const mistakes = mistakesIn(network);
        if (mistakes !== undefined) {
          assert.ok(mistakes.length > 0);
          for (const mistake of mistakes) assert.match(mistake, /^[a-zA-Z]+(\[\d+\])?: must be .+, got .+/);
          return;
        }
        passed += 1;
        if (network.kind === "existing") {
          for (const ids of [network.loadBalancerSubnetIds, network.taskSubnetIds]) {
            assert.ok(new Set(ids).size >= 2 && new Set(ids).size === ids.length);
          }
        } else if (network.kind !== "default") {
          const range = parseCidrBlock(network.cidrBlock ?? defaults.network.cidrBlock);
          assert.ok(range !== undefined && isPrivate(range));
          assert.ok(ownVpcSubnetMask(range.mask, ownVpcLayout(network)) <= 27);
        }
      }),
      { numRuns: 10_000 },
    );
    assert.ok(passed > 1000, `only ${passed} of 10,000 networks passed`);
  });
});
