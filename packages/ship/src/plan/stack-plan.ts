import type { StackProblem } from "@starter/stack-testing";

/** What one stack would create, the way a person thinks of it; holds no secret. The JSON of `ship plan` is made of it. */
export interface StackPlan {
  /** Short name: the folder's. */
  name: string;
  project: string;
  stack: string;
  /** `stacks/member` */
  folder: string;
  /** Resources that are created in AWS, those of an own VPC too. */
  resourceCount: number;
  networks: NetworkPlan[];
  endpoints: EndpointPlan[];
  clusters: ClusterPlan[];
  loadBalancers: LoadBalancerPlan[];
  services: ServicePlan[];
  jobs: JobPlan[];
  routes: RoutePlan[];
  databases: DatabasePlan[];
  /** Who may come in, one entry for each rule. */
  ingress: IngressPlan[];
  secrets: string[];
  logGroups: LogGroupPlan[];
  roles: RolePlan[];
  /** Everything registered, in order, with its inputs. */
  resources: { type: string; name: string; inputs: Record<string, unknown> }[];
  outputs: Record<string, unknown>;
  problems: StackProblem[];
  /** What a real deployment still needs. */
  warnings: StackProblem[];
}

/** A VPC: the account's default one, one that someone else keeps, or an own one. */
export type NetworkPlan =
  | { kind: "default" }
  | {
      kind: "existing";
      vpcId: string;
      /** How many subnets of each purpose; of tasks and databases only where the stack exports them. */
      subnets: { loadBalancer: number; tasks?: number; databases?: number };
    }
  | {
      kind: "own";
      name: string;
      cidrBlock: string;
      zones: number;
      subnets: string[];
      /** Each has an hourly price. */
      natGateways: number;
    };

/** An endpoint of the VPC: how tasks reach a service of AWS without the internet. */
export interface EndpointPlan {
  /** `Interface`, which has an hourly price in each subnet, or `Gateway`. */
  type: string;
  /** What the endpoint's name has after the region: `ecr.dkr`. */
  service: string;
}

/** An ECS cluster. */
export interface ClusterPlan {
  name: string;
  containerInsights: string;
  capacityProviders: string[];
}

/** A load balancer with its listeners. */
export interface LoadBalancerPlan {
  name: string;
  internal: boolean;
  /** `redirectsTo`, a protocol, where a listener only sends people elsewhere. */
  listeners: { protocol: string; port: number; redirectsTo?: string }[];
  /** Names whose records lead to it. */
  domains: string[];
  accessLogs: boolean;
}

/** A task, whatever starts it. */
export interface TaskPlan {
  name: string;
  cpu: number;
  memoryMiB: number;
  architecture: string;
  capacityProviders: string[];
  containers: ContainerPlan[];
}

/** An ECS service with the task it runs. */
export interface ServicePlan extends TaskPlan {
  tasks: { min: number; max: number };
  /** `http://member`, when other services reach it by name. */
  address?: string;
}

/** A task that no service runs. */
export interface JobPlan extends TaskPlan {
  /** When it starts by itself; absent where only people start it. */
  schedule?: { expression: string; timezone: string; paused: boolean };
}

/** A container of a task, in the order of the starts. */
export interface ContainerPlan {
  name: string;
  image: string;
  /** False for the stand-in of an image that was never released. */
  released: boolean;
  port?: number;
  /** `GET :8080/livez`, or the command. */
  health?: string;
  /** Of a step that must succeed before others start. */
  runsFirst?: string;
  /** What any other container runs in place of what its image declares. */
  runs?: string;
}

/** A listener rule. */
export interface RoutePlan {
  /** The rule's name in the stack. */
  name: string;
  listenerArn: string;
  priority: number;
  /** `/api/posts*`, `Host: example.com` */
  conditions: string[];
  /** What the rule changes in a request: `/api/board becomes /`. */
  rewrites: string[];
  /** `nginx:8081` */
  target: string;
  healthPath: string;
}

/** An RDS instance. */
export interface DatabasePlan {
  name: string;
  engine: string;
  instanceClass: string;
  storage: string;
  multiAz: boolean;
  publiclyAccessible: boolean;
  backupRetentionDays: number;
  deletionProtection: boolean;
}

/** A rule that lets traffic into a security group. */
export interface IngressPlan {
  securityGroup: string;
  ports: string;
  /** A range, or the group it comes from. */
  from: string;
  description: string;
  openToTheWorld: boolean;
}

/** A log group; 0 days is for ever. */
export interface LogGroupPlan {
  name: string;
  retentionDays: number;
}

/** A role and the actions its policies allow. */
export interface RolePlan {
  name: string;
  actions: string[];
}
