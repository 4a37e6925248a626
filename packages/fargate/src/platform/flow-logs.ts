import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";

/** What records the IP traffic of a VPC. */
export interface FlowLogs {
  flowLog: aws.ec2.FlowLog;
  logGroup: aws.cloudwatch.LogGroup;
  role: aws.iam.Role;
  policy: aws.iam.RolePolicy;
}

const trafficTypes = { rejected: "REJECT", all: "ALL" } as const;

/**
 * Sends the flow logs of a VPC to a log group of their own, by a role that may write there and nowhere else, and that
 * only flow logs of this account and region can assume.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export function createFlowLogs(
  name: string,
  traffic: keyof typeof trafficTypes,
  vpcId: pulumi.Input<string>,
  parent: pulumi.Resource,
): FlowLogs {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-flow-logs`,
    { retentionInDays: defaults.logRetentionDays },
    { parent },
  );
  const role = new aws.iam.Role(
    `${name}-flow-logs`,
    {
      assumeRolePolicy: logGroup.arn.apply((arn) => JSON.stringify(trustPolicy(arn))),
      description: `Writes the flow logs of ${name}`,
    },
    { parent },
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-flow-logs`,
    { role: role.id, policy: logGroup.arn.apply((arn) => JSON.stringify(writePolicy(arn))) },
    { parent },
  );
  const flowLog = new aws.ec2.FlowLog(
    `${name}-flow-logs`,
    {
      vpcId,
      trafficType: trafficTypes[traffic],
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
    },
    {
      parent,
      // The role must be able to write before the first records are delivered, and until the last are.
      dependsOn: [policy],
      // None can be changed, and beside a like one to the same place AWS refuses another (FlowLogAlreadyExists).
      deleteBeforeReplace: true,
    },
  );
  return { flowLog, logGroup, role, policy };
}

/** Partition, region and account are those of the log group: `arn:<partition>:logs:<region>:<account>:…`. */
function trustPolicy(logGroupArn: string): object {
  const [, partition, , region, account] = logGroupArn.split(":");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
        },
      },
    ],
  };
}

/** AWS's example also creates and lists groups, on every group; the group is here already, and named by its ARN. */
function writePolicy(logGroupArn: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: [`${logGroupArn}:*`],
      },
    ],
  };
}
