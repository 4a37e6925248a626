import { runtime } from "@pulumi/pulumi";
import { joinPath, unknownValue } from "./without-secrets.ts";

/** A value as it travels to the engine, decoded: plain, with the places that were marked secret. */
export interface DecodedValue {
  value: Record<string, unknown>;
  secretPaths: string[];
}

/** Decodes the properties of a registration: secrets unwrapped and noted, assets and references made readable. */
export function decodeProperties(properties: Record<string, unknown>): DecodedValue {
  const secretPaths: string[] = [];
  const value = Object.fromEntries(
    Object.entries(properties)
      .filter(([, property]) => property !== undefined)
      .map(([key, property]) => [key, decode(property, key, secretPaths)]),
  );
  return { value, secretPaths };
}

function decode(value: unknown, path: string, secretPaths: string[]): unknown {
  if (value === runtime.unknownValue) return unknownValue;
  if (Array.isArray(value)) {
    return value.map((item, index) => decode(item, joinPath(path, String(index)), secretPaths));
  }
  if (!isRecord(value)) return value;
  switch (value[runtime.specialSigKey]) {
    case runtime.specialSecretSig:
      secretPaths.push(path);
      return decode(value.value, path, secretPaths);
    case runtime.specialOutputValueSig:
      if (value.secret === true) secretPaths.push(path);
      return "value" in value ? decode(value.value, path, secretPaths) : unknownValue;
    case undefined:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, decode(item, joinPath(path, key), secretPaths)]),
      );
    default: {
      // An asset, an archive or a reference to a resource: all that is left is its description.
      const { [runtime.specialSigKey]: _signature, ...description } = value;
      return description;
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
