import { createHash } from "node:crypto";
import { Deployments } from "./deployments.ts";
import { type Injection, type InjectionRequest, Injections } from "./injections.ts";
import type { Properties } from "./subject.ts";

/** What Pulumi asks of a provider for one resource, previews apart. */
export type Operation = "create" | "read" | "update" | "delete";

/** A call that reached the stand-in, previews apart. */
export interface StandInCall {
  operation: Operation;
  /** `aws:ecs/service:Service` */
  type: string;
  /** The resource's name in the program. */
  name: string;
}

/** A resource that exists in the account. */
export interface StandInResource {
  urn: string;
  type: string;
  /** The resource's name in the program. */
  name: string;
  id: string;
  /** Inputs and computed outputs, as AWS returns them; change it, and Pulumi finds a drift. */
  state: Properties;
  /** Keys of a bucket's objects. */
  objects?: string[];
  /** Why it is still there after its deletion; undefined while it is in use. */
  retained?: "kept" | "deregistered" | "scheduled for deletion" | "snapshot";
}

/**
 * An AWS account that exists only in a test: what is in it, what was called, what fails next. It outlives the operations
 * that use it, as the cloud does.
 */
export class StandInAccount {
  /** Every call in the order in which they arrived. */
  readonly calls: StandInCall[] = [];
  /** How the next deployments of ECS services end. */
  readonly deployments = new Deployments();
  readonly #injections = new Injections();
  readonly #resources = new Set<StandInResource>();
  readonly #generations = new Map<string, number>();

  /** What exists, of one type or of all. */
  resources(type?: string): StandInResource[] {
    return this.#list(type).filter(({ retained }) => retained === undefined);
  }

  /** What AWS keeps of deleted resources: revisions of task definitions, secrets in their recovery window, snapshots. */
  retained(type?: string): StandInResource[] {
    return this.#list(type).filter(({ retained }) => retained !== undefined);
  }

  /** The one resource of a type, by its name in the program where there are several. */
  one(type: string, name?: string): StandInResource {
    const found = this.resources(type).filter((resource) => name === undefined || resource.name === name);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const names = this.resources(type).map((resource) => resource.name);
    throw new Error(
      `must be one ${type}${name === undefined ? "" : ` "${name}"`}, got [${names.join(", ")}]`,
    );
  }

  /** Fails, delays or cuts off a call that is still to come. */
  inject(request: InjectionRequest): Injection {
    return this.#injections.add(request);
  }

  /** Records a call, and returns what was injected for it. */
  record(call: StandInCall): Injection | undefined {
    this.calls.push(call);
    return this.#injections.take(call);
  }

  add(resource: StandInResource): void {
    this.#resources.add(resource);
  }

  /** Removes a resource, also behind Pulumi's back. */
  remove(resource: StandInResource): void {
    this.#resources.delete(resource);
  }

  /** Counts another creation under a URN: its next name and id differ from those before. */
  nextGeneration(urn: string): void {
    this.#generations.set(urn, this.#generation(urn) + 1);
  }

  /** Hexadecimal digits that are always the same for the n-th resource of a URN, and another's for no other. */
  digits(urn: string, length: number): string {
    return createHash("sha256")
      .update(`${urn} ${this.#generation(urn)}`)
      .digest("hex")
      .slice(0, length);
  }

  #generation(urn: string): number {
    return this.#generations.get(urn) ?? 0;
  }

  #list(type?: string): StandInResource[] {
    return [...this.#resources].filter((resource) => type === undefined || resource.type === type);
  }
}
