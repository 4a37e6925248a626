import * as grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Difference } from "./diff.ts";
import type { PartialFailure, Target } from "./operations.ts";
import type { Properties } from "./subject.ts";

/** Plain values of a message's properties. */
export function fromStruct(value: struct.Struct | undefined): Properties {
  return (value?.toJavaScript() ?? {}) as Properties;
}

/** A message's properties of plain values; what is undefined is left out. */
export function toStruct(value: Properties): struct.Struct {
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
}

/** Type and name of a URN, `urn:pulumi:<stack>::<project>::<types of the parents$type>::<name>`. */
export function toTarget(urn: string): Target {
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/** The answer to Diff. */
export function toDiffResponse({
  changes,
  replaces,
  deleteBeforeReplace,
}: Difference): messages.DiffResponse {
  const response = new messages.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  response.setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...new Set([...changes.keys()].map((path) => path.split(/[.[]/, 1).join()))]);
  response.setReplacesList(replaces);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, kind] of changes) {
    const change = new messages.PropertyDiff();
    change.setKind(messages.PropertyDiff.Kind[kind]);
    response.getDetaileddiffMap().set(path, change);
  }
  return response;
}

/** An error as the engine shows it. */
export function toServiceError(error: unknown): Partial<grpc.ServerErrorResponse> {
  return { code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

/**
 * The error by which the engine learns that a resource exists although it failed: it keeps it in its state and updates
 * it the next time. https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto (ErrorResourceInitFailed)
 */
export function toInitFailedError(failure: PartialFailure): Partial<grpc.ServerErrorResponse> {
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(failure.left.id);
  detail.setProperties(toStruct(failure.left.state));
  detail.setReasonsList([failure.message]);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const response = new status.Status();
  response.setCode(grpc.status.UNKNOWN);
  response.setMessage(failure.message);
  response.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(response.serializeBinary()));
  return { ...toServiceError(failure), metadata };
}
