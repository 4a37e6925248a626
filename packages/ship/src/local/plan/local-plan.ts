import type { ContainerDefinition, RuleCondition } from "../../provider-inputs.ts";
import type { RdsInstance, RuleAction, StoredSecret } from "./deployment.ts";

/** What runs on this machine for one environment; made without starting anything. */
export interface LocalPlan {
  tasks: LocalTask[];
  /** What is run once, as soon as the rest is ready. */
  job?: LocalTask;
  routes: LocalRoute[];
  /** The answer when no route matches. */
  fallback: FixedResponse;
  databases: LocalDatabase[];
  /** What the services' sidecars serve besides their apps. */
  pages: LocalPage[];
  /** What differs from AWS, a line each. */
  notes: string[];
}

/** A service's page of static files, built from source. */
export interface LocalPage {
  service: string;
  /** The program that builds it, relative to the workspace. */
  build: string;
  /** Where it is built, absolute. */
  folder: string;
  /** Whether the gateway serves it, where there is no nginx to do so. */
  fromGateway: boolean;
}

/** One task of one ECS service, or a job. */
export interface LocalTask {
  /** The service, or the job. */
  service: string;
  /** The stack's folder, relative to the workspace: `stacks/member`. */
  folder: string;
  /** Containers in an order in which each comes after those it depends on. */
  containers: LocalContainer[];
  /** The load balancer's own checks of this task, by local port. */
  targetChecks: { port: number; path: string; matcher: string }[];
  /** Whether it is done when an essential container exits with 0, in place of having failed. */
  runsToEnd?: true;
}

/** One container as a process. */
export interface LocalContainer {
  name: string;
  /** The file that runs, relative to the workspace, for messages. */
  source: string;
  command: string[];
  /** Working directory, absolute. */
  cwd: string;
  /** Plain values with local ports and names; database addresses are filled in at start. */
  environment: Record<string, string>;
  secrets: SecretReference[];
  dependsOn: NonNullable<ContainerDefinition["dependsOn"]>;
  essential: boolean;
  health?: LocalHealth;
}

/** A container's environment variable that is a secret, or one key of it. */
export interface SecretReference {
  variable: string;
  secret: StoredSecret;
  jsonKey?: string;
}

/** A container's health check on this machine. */
export interface LocalHealth {
  check: HealthCheck;
  intervalSeconds: number;
  timeoutSeconds: number;
  retries: number;
  startPeriodSeconds: number;
}

/** How health is asked: an HTTP status of 200, or a command that exits with 0. */
export type HealthCheck =
  | { kind: "http"; port: number; path: string }
  | { kind: "command"; command: string[] };

/** A listener rule that leads to a local port or to a fixed answer. */
export interface LocalRoute {
  rule: string;
  conditions: RuleCondition[];
  /** What changes before the request is passed on. */
  rewrites: LocalRewrite[];
  to: { service: string; port: number } | FixedResponse;
}

/** A replacement in the URL, that is path and query, or in the Host header. */
export interface LocalRewrite {
  part: "url" | "host";
  regex: RegExp;
  replace: string;
}

/** An answer that the load balancer gives itself. */
export interface FixedResponse {
  status: number;
  contentType: string;
  body: string;
}

/** An RDS instance as a database of the local cluster. */
export interface LocalDatabase {
  /** The stack's folder, whose addresses mean this instance. */
  folder: string;
  instance: RdsInstance;
  /** Name in the local cluster: the instance's own `dbName` unless two instances share it. */
  name: string;
}

/** Reads a `fixed-response` action; ALB's own defaults where it is silent. */
export function fixedResponse(action: RuleAction): FixedResponse {
  const { contentType = "text/plain", messageBody = "", statusCode = "404" } = action.fixedResponse ?? {};
  return { status: Number(statusCode), contentType, body: messageBody };
}
