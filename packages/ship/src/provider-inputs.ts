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

/** Patterns with `*` and `?`, or regular expressions; one of them must match. */
export interface TextCondition {
  values?: string[];
  regexValues?: string[];
}

/** One condition of a listener rule, in the provider's words. */
export interface RuleCondition {
  pathPattern?: TextCondition;
  hostHeader?: TextCondition;
  httpHeader?: TextCondition & { httpHeaderName: string };
  httpRequestMethod?: { values: string[] };
  queryStrings?: { key?: string; value: string }[];
  sourceIp?: { values: string[] };
}

/** A replacement of what a regular expression matches. */
export interface Rewrite {
  regex: string;
  replace: string;
}

/** What a listener rule changes in a request before it passes it on, in the provider's words. */
export interface RuleTransform {
  type: string;
  urlRewriteConfig?: { rewrite?: Rewrite };
  hostHeaderRewriteConfig?: { rewrite?: Rewrite };
}
