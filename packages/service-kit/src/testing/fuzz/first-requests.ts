import fc from "fast-check";
import type { JsonSchema, Operation } from "./document.ts";
import { hostileTexts } from "./hostile.ts";
import { encode, type FuzzRequest } from "./requests.ts";
import { fitting, type KnownValues } from "./values.ts";

type Part = "path" | "query" | "body";

/** A place of a request, and what it takes. */
interface Field {
  part: Part;
  name: string;
  required: boolean;
  schema: JsonSchema;
}

/**
 * Requests that leave nothing to chance: good ones (with each known value, and with none, as a name that is taken may
 * be refused), then one for each field and hostile text, good but for that.
 */
export function firstRequests(
  method: string,
  path: string,
  operation: Operation,
  known: KnownValues,
): FuzzRequest[] {
  const body = operation.requestBody?.content["application/json"].schema;
  const fields: Field[] = [
    ...(operation.parameters ?? []).map((parameter) => ({ ...parameter, part: parameter.in })),
    ...Object.entries(body?.properties ?? {}).map(
      ([name, schema]): Field => ({
        part: "body",
        name,
        required: body?.required?.includes(name) ?? false,
        schema,
      }),
    ),
  ];
  const fill = (choose: (field: Field) => unknown) => {
    const values: Record<Part, Record<string, unknown>> = { path: {}, query: {}, body: {} };
    for (const field of fields) {
      const value = choose(field);
      if (value !== undefined) values[field.part][field.name] = value;
    }
    return values;
  };
  const knownOf = ({ name }: Field, round: number) => known[name]?.[round % known[name].length];
  const fresh = ({ schema }: Field) => fc.sample(fitting(schema), 1)[0];
  // What may be left out is: a fitting text can be refused all the same, and would hide what comes of the others.
  const least = (field: Field, round: number) =>
    knownOf(field, round) ?? (field.required ? fresh(field) : undefined);
  const rounds = Math.max(1, ...Object.values(known).map(({ length }) => length));
  const good = Array.from({ length: rounds }, (_, round) => fill((field) => least(field, round)));
  const unknown = fill((field) => (field.part === "path" && knownOf(field, 0)) || fresh(field));
  const hostile = fields.flatMap((changed) =>
    hostileTexts.map((text) => fill((field) => (field === changed ? text : least(field, 0)))),
  );
  return [...good, unknown, ...hostile].map((values) => ({
    method: method.toUpperCase() as FuzzRequest["method"],
    url: addressOf(path, values),
    // A hostile text can lead the path elsewhere.
    ownPath: Object.values(values.path).every((value) => !hostileTexts.some((text) => text === value)),
    body: body && JSON.stringify(values.body),
    contentType: body && "application/json",
  }));
}

function addressOf(path: string, values: Record<Part, Record<string, unknown>>): string {
  const own = path.replace(/\{(\w+)\}/g, (_, name) => encode(values.path[name]));
  const query = Object.entries(values.query).map(([name, value]) => `${name}=${encode(value)}`);
  return [own, ...(query.length > 0 ? [query.join("&")] : [])].join("?");
}
