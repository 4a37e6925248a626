import * as pulumi from "@pulumi/pulumi";
import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";
import {
  AlarmTopic,
  type AlarmTopicArgs,
  Cluster,
  type ClusterArgs,
  Dashboard,
  Database,
  type DatabaseArgs,
  FargateService,
  type FargateServiceArgs,
  GeneratedSecret,
  type GeneratedSecretArgs,
  ImageCache,
  Job,
  type JobArgs,
  LoadBalancer,
  type LoadBalancerArgs,
  Network,
  type NetworkArgs,
  type NginxSidecarArgs,
  nginxSidecar,
  type Platform,
  RegistryCredentials,
  type RegistryLoginArgs,
  ServiceEvents,
  standInPlatformOutputs,
} from "../src/index.ts";

/** A component with arguments that are accepted, of which the tests change one after the other. */
export interface Sample {
  /** Plain values; what must be a resource is added by `create`. */
  args: object;
  create(args: object): unknown;
  /** What problems put before the argument's name. */
  prefix?: string;
}

const vpcId = "vpc-0123456789abcdef0";

/** Creates a sample, or one like it with other arguments, against stand-ins for AWS. */
export function recordSample(sample: Sample, args: object = sample.args): Promise<RecordedProgram> {
  return recordRegistrations(() => void sample.create(args), {
    answers: { calls: { "aws:ec2/getSubnet:getSubnet": existingSubnet } },
  });
}

/** Lies in the existing VPC; its last digit decides the zone. */
function existingSubnet({ inputs }: { inputs: Record<string, unknown> }) {
  return { id: inputs.id, vpcId, availabilityZone: `us-east-1${String(inputs.id).at(-1)}` };
}

const digest = `sha256:${"a".repeat(64)}`;
const secret = { arn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf" };

/** What the sample service's containers share. */
export const taskSize = { cpu: 1024, memoryMiB: 2048 };

/** With every optional argument that others depend on, and wide where two arguments limit each other. */
const service = {
  size: taskSize,
  capacity: { onDemand: { base: 1, weight: 1 }, spot: { weight: 3 } },
  containers: {
    app: {
      image: `docker.io/acme/shop@${digest}`,
      port: 8080,
      secrets: { KEY: secret },
      health: { http: "/livez", intervalSeconds: 300, timeoutSeconds: 2, startPeriodSeconds: 0 },
      stopTimeoutSeconds: 120,
    },
    nginx: { image: `docker.io/acme/shop-nginx@${digest}`, port: 8081, upstream: "app" },
  },
  before: {
    migrate: { container: "app", command: ["node", "main.mjs", "migrate"], secrets: { ADMIN: secret } },
  },
  route: { paths: ["/api/shop*"], container: "nginx" },
  connect: { as: "shop", container: "nginx" },
  deployment: { minimumHealthyPercent: 50 },
} satisfies Partial<FargateServiceArgs>;

/** Bounds that allow every value of the others. */
const autoscaled = {
  ...service,
  scaling: {
    min: 1,
    max: 5000,
    cpuPercent: 60,
    memoryPercent: 60,
    requestsPerTarget: 600,
    schedules: {
      night: { schedule: "cron(0 22 * * ? *)", min: 0, max: 5000 },
      morning: { schedule: "cron(0 6 * * ? *)", min: 1 },
    },
  },
} satisfies Partial<FargateServiceArgs>;

/** Without times of their own, beside which every other time is long enough. */
const deployments = {
  rolling: { minimumHealthyPercent: 50 },
  blueGreen: { strategy: "blueGreen", bakeTimeMinutes: 0, test: { header: "X-Version", value: "next" } },
  canary: { strategy: "canary", bakeTimeMinutes: 0, canaryBakeTimeMinutes: 0 },
  linear: { strategy: "linear", bakeTimeMinutes: 0, stepBakeTimeMinutes: 0 },
} satisfies Record<string, FargateServiceArgs["deployment"]>;
const deployed = (strategy: keyof typeof deployments, others: Partial<FargateServiceArgs> = {}) =>
  fargateService({ ...service, alarms: { cpuPercent: 90 }, deployment: deployments[strategy], ...others });

const client = { ...service, connect: { to: ["member"] } } satisfies Partial<FargateServiceArgs>;

const scheduled = {
  size: taskSize,
  containers: service.containers,
  before: service.before,
  schedule: { expression: "cron(0 3 * * ? *)" },
} satisfies Partial<JobArgs>;

const { http, ...timing } = service.containers.app.health;
const withCommandHealth = structuredClone({
  ...service,
  containers: {
    ...service.containers,
    app: { ...service.containers.app, health: { ...timing, command: ["node", "check.mjs"] } },
  },
});

const domain = { domainName: "shop.example.com", hostedZoneId: "Z0SHOP", alternativeNames: [] };
const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c3d";

/** Samples by the heading of the table they are for; a table without one takes its component's. */
export const samples: Record<string, Sample> = {
  "Network: DefaultNetworkArgs": network({ kind: "default" }),
  "Network: ExistingNetworkArgs": network({
    kind: "existing",
    vpcId,
    loadBalancerSubnetIds: ["subnet-00000001", "subnet-00000002"],
    taskSubnetIds: ["subnet-00000001", "subnet-00000002"],
    assignPublicIp: true,
  }),
  "Network: PublicNetworkArgs": network({ kind: "public" }),
  "Network: PrivateNetworkArgs": network({ kind: "private" }),
  "Network: IsolatedNetworkArgs": network({ kind: "isolated" }),
  Cluster: {
    args: {},
    create: (args) => new Cluster("cluster", { network: defaultNetwork(), ...args } as ClusterArgs),
  },
  LoadBalancer: loadBalancer({ https: domain, accessLogs: {} }),
  "LoadBalancer https: ExistingCertificateArgs": loadBalancer({ https: { certificateArn } }),
  RegistryCredentials: {
    args: { username: "acme", token: "read-only" },
    create: (args) => new RegistryCredentials("docker-hub", args as RegistryLoginArgs),
  },
  ImageCache: {
    args: { username: "acme", token: "read-only" },
    create: (args) => new ImageCache("docker-hub", args as RegistryLoginArgs),
  },
  FargateService: fargateService(service),
  "FargateService containers.<name>.health: CommandHealth": fargateService(withCommandHealth),
  "FargateService scaling: AutoscalingArgs": fargateService(autoscaled),
  "FargateService scaling.schedules.<name>": fargateService(autoscaled),
  "FargateService deployment: RollingDeployment": deployed("rolling"),
  "FargateService deployment: BlueGreenDeployment": deployed("blueGreen"),
  "FargateService deployment: CanaryDeployment": deployed("canary"),
  "FargateService deployment: LinearDeployment": deployed("linear"),
  "FargateService deployment.test": deployed("blueGreen", { route: { ...service.route, priority: 50_000 } }),
  "FargateService connect: ConnectClientArgs": fargateService(client),
  "FargateService alarms": fargateService({
    ...service,
    alarms: {
      serverErrorPercent: 5,
      p99LatencyMilliseconds: 1000,
      unhealthyTargets: 1,
      cpuPercent: 90,
      memoryPercent: 90,
    },
  }),
  nginxSidecar: {
    args: { image: `docker.io/acme/shop-nginx@${digest}`, upstream: "app" },
    create: (args) => {
      const nginx = nginxSidecar({ platform: platform(), ...(args as Omit<NginxSidecarArgs, "platform">) });
      const containers = { app: service.containers.app, nginx };
      return new FargateService("shop", { platform: platform(), containers });
    },
    prefix: "containers.nginx.",
  },
  Job: job(scheduled),
  "Job containers.<name>.health: CommandHealth": job({
    ...scheduled,
    containers: withCommandHealth.containers,
  }),
  Database: {
    args: {},
    create: (args) => new Database("shop", { platform: platform(), ...args } as DatabaseArgs),
  },
  GeneratedSecret: {
    args: { description: "Key that signs" },
    create: (args) =>
      new GeneratedSecret("signing-key", { generate: () => "value", ...args } as GeneratedSecretArgs),
  },
  AlarmTopic: {
    args: { emails: ["ops@example.com"] },
    create: (args) => new AlarmTopic("alarms", args as AlarmTopicArgs),
  },
  ServiceEvents: { args: {}, create: () => serviceEvents() },
  Dashboard: { args: {}, create: () => new Dashboard("dashboard", serviceEvents()) },
};

function network(args: NetworkArgs): Sample {
  return { args, create: (changed) => new Network("network", changed as NetworkArgs) };
}

function defaultNetwork(): Network {
  return new Network("network", { kind: "default" });
}

function loadBalancer(args: object): Sample {
  return {
    args,
    create: (changed) =>
      new LoadBalancer("lb", { network: defaultNetwork(), ...changed } as LoadBalancerArgs),
  };
}

function serviceEvents() {
  const network = defaultNetwork();
  const cluster = new Cluster("cluster", { network });
  const alarmTopic = new AlarmTopic("alarms", {});
  const loadBalancer = new LoadBalancer("lb", { network, insecureHttp: true });
  return { cluster, loadBalancer, events: new ServiceEvents("events", { cluster, alarmTopic }) };
}

function fargateService(args: object): Sample {
  return {
    args,
    create: (changed) =>
      new FargateService("shop", { platform: platform(), ...changed } as FargateServiceArgs),
  };
}

function job(args: object): Sample {
  return {
    args,
    create: (changed) => new Job("cleanup", { platform: platform(), ...changed } as JobArgs),
  };
}

function platform(): Platform {
  const entries = Object.entries(standInPlatformOutputs).map(([name, value]) => [name, pulumi.output(value)]);
  return Object.fromEntries(entries) as Platform;
}
