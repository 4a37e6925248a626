// Proves what flow logs ask of AWS; not that AWS writes them.
import assert from "node:assert/strict";
import { createdTypes, existing, recordNetwork } from "./record-network.ts";

describe("flow logs", () => {
  const flowLogTypes = [
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/flowLog:FlowLog",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
  ];
  const arn = "arn:aws:logs:us-east-1:123456789012:log-group:network-flow-logs";

  it("are off unless asked for", async () => {
    const types = await createdTypes({ kind: "public" });
    assert.deepEqual(
      types.filter((type) => flowLogTypes.includes(type)),
      [],
    );
    assert.deepEqual(await createdTypes({ kind: "default", flowLogs: "off" }), []);
  });

  it("go to a log group that forgets after 30 days", async () => {
    const recorded = await recordNetwork({ kind: "private", flowLogs: "rejected" });
    assert.deepEqual(recorded.one("aws:cloudwatch/logGroup:LogGroup").inputs, { retentionInDays: 30 });
    assert.deepEqual(recorded.one("aws:ec2/flowLog:FlowLog").inputs, {
      vpcId: "vpc-network",
      trafficType: "REJECT",
      logDestinationType: "cloud-watch-logs",
      logDestination: arn,
      iamRoleArn: "arn:aws:iam::123456789012:role/network-flow-logs",
    });
  });

  it("are written by a role that may write there only, and that only flow logs here can assume", async () => {
    const recorded = await recordNetwork({ kind: "private", flowLogs: "all" });
    const role = recorded.one("aws:iam/role:Role").inputs;
    assert.deepEqual(JSON.parse(String(role.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*" },
          },
        },
      ],
    });
    const { policy, role: roleId } = recorded.one("aws:iam/rolePolicy:RolePolicy").inputs;
    assert.equal(roleId, "network-flow-logs");
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [`${arn}:*`],
        },
      ],
    });
  });

  it("begin once the role may write, and end before it may no more", async () => {
    const recorded = await recordNetwork({ kind: "private", flowLogs: "all" });
    const { dependsOn } = recorded.one("aws:ec2/flowLog:FlowLog");
    assert.ok(dependsOn.includes("aws:iam/rolePolicy:RolePolicy::network-flow-logs"), dependsOn.join());
  });

  for (const [args, vpcId] of [
    [{ kind: "default", flowLogs: "all" }, "vpc-default"],
    [{ ...existing, flowLogs: "all" }, existing.vpcId],
  ] as const) {
    it(`record all traffic of a VPC of kind ${args.kind}`, async () => {
      const { inputs } = (await recordNetwork(args)).one("aws:ec2/flowLog:FlowLog");
      assert.deepEqual([inputs.vpcId, inputs.trafficType], [vpcId, "ALL"]);
      assert.deepEqual((await createdTypes(args)).sort(), flowLogTypes);
    });
  }
});
