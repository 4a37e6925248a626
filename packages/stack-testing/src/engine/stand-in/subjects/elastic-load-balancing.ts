import { standInArn } from "../../../stand-in-resources.ts";
import { AwsError, type Request, type Subjects, valuesAt } from "../subject.ts";

const arn = ({ region }: Request, path: string) => {
  const id = standInArn("elasticloadbalancing", region, path);
  return { id, arn: id };
};

/** What a listener's or a rule's ARN repeats of its parent's: `app/<name>/<digits>`. */
const within = (parentArn: unknown) => String(parentArn).split("/").slice(1).join("/");

/** Load balancers; names and limits: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/ */
export const elasticLoadBalancing: Subjects = {
  "aws:lb/loadBalancer:LoadBalancer": {
    physicalName: { property: "name", longest: 32, taken: "DuplicateLoadBalancerName" },
    replacedBy: ["name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool"],
    answer: (request) => {
      const suffix = `app/${request.inputs.name}/${request.digits(16)}`;
      return { ...arn(request, `loadbalancer/${suffix}`), arnSuffix: suffix };
    },
    refuse: (request) => {
      refuseWithoutInternetGateway(request);
      refuseUnwritableLogs(request);
    },
    afterCreate: writeTestLog,
    afterUpdate: writeTestLog,
    onDelete: ({ account, resource }) => {
      if (resource.state.enableDeletionProtection === true) {
        throw new AwsError(
          "OperationNotPermitted",
          `Load balancer '${resource.id}' cannot be deleted because deletion protection is enabled`,
        );
      }
      // Its listeners go with it, and their rules with them:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
      for (const listener of account.resources("aws:lb/listener:Listener")) {
        if (listener.state.loadBalancerArn !== resource.id) continue;
        removeRules(listener.id, account);
        account.remove(listener);
      }
      return undefined;
    },
  },
  "aws:lb/listener:Listener": {
    replacedBy: ["loadBalancerArn"],
    answer: (request) =>
      arn(request, `listener/${within(request.inputs.loadBalancerArn)}/${request.digits(16)}`),
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
    refuse: ({ account, inputs, resource }) => {
      refuseUnissuedCertificate(account, inputs.certificateArn);
      const other = account
        .resources("aws:lb/listener:Listener")
        .find(
          (listener) =>
            listener !== resource &&
            listener.state.loadBalancerArn === inputs.loadBalancerArn &&
            listener.state.port === inputs.port,
        );
      if (other === undefined) return;
      throw new AwsError(
        "DuplicateListener",
        `A listener already exists on port ${inputs.port} for this load balancer '${inputs.loadBalancerArn}'`,
      );
    },
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteListener.html
    onDelete: ({ account, resource }) => removeRules(resource.id, account),
  },
  "aws:lb/listenerRule:ListenerRule": {
    replacedBy: ["listenerArn"],
    answer: (request) =>
      arn(request, `listener-rule/${within(request.inputs.listenerArn)}/${request.digits(16)}`),
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
    refuse: ({ account, inputs, resource }) => {
      const other = account
        .resources("aws:lb/listenerRule:ListenerRule")
        .find(
          (rule) =>
            rule !== resource &&
            rule.state.listenerArn === inputs.listenerArn &&
            rule.state.priority === inputs.priority,
        );
      if (other !== undefined) {
        throw new AwsError("PriorityInUse", `Priority '${inputs.priority}' is currently in use`);
      }
      const listener = account
        .resources("aws:lb/listener:Listener")
        .find(({ id }) => id === inputs.listenerArn);
      if (listener === undefined) {
        throw new AwsError("ListenerNotFound", `One or more listeners not found: ${inputs.listenerArn}`);
      }
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    physicalName: { property: "name", longest: 32, taken: "DuplicateTargetGroupName" },
    replacedBy: [
      "name",
      "namePrefix",
      "port",
      "protocol",
      "protocolVersion",
      "targetType",
      "vpcId",
      "ipAddressType",
    ],
    answer: (request) => {
      const suffix = `targetgroup/${request.inputs.name}/${request.digits(16)}`;
      return { ...arn(request, suffix), arnSuffix: suffix };
    },
  },
};

function removeRules(listenerArn: string, account: Request["account"]): undefined {
  for (const rule of account.resources("aws:lb/listenerRule:ListenerRule")) {
    if (rule.state.listenerArn === listenerArn) account.remove(rule);
  }
}

/** One that exists outside the account is taken to be issued. */
function refuseUnissuedCertificate(account: Request["account"], arn: unknown): void {
  const isIssued = account
    .resources("aws:acm/certificateValidation:CertificateValidation")
    .some(({ state }) => state.certificateArn === arn);
  if (isIssued || !account.resources("aws:acm/certificate:Certificate").some(({ id }) => id === arn)) return;
  throw new AwsError("UnsupportedCertificate", `The certificate '${arn}' must be issued`);
}

/**
 * A subnet that exists outside the account is taken to have one in its VPC.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html (VPC-gateway attachment)
 */
function refuseWithoutInternetGateway({ account, inputs }: Request): void {
  if (inputs.internal === true) return;
  const vpcIds = account
    .resources("aws:ec2/subnet:Subnet")
    .flatMap(({ id, state }) => (valuesAt(inputs, "subnets").includes(id) ? [state.vpcId] : []));
  const gateways = account.resources("aws:ec2/internetGateway:InternetGateway");
  const closed = vpcIds.find((vpcId) => !gateways.some(({ state }) => state.vpcId === vpcId));
  if (closed === undefined) return;
  throw new AwsError("InvalidSubnet", `VPC ${closed} has no internet gateway`);
}

const logBucket = (inputs: Request["inputs"]) =>
  valuesAt(inputs, "accessLogs.enabled").includes(true)
    ? valuesAt(inputs, "accessLogs.bucket")[0]
    : undefined;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html */
function refuseUnwritableLogs({ account, inputs }: Request): void {
  const bucket = logBucket(inputs);
  if (bucket === undefined) return;
  const policies = account.resources("aws:s3/bucketPolicy:BucketPolicy");
  if (policies.some((policy) => policy.state.bucket === bucket)) return;
  throw new AwsError(
    "InvalidConfigurationRequest",
    `Access Denied for bucket: ${bucket}. Please check S3bucket permission`,
  );
}

/** Elastic Load Balancing writes a test file when logs are turned on: the bucket is never empty after that. */
function writeTestLog({ account, inputs }: Request): undefined {
  const bucket = account.resources("aws:s3/bucket:Bucket").find(({ id }) => id === logBucket(inputs));
  if (bucket !== undefined) bucket.objects = ["AWSLogs/123456789012/ELBAccessLogTestFile"];
}
