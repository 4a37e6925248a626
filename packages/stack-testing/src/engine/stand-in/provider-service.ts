import type * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Operation } from "./account.ts";
import { type Operations, PartialFailure, type Target } from "./operations.ts";
import {
  fromStruct,
  toDiffResponse,
  toInitFailedError,
  toServiceError,
  toStruct,
  toTarget,
} from "./protocol.ts";

/** Minutes that the AWS provider waits where the program says nothing. */
const defaultTimeoutSeconds = 20 * 60;

/**
 * The provider's side of Pulumi's protocol, for the generated service. Like Pulumi's AWS provider it supports previews
 * and takes secrets as plain values: the engine keeps them secret in the state.
 * https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/provider.go (Configure)
 */
export function providerService(
  operations: Operations,
  cutConnection: () => void,
): grpc.UntypedServiceImplementation {
  const disturbed = async <T>(operation: Operation, target: Target, run: () => Promise<T> | T) => {
    const { type, name } = target;
    const injection = operations.account.record({ operation, type, name });
    await injection?.strike("before", cutConnection);
    const result = await run();
    await injection?.strike("after", cutConnection);
    return result;
  };
  return {
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => new empty.Empty()),
    // At least the version that any program asks for.
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion("999.0.0")),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: messages.CheckRequest) => {
      operations.checkConfig(request.getUrn(), fromStruct(request.getNews()));
      return new messages.CheckResponse().setInputs(request.getNews());
    }),
    // Another region replaces all there is: https://github.com/pulumi/pulumi-aws/pull/4000
    diffConfig: unary((request: messages.DiffRequest) => {
      const [before, after] = [fromStruct(request.getOlds()).region, fromStruct(request.getNews()).region];
      return new messages.DiffResponse().setReplacesList(before === after ? [] : ["region"]);
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      operations.region = request.getVariablesMap().get("aws:config:region") ?? operations.region;
      return new messages.ConfigureResponse().setSupportspreview(true);
    }),
    invoke: unary((request: messages.InvokeRequest) => {
      const answer = operations.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new messages.InvokeResponse().setReturn(toStruct(answer));
    }),
    check: unary((request: messages.CheckRequest) => {
      const olds = fromStruct(request.getOlds());
      const { inputs, failures } = operations.check(
        toTarget(request.getUrn()),
        olds,
        fromStruct(request.getNews()),
      );
      return new messages.CheckResponse()
        .setInputs(toStruct(inputs))
        .setFailuresList(
          failures.map(({ property, reason }) =>
            new messages.CheckFailure().setProperty(property).setReason(reason),
          ),
        );
    }),
    diff: unary((request: messages.DiffRequest) => {
      const state = fromStruct(request.getOlds());
      const oldInputs = fromStruct(request.getOldInputs());
      const newInputs = fromStruct(request.getNews());
      return toDiffResponse(operations.diff(toTarget(request.getUrn()), state, oldInputs, newInputs));
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const target = toTarget(request.getUrn());
      const inputs = fromStruct(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        return response.setProperties(toStruct(operations.preview({}, inputs)));
      }
      const timeout = request.getTimeout() || defaultTimeoutSeconds;
      const { id, state } = await disturbed("create", target, () =>
        operations.create(target, inputs, timeout),
      );
      return response.setId(id).setProperties(toStruct(state));
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const target = toTarget(request.getUrn());
      const known = { id: request.getId(), state: fromStruct(request.getProperties()) };
      const oldInputs = fromStruct(request.getInputs());
      const found = await disturbed("read", target, () => operations.read(target, known, oldInputs));
      const response = new messages.ReadResponse();
      if (found === undefined) return response;
      return response.setId(found.id).setProperties(toStruct(found.state)).setInputs(toStruct(found.inputs));
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const target = toTarget(request.getUrn());
      const known = { id: request.getId(), state: fromStruct(request.getOlds()) };
      const oldInputs = fromStruct(request.getOldInputs());
      const inputs = fromStruct(request.getNews());
      const response = new messages.UpdateResponse();
      if (request.getPreview()) {
        return response.setProperties(toStruct(operations.preview(known.state, inputs)));
      }
      const timeout = request.getTimeout() || defaultTimeoutSeconds;
      const { state } = await disturbed("update", target, () =>
        operations.update(target, known, oldInputs, inputs, timeout),
      );
      return response.setProperties(toStruct(state));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      const target = toTarget(request.getUrn());
      const known = { id: request.getId(), state: fromStruct(request.getProperties()) };
      const timeout = request.getTimeout() || defaultTimeoutSeconds;
      await disturbed("delete", target, () => operations.delete(target, known, timeout));
      return new empty.Empty();
    }),
  };
}

function unary<Message, Response>(
  answer: (request: Message) => Response | Promise<Response>,
): grpc.handleUnaryCall<Message, Response> {
  return async (call, callback) => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      callback(error instanceof PartialFailure ? toInitFailedError(error) : toServiceError(error));
    }
  };
}
