import type { StandInAccount, StandInResource } from "./account.ts";

/** Properties of a resource, plain. */
export type Properties = Record<string, unknown>;

/** What AWS lets a resource be called. */
export interface PhysicalName {
  /** Input that holds it; Pulumi makes one up where the program gives none. */
  property: string;
  longest: number;
  /** Characters of a made-up name; AWS takes only lower case for some. */
  lowerCase?: boolean;
  /** AWS's error code for a name that is taken; left out, names need not be unique. */
  taken?: string;
  /** Inputs within which the name is unique. @default the whole account */
  within?: readonly string[];
}

/** A resource that is asked for. */
export interface Request {
  account: StandInAccount;
  region: string;
  type: string;
  name: string;
  urn: string;
  inputs: Properties;
  timeoutSeconds: number;
  /** Hexadecimal digits of this resource alone. */
  digits(length: number): string;
}

/** A resource that changes, or goes. */
export interface ChangeRequest extends Request {
  resource: StandInResource;
}

/** How one type of resource behaves: a row of the table. */
export interface Subject {
  physicalName?: PhysicalName;
  /** Inputs whose change replaces the resource; nested ones with dots. */
  replacedBy: readonly string[] | "every input but tags";
  /** Further inputs that replace it, where that depends on their values. */
  alsoReplacedBy?(olds: Properties, news: Properties): readonly string[];
  /** Whether the provider deletes it before it creates its successor, whatever its name. */
  deleteBeforeReplace?: boolean;
  /** Inputs in the form in which AWS returns them. */
  asReturned?(inputs: Properties): Properties;
  /** Id and outputs as AWS forms them, where they are more than what the offline stand-ins say. */
  answer?(request: Request): Properties;
  /** Throws where AWS refuses a request, be it a creation or a change. */
  refuse?(request: Request & { resource?: StandInResource }): void;
  /** What else happens; it may take its time. Returns outputs that differ from the inputs. */
  afterCreate?(request: ChangeRequest): Promise<Properties | undefined> | Properties | undefined;
  afterUpdate?(
    request: ChangeRequest & { before: Properties },
  ): Promise<Properties | undefined> | Properties | undefined;
  /** Throws where AWS refuses; returns why the resource stays there nonetheless. */
  onDelete?(request: ChangeRequest): StandInResource["retained"];
}

/** Subjects by type. */
export type Subjects = Record<string, Subject>;

/** What AWS answers to a request that it refuses. */
export class AwsError extends Error {
  constructor(code: string, message: string) {
    super(`api error ${code}: ${message}`);
  }
}

/** A resource that was created or changed, and did not become what was asked for. */
export class UnfinishedError extends Error {}

/** All values at a path through objects and lists: `loadBalancers.targetGroupArn`. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return path.split(".").reduce<unknown[]>(
    (values, key) =>
      values
        .flatMap((item) => item as unknown)
        .map((item) => (isProperties(item) ? item[key] : undefined))
        .flatMap((item) => (item === undefined || item === null ? [] : item)),
    [value],
  );
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
