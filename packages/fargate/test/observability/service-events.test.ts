// Proves which events are kept and which are told, and that both may be written; not that EventBridge matches them so.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { recordEnvironment, watchedPlatform } from "./record-environment.ts";

const ruleType = "aws:cloudwatch/eventRule:EventRule";
const targetType = "aws:cloudwatch/eventTarget:EventTarget";
const logGroupArn = "arn:aws:logs:us-east-1:123456789012:log-group:events";
const deployments = {
  "detail-type": ["ECS Deployment State Change"],
  resources: [{ prefix: "arn:aws:ecs:us-east-1:123456789012:service/cluster/" }],
};

describe("ServiceEvents", () => {
  it("keeps the cluster's deployments and stopped tasks", async () => {
    const { inputs } = (await recordEnvironment()).one(ruleType, "events");
    const { eventPattern, ...rest } = inputs;
    assert.deepEqual(rest, { description: "Deployments and stopped tasks, to be kept" });
    assert.deepEqual(JSON.parse(String(eventPattern)), {
      source: ["aws.ecs"],
      $or: [
        deployments,
        {
          "detail-type": ["ECS Task State Change"],
          detail: {
            clusterArn: ["arn:aws:ecs:us-east-1:123456789012:cluster/cluster"],
            lastStatus: ["STOPPED"],
          },
        },
      ],
    });
  });

  it("writes them, for 30 days, where EventBridge writes", async () => {
    const recorded = await recordEnvironment();
    assert.deepEqual(recorded.one("aws:cloudwatch/logGroup:LogGroup").inputs, {
      namePrefix: "/aws/events/events-",
      retentionInDays: 30,
    });
    const target = recorded.one(targetType, "events");
    assert.deepEqual(target.inputs, { rule: "events", arn: logGroupArn });
    const policy = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";
    assert.ok(target.dependsOn.includes(`${policy}::events`), target.dependsOn.join());
    const { policyName, policyDocument } = recorded.one(policy).inputs;
    assert.equal(policyName, "events");
    assert.deepEqual(JSON.parse(String(policyDocument)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${logGroupArn}:*`,
        },
      ],
    });
  });

  it("tells the topic of deployments that failed, once it may", async () => {
    const recorded = await recordEnvironment();
    const { description, eventPattern } = recorded.one(ruleType, "events-failures").inputs;
    assert.equal(description, "Deployments that failed, to be told");
    assert.deepEqual(JSON.parse(String(eventPattern)), {
      source: ["aws.ecs"],
      ...deployments,
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
    const target = recorded.one(targetType, "events-failures");
    assert.deepEqual(target.inputs, {
      rule: "events-failures",
      arn: "arn:aws:sns:us-east-1:123456789012:alarms",
      inputTransformer: {
        inputPaths: { service: "$.resources[0]", reason: "$.detail.reason", time: "$.time" },
        inputTemplate: '"<time> deployment failed: <service>: <reason>"',
      },
    });
    assert.ok(target.dependsOn.includes("aws:sns/topicPolicy:TopicPolicy::alarms"), target.dependsOn.join());
  });

  it("rejects a name that Pulumi's names cannot begin with", async () => {
    const recorded = await recordRegistrations(() => watchedPlatform({ events: "Events" }));
    assert.deepEqual(
      recorded.problems.map(({ where }) => where),
      ["name"],
    );
    assert.deepEqual(recorded.byType(ruleType), []);
  });
});
