import type { Mutation } from "../mutation.ts";

const observability = "packages/fargate/src/observability";

/** Who is told of what, and what can be looked up afterwards. */
export const watching: readonly Mutation[] = [
  {
    name: "topic-open-to-all-alarms",
    why: "anybody's account may send alarms to the topic",
    file: `${observability}/alarm-topic.ts`,
    from: 'StringEquals: { "aws:SourceAccount": account },',
    to: "",
  },
  {
    name: "events-with-a-condition",
    why: "EventBridge delivers nothing to a topic that has a condition for it, without a word",
    file: `${observability}/alarm-topic.ts`,
    from: 'Principal: { Service: "events.amazonaws.com" } },',
    to: 'Principal: { Service: "events.amazonaws.com" }, Condition: { StringEquals: { "aws:SourceAccount": account } } },',
  },
  {
    name: "failures-before-the-policy",
    why: "a deployment that fails first is told to nobody",
    file: `${observability}/service-events.ts`,
    from: "{ parent: this, dependsOn: alarmTopic.policy },",
    to: "{ parent: this },",
  },
  {
    name: "deployments-of-every-cluster",
    why: "each environment of the account keeps and tells the others' deployments",
    file: `${observability}/service-events.ts`,
    from: ", resources: [{ prefix: services }] }",
    to: ", resources: [{ prefix: services.slice(0, 4) }] }",
  },
  {
    name: "events-kept-for-ever",
    why: "the log of events grows and is paid for ever",
    file: `${observability}/service-events.ts`,
    from: ", retentionInDays: defaults.logRetentionDays }",
    to: " }",
  },
  {
    name: "log-group-elsewhere",
    why: "EventBridge takes no log group that does not begin with /aws/events/",
    file: `${observability}/service-events.ts`,
    from: "namePrefix: `/aws/events/${name}-`",
    to: "namePrefix: `${name}-`",
  },
  {
    name: "alarm-on-missing-data",
    why: "every service that nobody uses at night sounds, and its deployments are rolled back",
    file: `${observability}/alarms.ts`,
    from: 'treatMissingData: "notBreaching"',
    to: 'treatMissingData: "breaching"',
  },
  {
    name: "alarm-that-tells-nobody",
    why: "an alarm sounds and nobody hears it",
    file: `${observability}/alarms.ts`,
    from: "alarmActions: actions,",
    to: "",
  },
  {
    name: "alarm-of-one-target-group",
    why: "after a swap of target groups the alarm reads the one without requests",
    file: `${observability}/alarms.ts`,
    from: "  return targetGroups.map(({ arnSuffix }, index) => ({",
    to: "  return targetGroups.slice(0, 1).map(({ arnSuffix }, index) => ({",
  },
  {
    name: "latency-in-seconds",
    why: "a threshold in milliseconds is compared with seconds: the alarm never sounds",
    file: `${observability}/alarms.ts`,
    from: "result(enough(`1000 * ${longest",
    to: "result(enough(`${longest",
  },
  {
    name: "alarm-names-without-stack",
    why: "two environments of an account overwrite each other's alarms",
    file: `${observability}/alarms-args.ts`,
    from: "`${name}-${stack}-${alarmKinds[kind].suffix}`",
    to: "`${name}-${alarmKinds[kind].suffix}`",
  },
  {
    name: "alarms-without-a-route-allowed",
    why: "a worker's alarms watch figures that do not exist",
    file: `${observability}/alarms-args.ts`,
    from: "if (alarmKinds[kind].routed && !routed) {",
    to: "if (false) {",
  },
  {
    name: "dashboard-of-every-cluster",
    why: "the dashboard shows the services of all environments under one name",
    file: `${observability}/dashboard-body.ts`,
    from: ' ClusterName="${clusterName}"`',
    to: "`",
  },
  {
    name: "copied-tags-go-unnoticed",
    why: "the bill of a copied environment is added to another's",
    file: "packages/fargate/src/config/default-tags.ts",
    from: "if (value === undefined || value === own[name]) return [];",
    to: "if (value === undefined || value !== own[name]) return [];",
  },
  {
    name: "stack-file-of-another-service",
    why: "what board costs is written to member's account",
    file: "stacks/board/Pulumi.prod.yaml",
    from: "service: board",
    to: "service: member",
  },
];
