import { Mistake } from "./mistake.ts";

/** A setting that a service reads from its environment: its name, what must hold, and how text becomes a value. */
export interface Variable<Value> {
  name: string;
  /** What must hold, to follow "must be": `a whole number from 1 to 65535`. */
  expectation: string;
  /** A value that would do, shown in the error. */
  example: string;
  /** Keeps what was got out of error texts. @default false */
  secret?: boolean;
  /** Returns undefined when the text does not fit the expectation. */
  parse(text: string): Exclude<Value, undefined> | undefined;
  /** What stands for a missing variable; a variable without it is required. */
  whenMissing?(environment: NodeJS.ProcessEnv): { value: Value } | undefined;
}

/** The variables of a service, by the names that its code uses. */
export type Variables = Record<string, Variable<unknown>>;

/** The values read for `Variables`. */
export type Values<V extends Variables> = {
  [K in keyof V]: V[K] extends Variable<infer Value> ? Value : never;
};

/** Every mistake of an environment, one sentence each. */
export class EnvironmentError extends Mistake {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(["its environment has mistakes", ...mistakes].join("\n  "));
    this.mistakes = mistakes;
  }
}

/** Reads all variables. An empty value counts as missing. Errors with every mistake at once. */
export function readVariables<V extends Variables>(environment: NodeJS.ProcessEnv, variables: V): Values<V> {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(variables)) {
    const text = environment[variable.name] ?? "";
    const missing = text === "";
    const value = missing ? variable.whenMissing?.(environment) : { value: variable.parse(text) };
    if (value === undefined || (!missing && value.value === undefined))
      mistakes.push(mistake(variable, text));
    else values[key] = value.value;
  }
  if (mistakes.length > 0) throw new EnvironmentError(mistakes);
  return values as Values<V>;
}

function mistake({ name, expectation, example, secret }: Variable<unknown>, text: string): string {
  const got = text === "" ? "nothing" : secret ? "a value that is not" : JSON.stringify(text);
  return `${name}: must be ${expectation}, got ${got}; set it, for example ${name}=${example}`;
}

/** Uses a value in place of a missing variable. */
export function withDefault<Value>(variable: Variable<Value>, value: Value): Variable<Value> {
  return { ...variable, example: String(value), whenMissing: () => ({ value }) };
}

/** Allows a variable to be missing; its value is then undefined. */
export function optional<Value>(variable: Variable<Value>): Variable<Value | undefined> {
  return { ...variable, whenMissing: () => ({ value: undefined }) };
}

/** Allows a variable to be missing on a developer's machine, and requires it where NODE_ENV is `production`. */
export function requiredInProduction<Value>(variable: Variable<Value>): Variable<Value | undefined> {
  return {
    ...variable,
    whenMissing: ({ NODE_ENV }) => (NODE_ENV === "production" ? undefined : { value: undefined }),
  };
}
