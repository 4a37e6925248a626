// The edges by which the engine orders creations, and deletions in reverse, read from the state. An edge between stacks
// is none of the engine's: services read the platform's outputs, and by the order of the stacks find its routes, NAT
// gateways, endpoints, capacity providers and namespace there. So do the login and the image cache, whose outputs come
// from what has their value.
import assert from "node:assert/strict";
import type { StackOptions, StateResource } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { type Stacks, succeeded, TestAccount } from "./test-account.ts";

/** Resources as their type's last word and their name: `Service member`. */
type Edge = [dependent: string, dependency: string, why: string];

/** @param rule The one that sends requests to the service. */
const ofEveryService = (name: string, rule = name): Edge[] => [
  [`Service ${name}`, `ListenerRule ${rule}`, "ECS refuses a target group without a rule"],
  [`Service ${name}`, `TargetGroup ${name}`, "its tasks register there"],
  [`Service ${name}`, `TaskDefinition ${name}`, "it runs that revision"],
  [`Service ${name}`, `Role ${name}-execution`, "ECS starts the tasks with it"],
  [`Service ${name}`, `Role ${name}-task`, "the tasks have it"],
  [`Service ${name}`, `RolePolicy ${name}-execution`, "a task cannot start without its rights"],
  ...["app", "migrate", "nginx"].map(
    (container): Edge => [`Service ${name}`, `LogGroup ${name}-${container}`, "nor without its logs"],
  ),
  [`Service ${name}`, `SecurityGroup ${name}`, "the tasks carry it"],
  [`Service ${name}`, `SecurityGroupEgressRule ${name}-to-anywhere`, "tasks pull images through it"],
  [`Service ${name}`, `SecurityGroupIngressRule ${name}-from-load-balancer`, "or no target gets healthy"],
  [`Service ${name}`, `SecurityGroupIngressRule ${name}-to-database`, "or the migration fails"],
  [`Service ${name}`, `Instance ${name}-database`, "the migration connects to it"],
  [`Service ${name}`, `SecretVersion ${name}-db-password-value`, "a secret without a value starts no task"],
  [`ListenerRule ${rule}`, `TargetGroup ${name}`, "it forwards there"],
  [`TaskDefinition ${name}`, `SecretVersion ${name}-db-password-value`, "it refers to a value"],
  [`TaskDefinition ${name}`, `Instance ${name}-database`, "it has the address and the master's secret"],
  [`RolePolicy ${name}-execution`, `SecretVersion ${name}-db-password-value`, "it grants what exists"],
  [`RolePolicy ${name}-execution`, `Instance ${name}-database`, "it grants the master's secret"],
  [`RolePolicy ${name}-execution`, `LogGroup ${name}-app`, "it grants exactly that"],
  [`Instance ${name}-database`, `SubnetGroup ${name}-database`, "it stands there"],
  [`Instance ${name}-database`, `SecurityGroup ${name}-database`, "it carries it"],
  [`Instance ${name}-database`, `ParameterGroup ${name}-database`, "it takes TLS only from the first minute"],
  ...["postgresql", "upgrade"].map(
    (log): Edge => [
      `Instance ${name}-database`,
      `LogGroup ${name}-database-${log}`,
      "RDS would make it, and keep it for ever",
    ],
  ),
  [`SecurityGroupIngressRule ${name}-to-database`, `SecurityGroup ${name}`, "it admits it"],
];

/** Of a service whose requests move between two target groups. */
const ofMoving = (name: string): Edge[] => [
  [`Service ${name}`, `TargetGroup ${name}-alt`, "its next version registers there"],
  [`Service ${name}`, `ListenerRule ${name}-test`, "ECS moves its requests too"],
  [`Service ${name}`, `Role ${name}-shift`, "ECS moves them with it"],
  [`Service ${name}`, `RolePolicyAttachment ${name}-shift`, "and may not before"],
  [`ListenerRule ${name}-shift`, `TargetGroup ${name}-alt`, "AWS deletes no target group on a rule"],
  [`ListenerRule ${name}-test`, `TargetGroup ${name}-alt`, "AWS deletes no target group on a rule"],
];

const ofMember: Edge[] = [
  ["Service member", "SecurityGroupIngressRule member-from-connect", "or its clients wait in vain"],
  ["Service member", "SecretVersion member-signing-key-value", "a secret without a value starts no task"],
  ["TaskDefinition member", "SecretVersion member-signing-key-value", "it refers to a value"],
];

const ofEveryPlatform: Edge[] = [
  ["ClusterCapacityProviders cluster-capacity", "Cluster cluster", "they are the cluster's"],
  ["LoadBalancer lb", "SecurityGroup lb", "it carries it"],
  ["LoadBalancer lb", "SecurityGroupIngressRule lb-http", "it answers once it is there"],
  ["LoadBalancer lb", "SecurityGroupEgressRule lb-to-network", "and reaches its targets"],
  ["Listener lb-http", "LoadBalancer lb", "it is the load balancer's"],
  ["EventTarget events", "LogResourcePolicy events", "EventBridge may write before it does"],
  ["EventTarget events-failures", "TopicPolicy alarms", "EventBridge may publish before it does"],
];

const ofHttps: Edge[] = [
  ["CertificateValidation lb", "Record lb-validation-shop.example.com", "ACM looks for it"],
  ["CertificateValidation lb", "Certificate lb", "it is the certificate's"],
  ["Listener lb-https", "CertificateValidation lb", "AWS takes no certificate before it is issued"],
  ["Listener lb-http", "Listener lb-https", "nobody is sent to HTTPS before it answers"],
  ["LoadBalancer lb", "SecurityGroupIngressRule lb-https", "it answers once it is there"],
  ["Record lb-alias-shop.example.com", "LoadBalancer lb", "it leads there"],
];

const ofRecords: Edge[] = [
  ["LoadBalancer lb", "BucketPolicy lb-access-logs", "AWS refuses a bucket to which it cannot write"],
  ["BucketPolicy lb-access-logs", "BucketPublicAccessBlock lb-access-logs", "S3 refuses two changes at once"],
  ["FlowLog network-flow-logs", "RolePolicy network-flow-logs", "its role must be able to write"],
  ["FlowLog network-flow-logs", "Role network-flow-logs", "it writes with it"],
  ["FlowLog network-flow-logs", "LogGroup network-flow-logs", "it writes there"],
];

const ofOwnVpc: Edge[] = [
  ["LoadBalancer lb", "Subnet network-public-1", "it stands there"],
  ["LoadBalancer lb", "InternetGateway network", "AWS refuses a public one in a VPC without a way out"],
  ["SecurityGroup lb", "Vpc network", "it is in it"],
  ["DefaultSecurityGroup network-default", "Vpc network", "it is in it"],
];

const endpoints = ["ecr-api", "ecr-dkr", "ecs-agent", "logs", "secretsmanager"];
const ofIsolation: Edge[] = [
  ...endpoints.map(
    (service): Edge => [
      `VpcEndpoint network-${service}`,
      "SecurityGroupIngressRule network-endpoints-from-vpc",
      "it answers once it is there",
    ],
  ),
  ["VpcEndpoint network-s3", "RouteTable network-isolated-1", "it is a route in it"],
];

const ofLogin: Edge[] = [["SecretVersion docker-hub-value", "Secret docker-hub", "it is the secret's"]];
const ofImageCache: Edge[] = [
  [
    "PullThroughCacheRule docker-hub",
    "SecretVersion docker-hub-value",
    "ECR tries the login when it is made",
  ],
];

const login = { config: { dockerHubUsername: "example" }, secrets: { dockerHubToken: "stand-in" } };

/** An environment that is not among the checkout's: tasks without a way to the internet. */
const isolated: StackOptions = {
  files: { "Pulumi.isolated.yaml": "config: { aws:region: ap-northeast-2 }\n" },
  config: { ...login.config, network: "isolated", imageCache: true, insecureHttp: true },
  secrets: login.secrets,
};

const tables: [environment: string, stack: keyof Stacks, edges: Edge[]][] = [
  ["dev", "platform", [...ofEveryPlatform, ...ofLogin]],
  ["prod", "platform", [...ofEveryPlatform, ...ofLogin, ...ofHttps, ...ofRecords, ...ofOwnVpc]],
  ["isolated", "platform", [...ofEveryPlatform, ...ofLogin, ...ofImageCache, ...ofOwnVpc, ...ofIsolation]],
  ["dev", "member", [...ofEveryService("member"), ...ofMember]],
  ["dev", "board", ofEveryService("board")],
  ["prod", "member", [...ofEveryService("member", "member-shift"), ...ofMoving("member"), ...ofMember]],
  ["prod", "board", ofEveryService("board")],
];
const moving: StackOptions = {
  config: { deployment: { strategy: "canary", test: { header: "X-Version", value: "next" } } },
};

describe("dependencies in the state", function () {
  this.timeout(300_000);
  before(needsPulumi);

  /** Resources of each stack, by stack and environment. */
  const states = new Map<string, StateResource[]>();
  let account: TestAccount;
  before(async () => {
    // All of them in one account, which their names allow.
    account = await TestAccount.open();
    for (const environment of ["dev", "prod"]) {
      const member = environment === "prod" ? moving : {};
      const stacks = await account.deployed(environment, { platform: login, member });
      for (const [name, stack] of Object.entries(stacks)) {
        states.set(`${name} ${environment}`, stack.exportState().resources);
      }
    }
    const platform = await account.engine.stack("platform", "isolated", isolated);
    succeeded(await platform.up());
    states.set("platform isolated", platform.exportState().resources);
  });
  after(() => account?.close());

  for (const [environment, stack, edges] of tables) {
    describe(`of ${stack} in ${environment}`, () => {
      for (const [dependent, dependency, why] of edges) {
        it(`make ${dependent} wait for ${dependency}: ${why}`, () => {
          const resources = states.get(`${stack} ${environment}`) ?? [];
          const reached = dependenciesOf(find(resources, dependent), resources);
          assert.ok(
            reached.has(find(resources, dependency)),
            `${dependent} depends on [${[...reached].map(nameOf).join(", ")}]`,
          );
        });
      }
    });
  }
});

/** Type and name: `Service member`. */
function nameOf({ type, urn }: StateResource): string {
  return `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`;
}

/** The one of that name, components apart. */
function find(resources: StateResource[], name: string): StateResource {
  const found = resources.filter((resource) => resource.custom && nameOf(resource) === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Error(`must be one ${name}, got ${found.length}`);
}

/** What a resource depends on, directly or through what carries a property to it. */
function dependenciesOf(resource: StateResource, resources: StateResource[]): Set<StateResource> {
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  const reached = new Set<StateResource>();
  const visit = ({ dependencies = [], propertyDependencies = {} }: StateResource) => {
    for (const urn of [...dependencies, ...Object.values(propertyDependencies).flat()]) {
      const dependency = byUrn.get(urn);
      if (dependency === undefined || reached.has(dependency)) continue;
      reached.add(dependency);
      visit(dependency);
    }
  };
  visit(resource);
  return reached;
}
