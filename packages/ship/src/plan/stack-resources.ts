import {
  type EvaluatedStack,
  inputsWithoutSecrets,
  type RegisteredResource,
  unknownValue,
} from "@starter/stack-testing";

/** A resource of one type, its inputs in the form that the type gives them, secret and unknown ones left out. */
export interface TypedResource<Inputs> {
  name: string;
  inputs: Partial<Inputs>;
  outputs: Record<string, unknown>;
  dependsOn: string[];
}

/** The resources of a stack by their type. */
export class StackResources {
  readonly all: readonly RegisteredResource[];

  constructor(stack: EvaluatedStack) {
    this.all = stack.resources;
  }

  /** All of one type, in the order of registration. */
  ofType<Inputs>(type: string): TypedResource<Inputs>[] {
    return this.all
      .filter((resource) => resource.type === type)
      .map((resource) => ({
        name: resource.name,
        inputs: readableInputs(resource) as Partial<Inputs>,
        outputs: resource.outputs,
        dependsOn: resource.dependsOn ?? [],
      }));
  }

  /** The one that has this id or ARN. */
  find<Inputs>(type: string, reference: unknown): TypedResource<Inputs> | undefined {
    return this.ofType<Inputs>(type).find(
      ({ outputs }) => outputs.id === reference || outputs.arn === reference,
    );
  }
}

function readableInputs(resource: RegisteredResource): Record<string, unknown> {
  const hidden = new Set(resource.secretPaths);
  const inputs = Object.entries(inputsWithoutSecrets(resource));
  return Object.fromEntries(inputs.filter(([key, value]) => !hidden.has(key) && value !== unknownValue));
}
