/** One resource as a program registered it: what Pulumi would send to the provider, outputs of others filled in. */
export interface RegisteredResource {
  /** Pulumi type token, for example `aws:ecs/service:Service`. */
  type: string;
  /** Logical name, unique per type in a stack. */
  name: string;
  /** False for a component resource, whose children are registrations of their own. */
  custom: boolean;
  /** Inputs with every output resolved; secrets are plain here, so never print or store them: see `inputsWithoutSecrets`. */
  inputs: Record<string, unknown>;
  /** The provider's stand-in answer: inputs plus `id`, `arn` and the like; secrets are plain here too. */
  outputs: Record<string, unknown>;
  /** Paths of the inputs and outputs that are secret, for example `secretString` or `environment.0.value`; absent when none is. */
  secretPaths?: string[];
  /** `type::name` of the parent component; absent below the stack itself. */
  parent?: string;
  /** `type::name` of every resource that must exist first: through an input or through `dependsOn`. */
  dependsOn?: string[];
}

/** One thing that must be put right before the stack can be deployed. */
export interface StackProblem {
  /** The caller's field or file, for example `size.cpu` or `Pulumi.dev.yaml`; absent when the text names it. */
  where?: string;
  /** What must hold, what was got, what to do: one sentence, lower case, no full stop. */
  message: string;
}

/** A stack program evaluated without AWS, the Pulumi CLI or credentials. */
export interface EvaluatedStack {
  /** Project name of Pulumi.yaml, for example `starter-member`. */
  project: string;
  /** Stack, that is environment, name: `dev`. */
  stack: string;
  /** Folder of the project, absolute. */
  directory: string;
  /** Custom and component resources in the order of registration, the stack's own root left out. */
  resources: RegisteredResource[];
  /** What the program exports; secrets are plain here. */
  outputs: Record<string, unknown>;
  /** Paths of the exports that are secret; absent when none is. */
  secretOutputPaths?: string[];
  /** Empty when the program ran through. */
  problems: StackProblem[];
  /** What the program warned of with `pulumi.log.warn`. */
  warnings: StackProblem[];
}
