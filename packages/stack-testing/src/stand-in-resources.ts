/** A registration for which a provider's answer is needed. */
export interface ResourceRequest {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  region: string;
}

/** What a provider adds to the inputs of a resource, `id` among it. */
export type ResourceAnswer = (request: ResourceRequest) => Record<string, unknown>;

/** The account of every stand-in ARN: the one of AWS's own documentation. */
export const standInAccountId = "123456789012";

/** ARN of a stand-in: `arn:aws:<service>:<region>:123456789012:<kind>/<name>`. */
export function standInArn(service: string, region: string, resource: string): string {
  const place = service === "iam" ? "" : region;
  return `arn:aws:${service}:${place}:${standInAccountId}:${resource}`;
}

/** The stand-in answer to any registration, always the same for the same type, name and inputs. */
export function answerResource(request: ResourceRequest): Record<string, unknown> {
  const common = { id: request.name, arn: genericArn(request), name: physicalName(request) };
  return { ...common, ...request.inputs, ...answers[request.type]?.({ ...request }) };
}

function physicalName({ name, inputs }: ResourceRequest): string {
  return typeof inputs.name === "string" ? inputs.name : name;
}

/** `aws:sqs/queue:Queue` named `jobs` becomes `arn:aws:sqs:…:queue/jobs`. */
function genericArn({ type, name, region }: ResourceRequest): string {
  const [, module = "", kind = ""] = type.split(":");
  const service = module.split("/")[0] || "stand-in";
  return standInArn(service, region, `${kind.charAt(0).toLowerCase()}${kind.slice(1)}/${name}`);
}

const arnIsId =
  (service: string, kind: string): ResourceAnswer =>
  ({ name, region }) => {
    const arn = standInArn(service, region, `${kind}/${name}`);
    return { id: arn, arn };
  };

const named =
  (service: string, kind: string): ResourceAnswer =>
  ({ name, region }) => ({ arn: standInArn(service, region, `${kind}${name}`) });

const prefixedId =
  (prefix: string, kind: string): ResourceAnswer =>
  ({ name, region }) => ({
    id: `${prefix}-${name}`,
    arn: standInArn("ec2", region, `${kind}/${prefix}-${name}`),
  });

const loadBalancer: ResourceAnswer = (request) => ({
  ...arnIsId("elasticloadbalancing", "loadbalancer/app")(request),
  arnSuffix: `app/${request.name}/0000000000000000`,
  dnsName: `${request.name}-1234567890.${request.region}.elb.amazonaws.com`,
  zoneId: "Z35SXDOTRQ7X7K",
});

const database: ResourceAnswer = ({ name, inputs, region }) => {
  const address = `${name}.stand-in.${region}.rds.amazonaws.com`;
  const port = inputs.port ?? 5432;
  const secretArn = standInArn("secretsmanager", region, `secret/rds-${name}`);
  return {
    arn: standInArn("rds", region, `db:${name}`),
    identifier: inputs.identifier ?? name,
    address,
    port,
    endpoint: `${address}:${port}`,
    masterUserSecrets:
      inputs.manageMasterUserPassword === true ? [{ secretArn, secretStatus: "active" }] : [],
  };
};

/** awsx registers only itself here: its subnets are told from the layout that was asked for. */
const ownVpc: ResourceAnswer = ({ name, inputs, region }) => {
  const zones = typeof inputs.numberOfAvailabilityZones === "number" ? inputs.numberOfAvailabilityZones : 3;
  const specs = Array.isArray(inputs.subnetSpecs)
    ? inputs.subnetSpecs
    : [{ type: "Private" }, { type: "Public" }];
  const subnetIds = (type: string) =>
    specs.some((spec) => spec?.type === type)
      ? Array.from({ length: zones }, (_, zone) => `subnet-${name}-${type.toLowerCase()}-${zone + 1}`)
      : [];
  const vpcId = `vpc-${name}`;
  const cidrBlock = inputs.cidrBlock ?? "10.0.0.0/16";
  return {
    vpcId,
    vpc: { id: vpcId, arn: standInArn("ec2", region, `vpc/${vpcId}`), cidrBlock },
    publicSubnetIds: subnetIds("Public"),
    privateSubnetIds: subnetIds("Private"),
    isolatedSubnetIds: subnetIds("Isolated"),
    routeTables: specs.flatMap(({ type }) =>
      subnetIds(type).map((subnetId) => ({ id: subnetId.replace(/^subnet-/, "rtb-") })),
    ),
  };
};

/** ACM wants one record for each name; a wildcard has the record of the domain it stands in. */
const certificate: ResourceAnswer = (request) => {
  const { domainName, subjectAlternativeNames = [] } = request.inputs;
  const names = [domainName, ...(subjectAlternativeNames as unknown[])].map(String);
  return {
    ...arnIsId("acm", "certificate")(request),
    domainValidationOptions: names.map((name) => {
      const proven = name.replace(/^\*\./, "");
      return {
        domainName: name,
        resourceRecordName: `_stand-in.${proven}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${proven}.acm-validations.aws.`,
      };
    }),
  };
};

/** Where a provider's answer is more than an id, an ARN and a name. */
const answers: Record<string, ResourceAnswer> = {
  "aws:ec2/securityGroup:SecurityGroup": prefixedId("sg", "security-group"),
  "aws:ec2/vpc:Vpc": prefixedId("vpc", "vpc"),
  "aws:ec2/subnet:Subnet": prefixedId("subnet", "subnet"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": prefixedId("sgr", "security-group-rule"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": prefixedId("sgr", "security-group-rule"),
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": ({ inputs }) => ({
    id: inputs.ecrRepositoryPrefix,
    registryId: standInAccountId,
  }),
  "aws:ecs/cluster:Cluster": arnIsId("ecs", "cluster"),
  "aws:ecs/service:Service": arnIsId("ecs", "service"),
  "aws:ecs/taskDefinition:TaskDefinition": ({ name, inputs, region }) => {
    const family = inputs.family ?? name;
    const arn = standInArn("ecs", region, `task-definition/${family}`);
    return { id: family, arn: `${arn}:1`, arnWithoutRevision: arn, revision: 1 };
  },
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:lb/listener:Listener": arnIsId("elasticloadbalancing", "listener/app"),
  "aws:lb/listenerRule:ListenerRule": arnIsId("elasticloadbalancing", "listener-rule/app"),
  "aws:lb/targetGroup:TargetGroup": (request) => ({
    ...arnIsId("elasticloadbalancing", "targetgroup")(request),
    arnSuffix: `targetgroup/${request.name}/0000000000000000`,
  }),
  "aws:acm/certificate:Certificate": certificate,
  "aws:route53/record:Record": ({ inputs }) => ({ fqdn: String(inputs.name).replace(/\.$/, "") }),
  "aws:s3/bucket:Bucket": ({ name, inputs }) => {
    const bucket = inputs.bucket ?? name;
    return { id: bucket, bucket, arn: `arn:aws:s3:::${bucket}` };
  },
  "aws:rds/instance:Instance": database,
  "aws:rds/subnetGroup:SubnetGroup": named("rds", "subgrp:"),
  "aws:rds/parameterGroup:ParameterGroup": named("rds", "pg:"),
  "aws:secretsmanager/secret:Secret": arnIsId("secretsmanager", "secret"),
  "aws:secretsmanager/secretVersion:SecretVersion": ({ inputs }) => ({
    id: `${inputs.secretId}|stand-in`,
    arn: inputs.secretId,
    versionId: "stand-in",
  }),
  "aws:iam/role:Role": named("iam", "role/"),
  "aws:iam/policy:Policy": arnIsId("iam", "policy"),
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:"),
  "aws:cloudwatch/logGroup:LogGroup": ({ name, inputs, region }) => {
    const logGroup = inputs.name ?? name;
    return { id: logGroup, arn: standInArn("logs", region, `log-group:${logGroup}`) };
  },
  "aws:sns/topic:Topic": ({ name, inputs, region }) => {
    const arn = standInArn("sns", region, String(inputs.name ?? name));
    return { id: arn, arn };
  },
  "aws:servicediscovery/httpNamespace:HttpNamespace": ({ name, inputs, region }) => ({
    id: `ns-${name}`,
    arn: standInArn("servicediscovery", region, `namespace/ns-${name}`),
    httpName: inputs.name ?? name,
  }),
  "aws:appautoscaling/target:Target": ({ inputs }) => ({ id: inputs.resourceId }),
  // What it was first given, which in a first deployment is what it is given.
  "pulumi:index:Stash": ({ inputs }) => ({ output: inputs.input }),
  "awsx:ec2:Vpc": ownVpc,
  "awsx:ec2:DefaultVpc": () => ({
    vpcId: "vpc-default",
    publicSubnetIds: ["subnet-default-1", "subnet-default-2", "subnet-default-3"],
    privateSubnetIds: [],
  }),
};
