import { checkSecretReference } from "../secret/secret-reference.ts";
import { got, type Problem } from "../validation/problem.ts";
import type { BeforeStepArgs, ContainerArgs } from "./container.ts";
import { checkPlainVariables } from "./plain-variables.ts";

/** The fields that name variables. */
type Variables = Pick<ContainerArgs, "environment" | "secrets">;

/** Variables that a container gets besides those it names: a name, and the field that it comes from. */
type GivenVariables = ReadonlyMap<string, string>;

/** Checks the variables of a container: nothing secret in plain, each name once, none that is set already. */
export function checkContainerVariables(container: ContainerArgs): Problem[] {
  return checkVariables(container, derivedVariables(container));
}

/** Checks the variables that a step adds to its container's, of which it may give plain ones another value. */
export function checkStepVariables(step: BeforeStepArgs, target: Partial<ContainerArgs> = {}): Problem[] {
  const container = `containers.${step.container}`;
  const { upstream } = target;
  const derived = derivedVariables({ upstream });
  return [
    ...checkVariables(step, new Map([...derived].map(([name, field]) => [name, `${container}.${field}`]))),
    ...clashes("secrets", `${container}.environment`, step.secrets, target.environment),
    ...clashes("environment", `${container}.secrets`, step.environment, target.secrets),
  ];
}

function derivedVariables(
  container: Pick<ContainerArgs, "port" | "drainSeconds" | "upstream">,
): GivenVariables {
  const fields = [
    ["PORT", "port"],
    ["DRAIN_SECONDS", "drainSeconds"],
    ["UPSTREAM", "upstream"],
  ] as const;
  return new Map(fields.filter(([, field]) => container[field] !== undefined));
}

function checkVariables({ environment = {}, secrets = {} }: Variables, given: GivenVariables): Problem[] {
  const references = Object.entries(secrets).flatMap(([name, reference]) =>
    checkSecretReference(reference).map(({ propertyPath, reason }) => ({
      propertyPath: `secrets.${name}.${propertyPath}`,
      reason,
    })),
  );
  return [
    ...checkPlainVariables(environment),
    ...checkNames("environment", environment, given),
    ...references,
    ...checkNames("secrets", secrets, given),
    ...clashes("secrets", "environment", secrets, environment),
  ];
}

/** ECS takes no variable twice. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
function checkNames(kind: keyof Variables, variables: object, given: GivenVariables): Problem[] {
  return Object.keys(variables).flatMap((name) => {
    const field = given.get(name);
    if (field !== undefined) {
      return [{ propertyPath: `${kind}.${name}`, reason: `is set from ${field}; leave it out` }];
    }
    if (/^[^=\s]+$/.test(name)) return [];
    const reason = `must name variables without "=" and white space, got ${got(name)}`;
    return [{ propertyPath: kind, reason }];
  });
}

function clashes(
  kind: keyof Variables,
  where: string,
  variables: object = {},
  others: object = {},
): Problem[] {
  const kept = kind === "secrets" ? "leave it in secrets only" : "leave it out, or give it another name";
  return Object.keys(variables)
    .filter((name) => Object.hasOwn(others, name))
    .map((name) => ({ propertyPath: `${kind}.${name}`, reason: `must not be in ${where} too; ${kept}` }));
}
