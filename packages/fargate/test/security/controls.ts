import type { ProdResources } from "./prod-stacks.ts";

/** Whether prod is as a control of AWS Security Hub wants it, by the control's id. */
export type Controls = Record<string, (prod: ProdResources) => boolean>;

const lacks = (type: string) => (prod: ProdResources) => prod.of(type).length === 0;
/** There are some, and each is so. */
const each = (type: string, holds: (inputs: Record<string, unknown>) => boolean) => (prod: ProdResources) =>
  prod.of(type).length > 0 && prod.of(type).every(holds);
const eachContainer =
  (holds: (definition: Record<string, unknown>) => boolean) =>
  ({ containers }: ProdResources) =>
    containers.length > 0 && containers.every(holds);
const has = (key: string, value: unknown) => (inputs: Record<string, unknown>) => inputs[key] === value;
const tagged = ({ stackFiles }: ProdResources) =>
  stackFiles.every((text) =>
    /aws:defaultTags:\n {4}tags:\n {6}project: \S+\n {6}environment: prod\n/.test(text),
  );

/** Ports that the world reaches; every protocol but TCP, and a rule without ports, counts as all. */
const openPorts = (prod: ProdResources) =>
  prod
    .of("vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .filter(({ cidrIpv4, cidrIpv6 }) => cidrIpv4 === "0.0.0.0/0" || cidrIpv6 === "::/0")
    .flatMap(({ ipProtocol, fromPort, toPort }) =>
      ipProtocol === "tcp" && fromPort === toPort ? [fromPort] : ["all"],
    );
const worldReaches =
  (...allowed: number[]) =>
  (prod: ProdResources) =>
    openPorts(prod).every((port) => allowed.includes(Number(port)));

const networkConfiguration = (inputs: Record<string, unknown>) =>
  inputs.networkConfiguration as { assignPublicIp: boolean };
const publicAccessBlocked = each(
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  ({ blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets }) =>
    [blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets].every((on) => on === true),
);
const noWildcardActions = ({ roleStatements }: ProdResources) =>
  roleStatements.length > 0 &&
  roleStatements.every(({ Action }) => Action.every((one) => !one.includes("*")));
const noDecryption = ({ roleStatements }: ProdResources) =>
  roleStatements.every(({ Action }) => Action.every((one) => !/^(?:kms:|\*)/.test(one)));
const exportsLogs = each("rds/instance:Instance", ({ enabledCloudwatchLogsExports = [] }) =>
  (enabledCloudwatchLogsExports as string[]).includes("postgresql"),
);
const instance = (key: string, value: unknown) => each("rds/instance:Instance", has(key, value));

/** The controls that a program can break. */
export const controls: Controls = {
  "ECS.1": each("ecs/taskDefinition:TaskDefinition", has("networkMode", "awsvpc")),
  "ECS.2": each("ecs/service:Service", (inputs) => networkConfiguration(inputs).assignPublicIp === false),
  "ECS.3": each("ecs/taskDefinition:TaskDefinition", ({ pidMode }) => pidMode !== "host"),
  "ECS.4": eachContainer(({ privileged }) => privileged !== true),
  "ECS.5": eachContainer(has("readonlyRootFilesystem", true)),
  "ECS.8": eachContainer(({ environment }) =>
    (environment as { name: string }[]).every(({ name }) => !/^(?:AWS_|ECS_ENGINE)/.test(name)),
  ),
  "ECS.9": eachContainer(
    ({ logConfiguration }) => (logConfiguration as { logDriver?: string })?.logDriver === "awslogs",
  ),
  "ECS.10": each("ecs/service:Service", has("platformVersion", "1.4.0")),
  "ECS.12": each("ecs/cluster:Cluster", ({ settings }) =>
    (settings as { value: string }[]).every(({ value }) => value !== "disabled"),
  ),
  "ECS.13": tagged,
  "ECS.14": tagged,
  "ECS.15": tagged,
  "ECS.16": lacks("ecs/taskSet:TaskSet"),
  "ECS.17": each("ecs/taskDefinition:TaskDefinition", ({ networkMode }) => networkMode !== "host"),
  "ECS.18": each("ecs/taskDefinition:TaskDefinition", ({ volumes }) => volumes === undefined),
  "ECS.20": eachContainer(({ user }) => /^[1-9]\d*:[1-9]\d*$/.test(String(user))),
  "ECS.21": each(
    "ecs/taskDefinition:TaskDefinition",
    ({ runtimePlatform }) =>
      (runtimePlatform as { operatingSystemFamily?: string })?.operatingSystemFamily === "LINUX",
  ),
  "ELB.1": each(
    "lb/listener:Listener",
    ({ protocol, defaultActions }) =>
      protocol === "HTTPS" || (defaultActions as { type: string }[]).every(({ type }) => type === "redirect"),
  ),
  "ELB.4": each("lb/loadBalancer:LoadBalancer", has("dropInvalidHeaderFields", true)),
  "ELB.5": each(
    "lb/loadBalancer:LoadBalancer",
    ({ accessLogs }) => (accessLogs as { enabled?: boolean })?.enabled === true,
  ),
  "ELB.6": each("lb/loadBalancer:LoadBalancer", has("enableDeletionProtection", true)),
  "ELB.12": each("lb/loadBalancer:LoadBalancer", ({ desyncMitigationMode = "defensive" }) =>
    ["defensive", "strictest"].includes(String(desyncMitigationMode)),
  ),
  "ELB.13": each("lb/loadBalancer:LoadBalancer", ({ subnets }) => (subnets as string[]).length >= 2),
  "ELB.16": (prod) => prod.of("wafv2/webAclAssociation:WebAclAssociation").length > 0,
  "ELB.17": each(
    "lb/listener:Listener",
    ({ protocol, sslPolicy }) =>
      protocol === "HTTP" || sslPolicy === "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  ),
  "ELB.18": (prod) =>
    prod.of("lb/listener:Listener").some(has("protocol", "HTTPS")) && controls["ELB.1"]?.(prod) === true,
  "ELB.21": each(
    "lb/targetGroup:TargetGroup",
    ({ healthCheck }) => (healthCheck as { protocol: string }).protocol === "HTTPS",
  ),
  "ELB.22": each("lb/targetGroup:TargetGroup", has("protocol", "HTTPS")),
  "EC2.2": each(
    "ec2/defaultSecurityGroup:DefaultSecurityGroup",
    ({ ingress, egress }) => ingress === undefined && egress === undefined,
  ),
  "EC2.6": each("ec2/flowLog:FlowLog", () => true),
  "EC2.10": (prod) => prod.of("ec2/vpcEndpoint:VpcEndpoint").length > 0,
  "EC2.12": lacks("ec2/eip:Eip"),
  "EC2.13": worldReaches(80, 443),
  "EC2.14": worldReaches(80, 443),
  "EC2.15": each("awsx:ec2:Vpc", ({ subnetSpecs }) =>
    (subnetSpecs as { type: string }[]).every(({ type }) => type !== "Public"),
  ),
  "EC2.16": lacks("ec2/networkAcl:NetworkAcl"),
  "EC2.18": (prod) => openPorts(prod).length > 0 && worldReaches(80, 443)(prod),
  "EC2.19": worldReaches(80, 443),
  "EC2.21": lacks("ec2/networkAclRule:NetworkAclRule"),
  "IAM.1": noWildcardActions,
  "IAM.21": noWildcardActions,
  "KMS.1": (prod) => lacks("iam/policy:Policy")(prod) && noDecryption(prod),
  "KMS.2": noDecryption,
  "KMS.4": lacks("kms/key:Key"),
  "SecretsManager.1": (prod) => prod.of("secretsmanager/secretRotation:SecretRotation").length > 0,
  "SecretsManager.4": (prod) => prod.of("secretsmanager/secretRotation:SecretRotation").length > 0,
  "ACM.2": each(
    "acm/certificate:Certificate",
    ({ keyAlgorithm = "RSA_2048" }) => keyAlgorithm !== "RSA_1024",
  ),
  "RDS.2": instance("publiclyAccessible", false),
  "RDS.3": instance("storageEncrypted", true),
  "RDS.5": instance("multiAz", true),
  "RDS.6": each("rds/instance:Instance", ({ monitoringInterval = 0 }) => Number(monitoringInterval) > 0),
  "RDS.8": instance("deletionProtection", true),
  "RDS.9": exportsLogs,
  "RDS.10": instance("iamDatabaseAuthenticationEnabled", true),
  "RDS.11": each("rds/instance:Instance", ({ backupRetentionPeriod }) => Number(backupRetentionPeriod) >= 7),
  "RDS.13": instance("autoMinorVersionUpgrade", true),
  "RDS.17": instance("copyTagsToSnapshot", true),
  "RDS.18": each("rds/instance:Instance", ({ dbSubnetGroupName }) => dbSubnetGroupName !== undefined),
  "RDS.23": each("rds/instance:Instance", ({ port }) => port !== 5432),
  "RDS.25": each(
    "rds/instance:Instance",
    ({ username }) => !["admin", "postgres"].includes(String(username)),
  ),
  "RDS.36": exportsLogs,
  "RDS.38": each("rds/parameterGroup:ParameterGroup", ({ parameters }) =>
    (parameters as { name: string; value: string }[]).some(
      ({ name, value }) => name === "rds.force_ssl" && value === "1",
    ),
  ),
  "S3.2": publicAccessBlocked,
  "S3.3": publicAccessBlocked,
  "S3.5": each("s3/bucketPolicy:BucketPolicy", ({ policy }) =>
    /"Effect":"Deny".*"aws:SecureTransport":"false"/.test(String(policy)),
  ),
  "S3.8": publicAccessBlocked,
  "S3.9": (prod) => prod.of("s3/bucketLogging:BucketLogging").length > 0,
  "S3.12": each(
    "s3/bucketOwnershipControls:BucketOwnershipControls",
    ({ rule }) => (rule as { objectOwnership: string }).objectOwnership === "BucketOwnerEnforced",
  ),
  "S3.13": each("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", () => true),
  "SNS.4": each(
    "sns/topicPolicy:TopicPolicy",
    ({ policy }) => !/"Principal":(?:"\*"|\{"AWS")/.test(String(policy)),
  ),
};
