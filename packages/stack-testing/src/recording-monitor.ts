import * as pulumi from "@pulumi/pulumi";
import type { RegisteredResource } from "./evaluated-stack.ts";
import { answerCall, type CallRequest } from "./stand-in-calls.ts";
import { answerResource, type ResourceRequest } from "./stand-in-resources.ts";
import { decodeProperties } from "./wire-values.ts";

/** A registration as a unit test reads it: nothing is left out. */
export interface RecordedResource extends RegisteredResource {
  secretPaths: string[];
  dependsOn: string[];
  /** Properties whose changes the engine is told to ignore. */
  ignoreChanges: string[];
  /** How long the engine lets the provider take for an update, such as `15m`; empty for the provider's own time. */
  updateTimeout: string;
}

/** Answers that replace or extend the stand-in ones. */
export interface AnswerOverrides {
  /** By resource type; what is returned is laid over the stand-in answer. */
  resources?: Record<string, (request: ResourceRequest) => Record<string, unknown>>;
  /** By function token; what is returned replaces the stand-in answer. */
  calls?: Record<string, (request: CallRequest) => Record<string, unknown>>;
}

/** Who a program believes it is, and what it can read from outside. */
export interface MonitorOptions {
  project: string;
  stack: string;
  organization: string;
  preview: boolean;
  region: string;
  /** Answers to stack references by project name. */
  stackOutputs: Record<string, object>;
  answers: AnswerOverrides;
}

/** What reached the engine's place. */
export interface Recording {
  resources: RecordedResource[];
  secretOutputPaths: string[];
}

const rootType = "pulumi:pulumi:Stack";
const referenceType = "pulumi:pulumi:StackReference";
/** The engine's function that reads what a reference reads. */
const readStackToken = "pulumi:pulumi:readStackOutputs";

/** Puts stand-ins where Pulumi's engine would be, and records what reaches them from now on. */
export async function startRecording(options: MonitorOptions): Promise<Recording> {
  const recording: Recording = { resources: [], secretOutputPaths: [] };
  // The mock monitor hands plain inputs to newResource; the request, read just before, has the rest.
  let current: RecordedResource | undefined;
  let rootUrn = "";
  const mocks: pulumi.runtime.Mocks = {
    newResource: (args) => {
      const resource = current;
      current = undefined;
      if (args.type === referenceType) return readStackReference(args.id ?? args.name, options);
      if (resource === undefined || !(resource.custom || args.type.startsWith("awsx:"))) {
        return { id: args.id, state: args.inputs };
      }
      const request = {
        type: resource.type,
        name: resource.name,
        inputs: resource.inputs,
        region: options.region,
      };
      const state = { ...answerResource(request), ...options.answers.resources?.[resource.type]?.(request) };
      resource.outputs = state;
      resource.secretPaths = resource.secretPaths.filter((path) => path.split(".", 1).join() in state);
      return {
        id: resource.custom ? String(state.id) : undefined,
        state: withSecrets(state, resource.secretPaths),
      };
    },
    call: ({ token, inputs }) => {
      const request = { token, inputs, region: options.region };
      try {
        if (token === readStackToken) return readStackReference(String(inputs.name), options).state;
        return options.answers.calls?.[token]?.(request) ?? answerCall(request);
      } catch (error) {
        // The SDK shows the `details` of a gRPC error and nothing else.
        throw Object.assign(error as Error, { details: (error as Error).message });
      }
    },
  };
  await pulumi.runtime.setMocks(mocks, options.project, options.stack, options.preview, options.organization);

  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  const read = monitor.readResource.bind(monitor);
  const known = new Set<string>();
  monitor.registerResource = (request, callback) => {
    if (request.getType() === rootType) {
      return register(request, (error, response) => {
        rootUrn = response?.getUrn() ?? "";
        callback(error, response);
      });
    }
    const resource = toResource(request, rootUrn);
    const identity = `${request.getParent()} ${resource.type} ${resource.name}`;
    if (known.has(identity)) {
      const text = `${resource.type} "${resource.name}": must be unique in its stack, got it twice; rename one of the two`;
      return Promise.resolve(callback(new Error(text), undefined));
    }
    known.add(identity);
    recording.resources.push(resource);
    current = resource;
    return register(request, callback);
  };
  monitor.readResource = (request, callback) => {
    current = undefined;
    return read(request, callback);
  };
  monitor.registerResourceOutputs = (request, callback) => {
    if (request.getUrn() === rootUrn) {
      recording.secretOutputPaths = decodeProperties(request.getOutputs()?.toJavaScript() ?? {}).secretPaths;
    }
    registerOutputs(request, callback);
  };
  return recording;
}

function toResource(request: RegisterRequest, rootUrn: string): RecordedResource {
  const { value, secretPaths } = decodeProperties(request.getObject()?.toJavaScript() ?? {});
  const parent = request.getParent();
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: value,
    outputs: value,
    secretPaths: [...new Set([...secretPaths, ...request.getAdditionalsecretoutputsList()])],
    ...(parent !== "" && parent !== rootUrn && { parent: shortName(parent) }),
    dependsOn: request.getDependenciesList().map(shortName).sort(),
    ignoreChanges: request.getIgnorechangesList(),
    updateTimeout: request.getCustomtimeouts()?.getUpdate() ?? "",
  };
}

/** `type::name` of a URN, whose type part starts with the types of its parents. */
function shortName(urn: string): string {
  const [, , types = "", name = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `${types.split("$").at(-1)}::${name}`;
}

function withSecrets(
  state: Record<string, unknown>,
  secretPaths: readonly string[],
): Record<string, unknown> {
  const secret = new Set(secretPaths.map((path) => path.split(".")[0]));
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [key, secret.has(key) ? pulumi.secret(value) : value]),
  );
}

function readStackReference(stackName: string, options: MonitorOptions): pulumi.runtime.MockResourceResult {
  const project = stackName.split("/").at(-2) ?? stackName;
  const outputs = options.stackOutputs[project];
  if (outputs === undefined) throw new Error(`unknown stack "${stackName}"`);
  return { id: stackName, state: { name: stackName, outputs, secretOutputNames: [] } };
}

/** The parts of the SDK's mock monitor and of its requests that are used here; the SDK types them as `any`. */
interface MockMonitor {
  registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
  readResource(request: unknown, callback: Callback): Promise<void>;
  registerResourceOutputs(request: OutputsRequest, callback: Callback): void;
}
type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;
interface Struct {
  toJavaScript(): Record<string, unknown>;
}
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getObject(): Struct | undefined;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getCustomtimeouts(): { getUpdate(): string } | undefined;
  getAdditionalsecretoutputsList(): string[];
}
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): Struct | undefined;
}
