import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkName } from "../validation/names.ts";
import { got, type Problem } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";

/** Arguments of an AlarmTopic. */
export interface AlarmTopicArgs {
  /**
   * E-mail addresses that are told. AWS first sends each a link to confirm; until it is followed, the address hears nothing,
   * and Pulumi cannot take it away again.
   * @default []
   */
  emails?: string[];
}

/**
 * Where all alarms of an environment go: an SNS topic to which only this account's CloudWatch alarms and EventBridge
 * publish. It has no KMS key: CloudWatch cannot publish with the free one (alias/aws/sns), and one's own costs a dollar a
 * month. SNS encrypts its disks in any case.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;
  /** Before it, nobody may publish. */
  readonly policy: aws.sns.TopicPolicy;
  readonly subscriptions: aws.sns.TopicSubscription[];

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    const emails = args.emails ?? [];
    const problems = new Problems();
    problems.addAll(checkName(name));
    problems.addAll(checkEmails(emails));
    problems.throwIfAny(`AlarmTopic ${name}`);
    super("starter:fargate:AlarmTopic", name, {}, opts);

    this.topic = new aws.sns.Topic(name, {}, { parent: this });
    this.policy = new aws.sns.TopicPolicy(
      name,
      { arn: this.topic.arn, policy: this.topic.arn.apply((arn) => JSON.stringify(topicPolicy(arn))) },
      { parent: this },
    );
    this.subscriptions = emails.map(
      (email) =>
        new aws.sns.TopicSubscription(
          `${name}-${email}`,
          { topic: this.topic.arn, protocol: "email", endpoint: email },
          { parent: this },
        ),
    );
    this.registerOutputs();
  }
}

function checkEmails(emails: readonly string[]): Problem[] {
  return emails.flatMap((email, index) => {
    const propertyPath = `emails[${index}]`;
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      return [{ propertyPath, reason: `must be an e-mail address, got ${got(email)}` }];
    }
    if (emails.indexOf(email) === index) return [];
    return [{ propertyPath, reason: `must stand there once, got ${got(email)} again; leave it out` }];
  });
}

/** Partition, region and account are those of the topic: `arn:<partition>:sns:<region>:<account>:…`. */
function topicPolicy(arn: string): object {
  const [, partition, , region, account] = arn.split(":");
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: arn };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsOfThisAccount",
        ...publish,
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      },
      // EventBridge delivers nothing to a topic whose policy has a condition for it.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
      { Sid: "Events", ...publish, Principal: { Service: "events.amazonaws.com" } },
    ],
  };
}
