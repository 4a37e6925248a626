// Proves what a job asks of AWS. That EventBridge Scheduler accepts the role and starts the task is AWS's to prove; what a
// change does with the real engine: job.test.ts of stack-testing.
import assert from "node:assert/strict";
import type { Output } from "@pulumi/pulumi";
import { recordRegistrations } from "@starter/stack-testing";
import { Job } from "../../src/index.ts";
import { imageOf, samplePlatform } from "../sample-service.ts";
import { recordJob, sampleJob } from "./sample-job.ts";

const scheduleType = "aws:scheduler/schedule:Schedule";
const roleType = "aws:iam/role:Role";
const policyType = "aws:iam/rolePolicy:RolePolicy";
const queueType = "aws:sqs/queue:Queue";
const place = "ap-northeast-2:123456789012";
const cluster = `arn:aws:ecs:${place}:cluster/platform`;

describe("Job", () => {
  it("makes a task definition of its own", async () => {
    const recorded = await recordJob();
    assert.deepEqual(recorded.problems, []);
    const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition", "cleanup");
    assert.equal(inputs.family, "cleanup-dev");
    const containers = JSON.parse(String(inputs.containerDefinitions)) as Record<string, unknown>[];
    assert.deepEqual(
      containers.map(({ name, command, portMappings }) => [name, command, portMappings]),
      [["app", ["node", "main.mjs", "clean-up"], []]],
    );
  });

  it("is started by the revision that was deployed, with the least that AWS would fill in", async () => {
    const recorded = await recordJob();
    assert.deepEqual(recorded.one(scheduleType).inputs, {
      description: "Starts cleanup",
      groupName: "default",
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Asia/Seoul",
      state: "ENABLED",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: cluster,
        roleArn: recorded.one(roleType, "cleanup-schedule").outputs.arn,
        ecsParameters: {
          taskDefinitionArn: "arn:aws:ecs:us-east-1:123456789012:task-definition/cleanup-dev:1",
          taskCount: 1,
          capacityProviderStrategies: [{ capacityProvider: "FARGATE", base: 0, weight: 1 }],
          platformVersion: "1.4.0",
          networkConfiguration: {
            subnets: ["subnet-task-a", "subnet-task-b"],
            securityGroups: ["sg-cleanup"],
            assignPublicIp: true,
          },
          propagateTags: "TASK_DEFINITION",
          enableEcsManagedTags: true,
        },
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 900 },
        deadLetterConfig: { arn: recorded.one(queueType).outputs.arn },
      },
    });
  });

  it("runs at other times, on Spot, with other retries, or not at all for now", async () => {
    const schedule = {
      expression: "rate(1 day)",
      paused: true,
      maximumRetryAttempts: 0,
      maximumEventAgeSeconds: 60,
    };
    const { inputs } = (await recordJob({ capacity: "spot", schedule })).one(scheduleType);
    const { ecsParameters, retryPolicy } = inputs.target as Record<string, Record<string, unknown>>;
    assert.deepEqual(
      [inputs.scheduleExpression, inputs.scheduleExpressionTimezone, inputs.state],
      ["rate(1 day)", "UTC", "DISABLED"],
    );
    assert.deepEqual(ecsParameters?.capacityProviderStrategies, [
      { capacityProvider: "FARGATE_SPOT", base: 0, weight: 1 },
    ]);
    assert.deepEqual(retryPolicy, { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 });
  });

  it("lets EventBridge Scheduler start its own tasks on its own cluster, and nothing else", async () => {
    const recorded = await recordJob();
    const { inputs } = recorded.one(policyType, "cleanup-schedule");
    assert.equal(inputs.role, recorded.one(roleType, "cleanup-schedule").outputs.id);
    assert.deepEqual(JSON.parse(String(inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["ecs:RunTask"],
          Resource: ["arn:aws:ecs:us-east-1:123456789012:task-definition/cleanup-dev:*"],
          Condition: { ArnEquals: { "ecs:cluster": cluster } },
        },
        {
          Effect: "Allow",
          Action: ["ecs:TagResource"],
          Resource: [`arn:aws:ecs:${place}:task/platform/*`],
          Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        },
        {
          Effect: "Allow",
          Action: ["iam:PassRole"],
          Resource: ["cleanup-execution", "cleanup-task"].map(
            (role) => recorded.one(roleType, role).outputs.arn,
          ),
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [recorded.one(queueType).outputs.arn] },
      ],
    });
  });

  it("trusts EventBridge Scheduler with schedules of this account's group alone", async () => {
    const { inputs } = (await recordJob()).one(roleType, "cleanup-schedule");
    assert.deepEqual(JSON.parse(String(inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnEquals: { "aws:SourceArn": `arn:aws:scheduler:${place}:schedule-group/default` },
          },
        },
      ],
    });
  });

  it("keeps starts that failed for 14 days, encrypted", async () => {
    const { name, inputs } = (await recordJob()).one(queueType);
    assert.equal(name, "cleanup-dead-letters");
    assert.deepEqual(inputs, { messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
  });

  it("is started by nothing before its rights, logs and doors are there", async () => {
    const { dependsOn } = (await recordJob()).one(scheduleType);
    for (const dependency of [
      "aws:iam/rolePolicy:RolePolicy::cleanup-schedule",
      "aws:iam/rolePolicy:RolePolicy::cleanup-execution",
      "aws:cloudwatch/logGroup:LogGroup::cleanup-app",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::cleanup-to-anywhere",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::cleanup-to-database",
    ]) {
      assert.ok(dependsOn.includes(dependency), `${dependency} of ${dependsOn}`);
    }
  });

  it("lets nothing in, and itself into its database", async () => {
    const rules = (await recordJob()).byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map(({ inputs }) => [inputs.securityGroupId, inputs.referencedSecurityGroupId, inputs.fromPort]),
      [["sg-shop-database", "sg-cleanup", 5432]],
    );
  });

  it("has nothing that starts it without a schedule", async () => {
    const recorded = await recordJob({ schedule: undefined });
    assert.deepEqual(recorded.problems, []);
    assert.deepEqual(
      recorded.resources
        .filter(({ name, custom }) => custom && name.startsWith("cleanup"))
        .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
        .sort(),
      [
        "LogGroup cleanup-app",
        "Role cleanup-execution",
        "Role cleanup-task",
        "RolePolicy cleanup-execution",
        "SecurityGroup cleanup",
        "SecurityGroupEgressRule cleanup-to-anywhere",
        "SecurityGroupIngressRule cleanup-to-database",
        "TaskDefinition cleanup",
      ],
    );
  });

  it("applies a transform as the last step", async () => {
    const recorded = await recordJob({
      transform: {
        taskDefinition: (args) => ({ ...args, enableFaultInjection: true }),
        schedule: (args) => ({
          ...args,
          flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 30 },
        }),
      },
    });
    const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
    assert.equal(inputs.enableFaultInjection, true);
    assert.deepEqual(recorded.one(scheduleType).inputs.flexibleTimeWindow, {
      mode: "FLEXIBLE",
      maximumWindowInMinutes: 30,
    });
  });
});

describe("a job's commands", () => {
  /** What the commands are once everything is deployed. */
  async function commandsOf(create: () => Job) {
    const values: Record<string, string> = {};
    const note = (name: string, command: Output<string>) => {
      command.apply((text) => {
        values[name] = text;
      });
    };
    const { problems } = await recordRegistrations(() => {
      const { runCommand, logsCommand, resultCommand } = create();
      for (const [name, command] of Object.entries({ runCommand, logsCommand, resultCommand })) {
        note(name, command);
      }
    });
    assert.deepEqual(problems, []);
    return values;
  }

  it("start it as the schedule does, and show what became of it", async () => {
    const at = "--region ap-northeast-2 --cluster platform";
    assert.deepEqual(await commandsOf(sampleJob), {
      runCommand:
        `aws ecs run-task ${at} --task-definition cleanup-dev:1 ` +
        "--capacity-provider-strategy capacityProvider=FARGATE,weight=1 --platform-version 1.4.0 " +
        "--network-configuration 'awsvpcConfiguration={subnets=[subnet-task-a,subnet-task-b]," +
        "securityGroups=[sg-cleanup],assignPublicIp=ENABLED}' " +
        "--propagate-tags TASK_DEFINITION --enable-ecs-managed-tags",
      logsCommand: "aws logs tail cleanup-app --region ap-northeast-2 --since 1h",
      resultCommand:
        `aws ecs describe-tasks ${at} --tasks $(aws ecs list-tasks ${at} --family cleanup-dev ` +
        "--desired-status STOPPED --query 'taskArns[]' --output text) " +
        "--query 'tasks[].{stoppedAt:stoppedAt,reason:stoppedReason,exitCodes:containers[].[name,exitCode]}'",
    });
  });

  it("name Spot, no public address and the logs of every container where there are such", async () => {
    const commands = await commandsOf(() => {
      const platform = samplePlatform();
      return new Job("report", {
        platform: { ...platform, assignPublicIp: platform.assignPublicIp.apply(() => false) },
        capacity: "spot",
        containers: {
          app: { image: imageOf("shop") },
          agent: { image: imageOf("agent"), essential: false },
        },
      });
    });
    assert.match(commands.runCommand ?? "", / capacityProvider=FARGATE_SPOT,weight=1 /);
    assert.match(commands.runCommand ?? "", /,assignPublicIp=DISABLED\}'/);
    assert.deepEqual(
      commands.logsCommand?.split("\n").map((line) => line.split(" ")[3]),
      ["report-app", "report-agent"],
    );
  });
});
