// Proves that whatever a caller writes into a network's and a load balancer's arguments (of the right types) either is
// refused by one error that names fields, or makes a graph that keeps the rules. What awsx creates is not seen here.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import fc from "fast-check";
import { LoadBalancer, type LoadBalancerArgs, Network, type NetworkArgs } from "../../src/index.ts";
import { assertRefused } from "../rejections.ts";
import { certificateArn, types } from "./record-load-balancer.ts";
import { existing, getSubnet } from "./record-network.ts";

/** Mostly one of the usual values, now and then one that is wrong. */
const usually = <T>(usual: readonly T[], wrong: readonly unknown[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...(wrong as T[])) },
  );
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const flowLogs = optional(usually(["off", "rejected", "all"], ["none"]));
const zones = optional(usually([2, 3], [1, 4, 2.5]));
const cidrBlock = optional(usually(["10.0.0.0/16", "192.168.0.0/20"], ["8.0.0.0/16", "10.0.0.0/27", "x"]));
const subnetIds = usually<string[]>(
  [["subnet-0000000a", "subnet-0000000b"]],
  [["subnet-0000000a"], [], ["subnet-0000000a", "subnet-0000000a"], ["a", "b"]],
);
const network = fc.oneof(
  fc.record({ kind: usually(["default"], ["Default", undefined]), flowLogs }),
  fc.record({ kind: fc.constantFrom("public", "private"), flowLogs, zones, cidrBlock }),
  fc.record({ kind: fc.constant("private"), nat: optional(usually(["single", "perZone"], ["none"])), zones }),
  fc.record({
    kind: fc.constant("isolated"),
    flowLogs,
    zones,
    endpoints: optional(fc.array(usually(["sqs", "ssm", "logs"], ["s3", "", "SQS"]), { maxLength: 2 })),
  }),
  fc.record({
    kind: fc.constant("existing"),
    vpcId: usually([existing.vpcId], ["vpc-1", ""]),
    loadBalancerSubnetIds: subnetIds,
    taskSubnetIds: subnetIds,
    assignPublicIp: fc.boolean(),
  }),
) as fc.Arbitrary<NetworkArgs>;

const https = fc.oneof(
  fc.record({ certificateArn: usually([certificateArn], ["arn:aws:acm:certificate"]) }),
  fc.record({
    domainName: usually(["shop.example.com"], ["Shop", ""]),
    hostedZoneId: usually(["Z0SHOP"], ["", "shop"]),
    alternativeNames: optional(
      fc.array(usually(["www.example.com", "*.example.com"], ["*", "shop.example.com"]), { maxLength: 2 }),
    ),
  }),
);
const loadBalancer = fc
  .record({
    https: optional(https),
    internal: optional(fc.boolean()),
    insecure: usually([true], [false]),
    accessLogs: optional(fc.record({ retentionDays: optional(usually([1, 90], [0, 4000])) })),
    idleTimeoutSeconds: optional(usually([1, 60, 71], [0, 72, 4000])),
    deletionProtection: optional(fc.boolean()),
  })
  .map(({ insecure, ...args }) => ({
    ...args,
    insecureHttp: args.https === undefined ? insecure : undefined,
  })) as fc.Arbitrary<Omit<LoadBalancerArgs, "network">>;

/** The world reaches the listeners' ports of a load balancer that is not internal, and nothing else. */
function assertOpenOnlyOnListeners(
  recorded: Awaited<ReturnType<typeof recordRegistrations>>,
  internal: boolean,
): void {
  const ports = recorded.byType(types.listener).map(({ inputs }) => inputs.port);
  const open = recorded
    .byType(types.ingress)
    .filter(({ inputs }) => inputs.cidrIpv4 === "0.0.0.0/0" || inputs.cidrIpv6 !== undefined);
  const reached = open.map(({ inputs }) => {
    assert.equal(inputs.securityGroupId, "sg-lb");
    assert.equal(inputs.fromPort, inputs.toPort);
    return inputs.fromPort;
  });
  assert.deepEqual(reached.sort(), internal ? [] : ports.sort());
}

describe("any arguments of a platform", () => {
  it("are refused by one error with fields and reasons, or make a graph that keeps the rules", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(network, loadBalancer, async (networkArgs, loadBalancerArgs) => {
        const answers = { calls: { "aws:ec2/getSubnet:getSubnet": getSubnet } };
        const alone = await recordRegistrations(() => void new Network("network", networkArgs), { answers });
        if (alone.errors.length > 0) return assertRefused(alone);
        const recorded = await recordRegistrations(
          () => {
            const made = new Network("network", networkArgs);
            new LoadBalancer("lb", { network: made, ...loadBalancerArgs });
          },
          { answers },
        );
        if (recorded.errors.length > 0) {
          const ofNetwork = new Set(alone.resources.map(({ name, type }) => `${type} ${name}`));
          const others = recorded.resources.filter(({ name, type }) => !ofNetwork.has(`${type} ${name}`));
          return assertRefused({ ...recorded, resources: others });
        }
        accepted += 1;
        assertOpenOnlyOnListeners(recorded, loadBalancerArgs.internal ?? false);
        const secure = loadBalancerArgs.https !== undefined;
        const actions = recorded
          .byType(types.listener)
          .map(({ inputs }) => [inputs.protocol, inputs.defaultActions]);
        for (const [protocol, [action]] of actions as [string, { type: string }[]][]) {
          assert.equal(action?.type, secure && protocol === "HTTP" ? "redirect" : "fixed-response");
        }
      }),
      { numRuns: 300 },
    );
    // Otherwise nothing but refusals would have been looked at.
    assert.ok(accepted > 60, `only ${accepted} of 300 were accepted`);
  }).timeout(300_000);
});
