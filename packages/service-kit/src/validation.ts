import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import Format from "typebox/format";
import { Compile, type Validator } from "typebox/schema";
import { type FieldError, invalidRequest } from "./problem.ts";
import { lineOfTextPattern, plainTextPattern } from "./schemas.ts";

type Mistake = ReturnType<Validator["Errors"]>[1][number];

interface FieldSchema {
  type?: string | string[];
  default?: unknown;
}

/** What a browser's e-mail field takes (https://html.spec.whatwg.org/#valid-e-mail-address), at a domain with a dot. */
const emailAddress =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i;

// TypeBox's own takes all that the RFC knows: `"a b"@[10.0.0.1]`.
Format.Set("email", (text) => emailAddress.test(text));

/**
 * Makes fastify's check of one part of a request. Its mistakes are reported together, eight at most, and unknown fields
 * of a closed object are refused rather than dropped. Texts of a query, path or header become the numbers and booleans
 * that the schema asks for; a body has JSON's own types, and a wrong one is a mistake. A field of the part that is left
 * out gets its default; further inside there are none.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = "body" }) => {
  const fields = Object.entries<FieldSchema>("properties" in schema ? Object(schema.properties) : {});
  // Compiled for the first request: all routes together would take a part of the start.
  let validator: Validator | undefined;
  return (data: unknown) => {
    if (isRecord(data)) {
      for (const [name, { type, default: preset }] of fields) {
        const value = data[name];
        if (value === undefined && preset !== undefined) data[name] = preset;
        else if (httpPart !== "body" && typeof value === "string") data[name] = convert(value, type);
      }
    }
    validator ??= Compile(schema);
    if (validator.Check(data)) return true;
    const [, mistakes] = validator.Errors(data);
    return { error: invalidRequest(mistakes.flatMap((mistake) => fieldErrors(mistake, httpPart))) };
  };
};

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** Only what is written as a number is one: 1e999 would be Infinity, which is above no bound that a schema leaves out. */
function convert(text: string, type: FieldSchema["type"]): unknown {
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return type === "boolean" && (text === "true" || text === "false") ? text === "true" : text;
}

function fieldErrors(mistake: Mistake, part: string): FieldError[] {
  const path = mistake.instancePath.split("/").slice(1);
  const at = (detail: string, ...name: string[]) => ({
    in: part,
    field: [...path, ...name].join("."),
    detail,
  });
  switch (mistake.keyword) {
    case "required":
      return mistake.params.requiredProperties.map((name) => at("is required", name));
    case "additionalProperties":
      return mistake.params.additionalProperties.map((name) => at("is not a known field", name));
    case "boolean":
      // The same unknown field, once more.
      return [];
    case "pattern":
      return [at(explainPattern(mistake.params.pattern) ?? mistake.message)];
    default:
      return [at(mistake.message)];
  }
}

function explainPattern(pattern: string | RegExp): string | undefined {
  if (pattern === plainTextPattern) return "must not be blank, nor have the character NUL";
  if (pattern !== lineOfTextPattern) return undefined;
  return "must be one line that is not blank, without control characters";
}
