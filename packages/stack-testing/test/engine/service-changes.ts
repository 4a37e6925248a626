import { type KeyCase, type KeyChange, nothing, on, refused } from "./configuration-changes.ts";
import { imagesOf } from "./test-account.ts";

/** Each key of stacks/member/Pulumi.yaml and stacks/board/Pulumi.yaml, which are the same. */
export function serviceChanges(service: "member" | "board"): KeyChange[] {
  const both = (to: KeyCase["to"], ...changes: string[]): KeyCase[] => [
    { base: "dev", to, changes },
    { base: "prod", to, changes },
  ];
  const each = (dev: KeyCase["to"], prod: KeyCase["to"], ...changes: string[]): KeyCase[] => [
    { base: "dev", to: dev, changes },
    { base: "prod", to: prod, changes },
  ];
  const newTasks = (property: string) => [
    `replace TaskDefinition ${service} [${property}]`,
    `update Service ${service} [taskDefinition]`,
  ];
  const shifting = (...properties: string[]) => [
    `create ListenerRule ${service}-shift`,
    `create Role ${service}-shift`,
    `create RolePolicyAttachment ${service}-shift`,
    `create TargetGroup ${service}-alt`,
    `delete ListenerRule ${service}`,
    `update Service ${service} [${properties.join(", ")}, deploymentConfiguration.strategy, loadBalancers[0].advancedConfiguration]`,
  ];
  const rolling = "requests go on: new tasks start and are healthy before old ones stop";
  return [
    {
      key: "images",
      meanwhile: rolling,
      cases: both(imagesOf(service, 2), ...newTasks("containerDefinitions")),
    },
    {
      key: "cpu",
      meanwhile: rolling,
      todo: "set memoryMiB with it where Fargate does not have the pair",
      cases: [
        refused("dev", 512, "size.memoryMiB: must be 1024, 2048, 3072 or 4096 when cpu is 512, got 512"),
        on("prod", 256, ...newTasks("cpu")),
      ],
    },
    { key: "memoryMiB", meanwhile: rolling, cases: each(1024, 2048, ...newTasks("memory")) },
    {
      key: "count",
      meanwhile: rolling,
      cases: each(2, 1, `update Service ${service} [desiredCount]`),
    },
    {
      key: "scaling",
      meanwhile:
        "requests go on: as many tasks run as before, until a metric or a schedule asks for another number",
      todo: "back to count: pulumi up --refresh, or Pulumi takes the number that it set last for the one that runs",
      cases: [
        on(
          "dev",
          {
            min: 2,
            max: 4,
            cpuPercent: 60,
            memoryPercent: 70,
            requestsPerTarget: 600,
            schedules: { night: { schedule: "cron(0 22 * * ? *)", timezone: "Asia/Seoul", max: 2 } },
          },
          `create Target ${service}`,
          `create Policy ${service}-cpu`,
          `create Policy ${service}-memory`,
          `create Policy ${service}-requests`,
          `create ScheduledAction ${service}-night`,
        ),
        on(
          "prod",
          { min: 3, max: 10, cpuPercent: 60 },
          `create Target ${service}`,
          `create Policy ${service}-cpu`,
        ),
        refused("dev", { min: 5, max: 2, cpuPercent: 60 }, "scaling.min: must be at most max (2), got 5"),
      ],
    },
    {
      key: "deployment",
      meanwhile: "requests go on; from then on each deployment goes as it says",
      todo: "back to rolling: before it deploy until the first target group serves, or requests fail at the end of the update",
      cases: [
        ...each(
          { minimumHealthyPercent: 50 },
          { minimumHealthyPercent: 50 },
          `update Service ${service} [deploymentMinimumHealthyPercent]`,
        ),
        on(
          "dev",
          { strategy: "blueGreen", test: { header: "X-Version", value: "next" } },
          `create ListenerRule ${service}-test`,
          ...shifting("deploymentConfiguration.bakeTimeInMinutes"),
        ),
        on(
          "prod",
          { strategy: "canary" },
          // They watch the second target group too.
          `update MetricAlarm ${service}-latency [metricQueries[1].id, metricQueries[1].metric.dimensions.TargetGroup, metricQueries[1].metric.metricName, metricQueries[1].metric.stat, metricQueries[2].expression, metricQueries[2].id, metricQueries[2].metric, metricQueries[2].returnData, metricQueries[3], metricQueries[4]]`,
          `update MetricAlarm ${service}-server-errors [metricQueries[1].id, metricQueries[1].metric.dimensions.TargetGroup, metricQueries[1].metric.metricName, metricQueries[2].expression, metricQueries[2].id, metricQueries[2].metric, metricQueries[2].returnData, metricQueries[3], metricQueries[4]]`,
          `update MetricAlarm ${service}-unhealthy-targets [metricQueries[1].expression, metricQueries[1].id, metricQueries[1].metric, metricQueries[1].returnData, metricQueries[2]]`,
          ...shifting(
            "deploymentConfiguration.bakeTimeInMinutes",
            "deploymentConfiguration.canaryConfiguration",
          ),
        ),
        refused("dev", { strategy: "bigBang" }, "deployment.strategy: must be"),
      ],
    },
    {
      key: "alarms",
      meanwhile: nothing,
      cases: [
        on(
          "dev",
          { unhealthyTargets: 1, cpuPercent: 90 },
          `create MetricAlarm ${service}-cpu`,
          `create MetricAlarm ${service}-unhealthy-targets`,
          `update Service ${service} [alarms.alarmNames[0], alarms.alarmNames[1], alarms.enable, alarms.rollback]`,
        ),
        on(
          "prod",
          {
            serverErrorPercent: 5,
            p99LatencyMilliseconds: 2000,
            unhealthyTargets: 2,
            cpuPercent: 90,
            memoryPercent: 90,
          },
          `update MetricAlarm ${service}-unhealthy-targets [alarmDescription, threshold]`,
        ),
        on(
          "prod",
          {},
          ...["cpu", "latency", "memory", "server-errors", "unhealthy-targets"].map(
            (alarm) => `delete MetricAlarm ${service}-${alarm}`,
          ),
          `update Service ${service} [${[0, 1, 2, 3, 4].map((index) => `alarms.alarmNames[${index}]`).join(", ")}, alarms.enable, alarms.rollback]`,
        ),
        refused("dev", { cpuPercent: 0 }, "alarms.cpuPercent: must be a whole number from 1 to 100, got 0"),
      ],
    },
    {
      key: "forceDelete",
      meanwhile: nothing,
      cases: each(false, true, `update Service ${service} [forceDelete]`),
    },
    {
      key: "deregistrationDelaySeconds",
      meanwhile: nothing,
      cases: both(20, `update TargetGroup ${service} [deregistrationDelay]`),
    },
    {
      key: "sturdyDatabase",
      meanwhile: "requests go on; making a standby slows the database down for a while",
      todo: "false keeps no snapshot when the database is deleted",
      cases: each(
        true,
        false,
        `update Instance ${service}-database [finalSnapshotIdentifier, multiAz, skipFinalSnapshot]`,
      ),
    },
    {
      key: "deletionProtection",
      meanwhile: nothing,
      cases: each(true, false, `update Instance ${service}-database [deletionProtection]`),
    },
    {
      key: "platformStack",
      meanwhile: "a service cannot move to another platform: AWS refuses half-way, since its database stays",
      todo: "destroy the service and deploy it on the other one; its database starts empty",
      cases: [
        ...each("organization/starter-platform/dev", "organization/starter-platform/prod"),
        refused(
          "dev",
          "organization/starter-platform/qa",
          "platform stack organization/starter-platform/qa must",
        ),
        refused(
          "prod",
          "organization/starter-platform/qa",
          "platform stack organization/starter-platform/qa must",
        ),
      ],
    },
  ];
}
