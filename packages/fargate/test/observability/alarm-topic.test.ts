// Proves who may publish to the topic and who is told; not that AWS delivers, nor that a letter is confirmed.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { AlarmTopic, type AlarmTopicArgs } from "../../src/index.ts";
import { itRejects } from "../rejections.ts";

const record = (args: AlarmTopicArgs = {}) => recordRegistrations(() => void new AlarmTopic("alarms", args));
const arn = "arn:aws:sns:us-east-1:123456789012:alarms";

describe("AlarmTopic", () => {
  it("is one topic, without a key of its own and without anybody to tell", async () => {
    const { resources, problems, one } = await record();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      resources.filter(({ custom }) => custom).map(({ type }) => type),
      ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"],
    );
    assert.deepEqual(one("aws:sns/topic:Topic").inputs, {});
  });

  it("lets only this account's alarms publish, and EventBridge", async () => {
    const { inputs } = (await record()).one("aws:sns/topicPolicy:TopicPolicy");
    assert.equal(inputs.arn, arn);
    assert.deepEqual(JSON.parse(String(inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AlarmsOfThisAccount",
          Effect: "Allow",
          Action: "sns:Publish",
          Resource: arn,
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:*" },
          },
        },
        {
          Sid: "Events",
          Effect: "Allow",
          Action: "sns:Publish",
          Resource: arn,
          Principal: { Service: "events.amazonaws.com" },
        },
      ],
    });
  });

  it("tells each address by e-mail", async () => {
    const subscriptions = (await record({ emails: ["ops@example.com", "me+aws@example.co.kr"] })).byType(
      "aws:sns/topicSubscription:TopicSubscription",
    );
    assert.deepEqual(
      subscriptions.map(({ name, inputs }) => [name, inputs]),
      [
        ["alarms-ops@example.com", { topic: arn, protocol: "email", endpoint: "ops@example.com" }],
        ["alarms-me+aws@example.co.kr", { topic: arn, protocol: "email", endpoint: "me+aws@example.co.kr" }],
      ],
    );
  });

  itRejects<AlarmTopicArgs>(
    [
      [
        "addresses that are none, and one that stands there twice",
        { emails: ["ops", "ops@example.com", "a b@example.com", "", "ops@example.com"] },
        [
          'emails[0]: must be an e-mail address, got "ops"',
          'emails[2]: must be an e-mail address, got "a b@example.com"',
          "emails[3]: must be an e-mail address, got nothing",
          'emails[4]: must stand there once, got "ops@example.com" again; leave it out',
        ],
      ],
    ],
    (args) => new AlarmTopic("alarms", args),
  );

  itRejects<string>(
    [
      [
        "a name that Pulumi's names cannot begin with",
        "Alarms",
        [
          'name: must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter, got "Alarms"',
        ],
      ],
    ],
    (name) => new AlarmTopic(name, {}),
  );
});
