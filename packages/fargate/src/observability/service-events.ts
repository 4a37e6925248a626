import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import type { Cluster } from "../platform/cluster.ts";
import { checkName } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import type { AlarmTopic } from "./alarm-topic.ts";

/** Arguments of ServiceEvents. */
export interface ServiceEventsArgs {
  /** Whose services are listened to. */
  cluster: Cluster;
  /** Told of each deployment that failed. */
  alarmTopic: AlarmTopic;
}

/** EventBridge's names of what ECS tells. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html */
export const eventTypes = {
  deployment: "ECS Deployment State Change",
  task: "ECS Task State Change",
} as const;

/**
 * Keeps what ECS forgets within the hour: each deployment of the cluster's services, and each task that stopped with its
 * reason. A deployment that failed is told to the alarm topic. AWS's own events cost nothing but their log, a few kB each.
 */
export class ServiceEvents extends pulumi.ComponentResource {
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly rule: aws.cloudwatch.EventRule;
  readonly failureRule: aws.cloudwatch.EventRule;

  constructor(name: string, args: ServiceEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    problems.addAll(checkName(name));
    problems.throwIfAny(`ServiceEvents ${name}`);
    super("starter:fargate:ServiceEvents", name, {}, opts);

    const { cluster, alarmTopic } = args;
    // EventBridge writes to groups of this prefix only.
    this.logGroup = new aws.cloudwatch.LogGroup(
      name,
      { namePrefix: `/aws/events/${name}-`, retentionInDays: defaults.logRetentionDays },
      { parent: this },
    );
    const logPolicy = new aws.cloudwatch.LogResourcePolicy(
      name,
      {
        // Unique in the account and region, where there can be ten.
        policyName: this.logGroup.name.apply((groupName) => groupName.split("/").at(-1) ?? name),
        policyDocument: this.logGroup.arn.apply((arn) => JSON.stringify(writePolicy(arn))),
      },
      { parent: this },
    );
    const clusterArn = cluster.cluster.arn;
    this.rule = this.#rule(
      name,
      "Deployments and stopped tasks, to be kept",
      clusterArn.apply((arn) => ({ $or: [deploymentsOf(arn), stoppedTasksOf(arn)] })),
    );
    new aws.cloudwatch.EventTarget(
      name,
      { rule: this.rule.name, arn: this.logGroup.arn },
      { parent: this, dependsOn: logPolicy },
    );
    this.failureRule = this.#rule(
      `${name}-failures`,
      "Deployments that failed, to be told",
      clusterArn.apply((arn) => ({
        ...deploymentsOf(arn),
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      })),
    );
    new aws.cloudwatch.EventTarget(
      `${name}-failures`,
      {
        rule: this.failureRule.name,
        arn: alarmTopic.topic.arn,
        inputTransformer: {
          inputPaths: { service: "$.resources[0]", reason: "$.detail.reason", time: "$.time" },
          inputTemplate: JSON.stringify("<time> deployment failed: <service>: <reason>"),
        },
      },
      { parent: this, dependsOn: alarmTopic.policy },
    );
    this.registerOutputs();
  }

  #rule(name: string, description: string, pattern: pulumi.Output<object>): aws.cloudwatch.EventRule {
    const eventPattern = pattern.apply((event) => JSON.stringify({ source: ["aws.ecs"], ...event }));
    return new aws.cloudwatch.EventRule(name, { description, eventPattern }, { parent: this });
  }
}

/** These events name their service and not its cluster, but a service's ARN begins with the cluster's name. */
function deploymentsOf(clusterArn: string) {
  const services = `${clusterArn.replace(":cluster/", ":service/")}/`;
  return { "detail-type": [eventTypes.deployment], resources: [{ prefix: services }] };
}

function stoppedTasksOf(clusterArn: string) {
  return {
    "detail-type": [eventTypes.task],
    detail: { clusterArn: [clusterArn], lastStatus: ["STOPPED"] },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions */
function writePolicy(logGroupArn: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
      },
    ],
  };
}
