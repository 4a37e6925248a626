import { standInArn } from "../../../stand-in-resources.ts";
import { AwsError, type Request, type Subjects, valuesAt } from "../subject.ts";

/**
 * What carries messages, and what starts work. What replaces a resource, and limits of names:
 * https://www.pulumi.com/registry/packages/aws/api-docs/ (sns, sqs, scheduler)
 * https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export const messaging: Subjects = {
  "aws:sns/topic:Topic": {
    physicalName: { property: "name", longest: 256 },
    replacedBy: ["name", "namePrefix", "fifoTopic"],
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    replacedBy: ["arn"],
    answer: ({ inputs }) => ({ id: inputs.arn }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    replacedBy: ["topic", "protocol", "endpoint"],
    answer: ({ inputs, digits }) => {
      const arn = `${inputs.topic}:${digits(32)}`;
      return { id: arn, arn };
    },
  },
  "aws:sqs/queue:Queue": {
    physicalName: { property: "name", longest: 80 },
    replacedBy: ["name", "namePrefix", "fifoQueue"],
    answer: ({ inputs, region }) => {
      const url = `https://sqs.${region}.amazonaws.com/123456789012/${inputs.name}`;
      return { id: url, url, arn: standInArn("sqs", region, String(inputs.name)) };
    },
  },
  "aws:scheduler/schedule:Schedule": {
    physicalName: { property: "name", longest: 64, taken: "ConflictException", within: ["groupName"] },
    replacedBy: ["name", "namePrefix", "groupName"],
    refuse: refuseUntrusted,
    answer: ({ inputs, region }) => {
      const id = `${inputs.groupName ?? "default"}/${inputs.name}`;
      return { id, arn: standInArn("scheduler", region, `schedule/${id}`) };
    },
  },
};

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role */
function refuseUntrusted({ account, inputs }: Request): void {
  const [roleArn] = valuesAt(inputs, "target.roleArn");
  const role = account.resources("aws:iam/role:Role").find(({ state }) => state.arn === roleArn);
  if (String(role?.state.assumeRolePolicy).includes('"scheduler.amazonaws.com"')) return;
  throw new AwsError(
    "ValidationException",
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  );
}
