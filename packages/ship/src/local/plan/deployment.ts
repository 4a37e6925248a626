import type { ContainerDefinition, RuleCondition, RuleTransform } from "../../provider-inputs.ts";

/** Where an ALB or a Service Connect name leads: a container port of one service. */
export interface Endpoint {
  service: string;
  containerPort: number;
}

/** A task by its definition. */
export interface EcsTask {
  /** Its name in the program; with the stack's folder in front where two stacks use the same. */
  name: string;
  containers: ContainerDefinition[];
  /** The Service Connect namespace whose names it can call; absent without Service Connect. */
  namespace?: string;
}

/** One ECS service with its task definition. */
export interface EcsService extends EcsTask {
  desiredCount: number;
}

/** A name that tasks of a Service Connect namespace can call. */
export interface Alias extends Endpoint {
  namespace: string;
  dnsName: string;
  port: number;
}

/** A target group that has targets, with the check that decides whether they get requests. */
export interface TargetGroup extends Endpoint {
  arn: string;
  path: string;
  matcher: string;
}

/** What a listener or a rule does with a request, in the provider's words. */
export interface RuleAction {
  type: string;
  targetGroupArn?: string;
  forward?: { targetGroups: { arn: string; weight?: number }[] };
  fixedResponse?: { contentType: string; messageBody?: string; statusCode?: string };
}

/** One listener rule; they are tried by rising priority. */
export interface ListenerRule {
  name: string;
  priority: number;
  conditions: RuleCondition[];
  actions: RuleAction[];
  transforms: RuleTransform[];
}

/** One RDS instance. */
export interface RdsInstance {
  name: string;
  address: string;
  port: number;
  dbName: string;
  username: string;
}

/** A Secrets Manager secret of a stack. */
export interface StoredSecret {
  arn: string;
  /** Stable name for people and for the local file: `starter-member/jwt-key`. */
  name: string;
  /** Absent when only AWS has it. */
  value?: string;
  /** Set when RDS makes the value: the JSON text with `username` and `password` of a master user. */
  isRdsMaster?: true;
}

/** What a local run takes from one stack; ids in it are unique within the stack only. */
export interface StackDeployment {
  /** The stack's folder, relative to the workspace: `stacks/member`. */
  folder: string;
  services: EcsService[];
  /** What no service runs. */
  jobs: EcsTask[];
  aliases: Alias[];
  targetGroups: TargetGroup[];
  rules: ListenerRule[];
  databases: RdsInstance[];
  secrets: StoredSecret[];
}

/** Everything a local run takes from the evaluated stacks of one environment. */
export interface Deployment {
  stacks: StackDeployment[];
  /** What the listener does when no rule matches. */
  defaultAction?: RuleAction;
}
