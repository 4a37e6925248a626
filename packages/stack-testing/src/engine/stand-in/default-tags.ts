import { isProperties, type Properties } from "./subject.ts";

/** Types without tags; all others of the table have them. */
const untaggable = new Set([
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:appautoscaling/policy:Policy",
  "aws:appautoscaling/scheduledAction:ScheduledAction",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:route53/record:Record",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:scheduler/schedule:Schedule",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
]);

export function isTaggable(type: string): boolean {
  return !untaggable.has(type);
}

/**
 * Inputs with a stack's default tags, which a resource's own override: Pulumi's AWS provider puts them there when it
 * checks the inputs. https://www.pulumi.com/registry/packages/aws/api-docs/provider/#providerdefaulttags
 */
export function withDefaultTags(type: string, inputs: Properties, defaults: unknown): Properties {
  if (!isProperties(defaults) || !isTaggable(type)) return inputs;
  return { ...inputs, tags: { ...defaults, ...(inputs.tags as Properties | undefined) } };
}
