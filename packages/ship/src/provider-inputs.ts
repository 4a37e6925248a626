/** A container as a task definition has it, in ECS's own words; only what is read here. */
export interface ContainerDefinition {
  name: string;
  image: string;
  essential?: boolean;
  entryPoint?: string[];
  command?: string[];
  environment?: { name: string; value: string }[];
  secrets?: { name: string; valueFrom: string }[];
  portMappings?: { containerPort: number; name?: string }[];
  dependsOn?: { containerName: string; condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY" }[];
  healthCheck?: {
    command: string[];
    interval?: number;
    timeout?: number;
    retries?: number;
    startPeriod?: number;
  };
}

/** One condition of a listener rule, in the provider's words. */
export interface RuleCondition {
  pathPattern?: { values?: string[] };
  hostHeader?: { values?: string[] };
  httpHeader?: { httpHeaderName: string; values?: string[] };
  httpRequestMethod?: { values: string[] };
  queryStrings?: { key?: string; value: string }[];
  sourceIp?: { values: string[] };
}
