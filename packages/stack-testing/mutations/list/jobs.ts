// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text.
import type { Mutation } from "../mutation.ts";

const schedule = "packages/fargate/src/job/job-schedule.ts";

/** What starts jobs, and as whom. */
export const jobs: readonly Mutation[] = [
  {
    name: "job-started-before-its-rights",
    why: "the first start fails where its time comes during the deployment",
    file: schedule,
    from: "        rolePolicy,\n",
    to: "",
  },
  {
    name: "job-of-any-revision",
    why: "a revision made by hand runs at night, and a rollback does not reach the job",
    file: schedule,
    from: "taskDefinitionArn: task.taskDefinition.arn,",
    to: "taskDefinitionArn: task.taskDefinition.arnWithoutRevision,",
  },
  {
    name: "schedule-may-start-anything",
    why: "whoever changes the schedule starts any task of the account",
    file: schedule,
    from: "Resource: [`${family}:*`]",
    to: 'Resource: ["*"]',
  },
  {
    name: "schedule-role-for-any-account",
    why: "a schedule of another account could be made to use the role",
    file: schedule,
    from: '          StringEquals: { "aws:SourceAccount": account },\n          ArnEquals: { "aws:SourceArn": group },\n',
    to: "",
  },
  {
    name: "failed-starts-forgotten",
    why: "nobody learns of a start that AWS gave up on",
    file: schedule,
    from: "      deadLetterConfig: { arn: deadLetterQueue.arn },\n",
    to: "",
  },
  {
    name: "failed-starts-refused",
    why: "the queue takes no start that AWS gave up on, and it is lost",
    file: schedule,
    from: '        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queueArn] },\n',
    to: "",
  },
  {
    name: "paused-job-runs",
    why: "a job that was paused starts at its times, and others do not",
    file: schedule,
    from: "when.paused === true",
    to: "when.paused !== true",
  },
];
