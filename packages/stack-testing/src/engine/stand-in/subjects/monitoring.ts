import { standInArn } from "../../../stand-in-resources.ts";
import { AwsError, type Request, type Subjects } from "../subject.ts";

/**
 * What is logged, measured and scaled by it. What replaces a resource:
 * https://www.pulumi.com/registry/packages/aws/api-docs/cloudwatch/
 * https://www.pulumi.com/registry/packages/aws/api-docs/appautoscaling/
 * Limits of names: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const monitoring: Subjects = {
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  "aws:cloudwatch/logGroup:LogGroup": {
    physicalName: { property: "name", longest: 512, taken: "ResourceAlreadyExistsException" },
    replacedBy: ["name", "namePrefix", "logGroupClass"],
    answer: ({ inputs, region, digits }) => {
      const name = inputs.name ?? `${inputs.namePrefix}${digits(26)}`;
      return { id: name, name, arn: standInArn("logs", region, `log-group:${name}`) };
    },
    onDelete: ({ resource }) => (resource.state.skipDestroy === true ? "kept" : undefined),
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    replacedBy: ["policyName", "resourceArn"],
    answer: ({ inputs }) => ({ id: inputs.policyName ?? inputs.resourceArn }),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    physicalName: { property: "name", longest: 64 },
    replacedBy: ["name", "namePrefix", "eventBusName"],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    replacedBy: ["rule", "targetId", "eventBusName"],
    answer: ({ inputs, digits }) => ({ id: `${inputs.rule}-${inputs.targetId ?? digits(26)}` }),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    physicalName: { property: "name", longest: 255 },
    replacedBy: ["name"],
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    replacedBy: ["dashboardName"],
    answer: ({ inputs, region }) => ({
      id: inputs.dashboardName,
      dashboardArn: standInArn("cloudwatch", region, `dashboard/${inputs.dashboardName}`),
    }),
  },
  "aws:appautoscaling/target:Target": {
    replacedBy: ["resourceId", "scalableDimension", "serviceNamespace"],
    // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    refuse: ({ account, inputs: { resourceId } }) => {
      const services = account.resources("aws:ecs/service:Service");
      if (services.some(({ id }) => id.endsWith(`:${resourceId}`))) return;
      throw new AwsError("ValidationException", `ECS service doesn't exist: ${resourceId}`);
    },
  },
  "aws:appautoscaling/policy:Policy": {
    physicalName: { property: "name", longest: 255 },
    replacedBy: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    refuse: refuseWithoutTarget,
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    physicalName: { property: "name", longest: 255 },
    replacedBy: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    refuse: refuseWithoutTarget,
  },
};

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html */
function refuseWithoutTarget({ account, inputs: { resourceId } }: Request): void {
  if (account.resources("aws:appautoscaling/target:Target").some(({ id }) => id === resourceId)) return;
  throw new AwsError("ObjectNotFoundException", `No scalable target registered for ${resourceId}`);
}
