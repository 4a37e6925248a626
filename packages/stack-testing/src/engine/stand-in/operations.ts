import { answerCall } from "../../stand-in-calls.ts";
import { answerResource } from "../../stand-in-resources.ts";
import type { StandInAccount, StandInResource } from "./account.ts";
import { type CheckFailure, nameResource } from "./auto-name.ts";
import { isTaggable, withDefaultTags } from "./default-tags.ts";
import { type Difference, defaultsKey, difference } from "./diff.ts";
import { refuseWhileHeld } from "./holds.ts";
import { AwsError, type Properties, type Request, type Subject, UnfinishedError } from "./subject.ts";
import { refusedCalls } from "./subjects/naming.ts";
import { subjects } from "./subjects.ts";

/** A resource as Pulumi names it. */
export interface Target {
  urn: string;
  type: string;
  name: string;
}

/** What Pulumi learns of a resource. */
export interface ResourceState {
  id: string;
  state: Properties;
}

/** A creation or an update after which the resource exists and is not what was asked for. */
export class PartialFailure extends Error {
  readonly left: ResourceState;

  constructor(message: string, left: ResourceState) {
    super(message);
    this.left = left;
  }
}

/** What a stand-in `aws` provider does, on plain values. */
export class Operations {
  readonly account: StandInAccount;
  /** Of the provider's configuration. */
  region = "us-east-1";
  readonly #defaultTags = new Map<string, unknown>();

  constructor(account: StandInAccount) {
    this.account = account;
  }

  /** Takes the default tags of a stack, whose provider's URN it is. */
  checkConfig(urn: string, { defaultTags = "{}" }: Properties): void {
    this.#defaultTags.set(stackOf(urn), JSON.parse(String(defaultTags)).tags);
  }

  check(
    target: Target,
    olds: Properties,
    asked: Properties,
  ): { inputs: Properties; failures: CheckFailure[] } {
    const { physicalName } = subjectOf(target.type);
    const news = withDefaultTags(target.type, asked, this.#defaultTags.get(stackOf(target.urn)));
    if (physicalName === undefined) return { inputs: news, failures: [] };
    return nameResource(physicalName, target.name, olds, news, this.account.digits(target.urn, 7));
  }

  diff(target: Target, state: Properties, oldInputs: Properties, newInputs: Properties): Difference {
    return difference(subjectOf(target.type), state, oldInputs, newInputs);
  }

  async create(target: Target, inputs: Properties, timeoutSeconds: number): Promise<ResourceState> {
    const { account } = this;
    const subject = subjectOf(target.type);
    const request = this.#request(target, inputs, timeoutSeconds);
    refuseTakenName(subject, request);
    subject.refuse?.(request);
    account.nextGeneration(target.urn);
    const { id, ...state } = describe(subject, request);
    const resource: StandInResource = { ...target, id: String(id), state };
    account.add(resource);
    return finish(resource, () => subject.afterCreate?.({ ...request, resource }));
  }

  async update(
    target: Target,
    known: ResourceState,
    oldInputs: Properties,
    inputs: Properties,
    timeoutSeconds: number,
  ): Promise<ResourceState> {
    const subject = subjectOf(target.type);
    const resource = this.#find(target, known);
    if (resource === undefined) throw new AwsError("ResourceNotFoundException", `${known.id} does not exist`);
    const request = { ...this.#request(target, inputs, timeoutSeconds), resource };
    subject.refuse?.(request);
    const before = resource.state;
    const kept = Object.entries(before).filter(([key]) => key in inputs || !(key in oldInputs));
    resource.state = {
      ...Object.fromEntries(kept),
      ...asReturned(subject, inputs),
      ...(isTaggable(target.type) && { tagsAll: inputs.tags ?? {} }),
    };
    return finish(resource, () => subject.afterUpdate?.({ ...request, before }));
  }

  /** What a creation or an update would make of a resource, as far as it can be known before. */
  preview(state: Properties, inputs: Properties): Properties {
    return { ...state, ...withoutDefaults(inputs) };
  }

  /** What exists now; undefined when it is gone. Inputs come back as AWS returns them. */
  read(
    target: Target,
    known: ResourceState,
    oldInputs: Properties,
  ): (ResourceState & { inputs: Properties }) | undefined {
    const resource = this.#find(target, known);
    if (resource === undefined) return undefined;
    const { id, state } = resource;
    const inputs = Object.keys(oldInputs).map((key) => [
      key,
      key === defaultsKey ? oldInputs[key] : state[key],
    ]);
    return { id, state, inputs: Object.fromEntries(inputs) };
  }

  delete(target: Target, known: ResourceState, timeoutSeconds: number): void {
    const { account } = this;
    const resource = this.#find(target, known);
    // What is gone already need not be deleted.
    if (resource === undefined) return;
    const request = { ...this.#request(target, resource.state, timeoutSeconds), resource };
    refuseWhileHeld(account, resource);
    const retained = subjectOf(target.type).onDelete?.(request);
    if (retained === undefined) account.remove(resource);
    else resource.retained = retained;
  }

  invoke(token: string, inputs: Properties): Properties {
    refusedCalls[token]?.(this.account, inputs);
    return answerCall({ token, inputs, region: this.region });
  }

  #find({ type }: Target, { id, state }: ResourceState): StandInResource | undefined {
    // The revisions of a task definition share their id, the family.
    return this.account
      .resources(type)
      .find((resource) => resource.id === id && (state.arn ?? resource.state.arn) === resource.state.arn);
  }

  #request(target: Target, inputs: Properties, timeoutSeconds: number): Request {
    const { account, region } = this;
    const digits = (length: number) => account.digits(target.urn, length);
    return { account, region, ...target, inputs: withoutDefaults(inputs), timeoutSeconds, digits };
  }
}

/** `urn:pulumi:<stack>::<project>` */
function stackOf(urn: string): string {
  return urn.split("::", 2).join("::");
}

function subjectOf(type: string): Subject {
  const subject = subjects[type];
  if (subject !== undefined) return subject;
  throw new Error(
    `${type}: has no row in the stand-in AWS; add one to packages/stack-testing/src/engine/stand-in/subjects`,
  );
}

function describe(subject: Subject, request: Request): Properties {
  const { type, region, inputs } = request;
  const property = subject.physicalName?.property;
  const name =
    property === undefined
      ? `${request.name}-${request.digits(7)}`
      : String(inputs[property] ?? request.name);
  const offline = answerResource({ type, name, inputs, region });
  return {
    region,
    ...(isTaggable(type) && { tagsAll: inputs.tags ?? {} }),
    ...offline,
    ...asReturned(subject, inputs),
    ...subject.answer?.(request),
  };
}

/** Runs what takes its time; a failure leaves the resource there, as AWS does. */
async function finish(
  resource: StandInResource,
  run: () => Promise<Properties | undefined> | Properties | undefined,
): Promise<ResourceState> {
  const { id } = resource;
  try {
    const differing = await run();
    resource.state = { ...resource.state, ...differing };
  } catch (error) {
    if (!(error instanceof UnfinishedError)) throw error;
    throw new PartialFailure(error.message, { id, state: resource.state });
  }
  return { id, state: resource.state };
}

function refuseTakenName({ physicalName }: Subject, { account, type, inputs }: Request): void {
  if (physicalName?.taken === undefined) return;
  const { property, taken, within = [] } = physicalName;
  const same = (key: string, other: Properties) => other[key] === inputs[key];
  const holder = [...account.resources(type), ...account.retained(type)].find(
    ({ state }) => same(property, state) && within.every((key) => same(key, state)),
  );
  if (holder === undefined) return;
  const why = holder.retained === undefined ? "already exists" : `is ${holder.retained}`;
  throw new AwsError(taken, `${String(inputs[property])} ${why}`);
}

function asReturned(subject: Subject, inputs: Properties): Properties {
  const plain = withoutDefaults(inputs);
  return subject.asReturned?.(plain) ?? plain;
}

function withoutDefaults({ [defaultsKey]: _defaults, ...inputs }: Properties): Properties {
  return inputs;
}
