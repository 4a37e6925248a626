import fc from "fast-check";
import type { JsonSchema } from "./document.ts";
import { hostileText, hostileValue } from "./hostile.ts";

/** Values that exist, by the name of the field or parameter that takes them. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

/** Values that fit a schema, or are known; a text that fits may be hostile all the same. */
export function valuesOf(schema: JsonSchema, known: KnownValues, name = ""): fc.Arbitrary<unknown> {
  const given = known[name] ?? [];
  const [first, ...others] = given;
  if (first !== undefined)
    return fc.oneof({ arbitrary: fc.constantFrom(first, ...others), weight: 3 }, fitting(schema, known));
  return fitting(schema, known);
}

/** Values that fit a schema; what is known is used inside objects only. */
export function fitting(schema: JsonSchema, known: KnownValues = {}): fc.Arbitrary<unknown> {
  const { anyOf, enum: words, const: word, type, properties = {}, required = [], items } = schema;
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((option: JsonSchema) => fitting(option, known)));
  if (Array.isArray(words)) return fc.constantFrom(...words);
  if (word !== undefined) return fc.constant(word);
  const number = (keyword: string, left: number) =>
    typeof schema[keyword] === "number" ? schema[keyword] : left;
  switch (type) {
    case "string":
      return texts(schema, number("minLength", 0), number("maxLength", 200));
    case "integer":
    case "number":
      return fc.integer({ min: number("minimum", -1000), max: number("maximum", 1000) });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(fitting((items ?? {}) as JsonSchema, known), {
        minLength: number("minItems", 0),
        maxLength: Math.min(5, number("maxItems", 5)),
      });
    case "object": {
      const fields: Record<string, fc.Arbitrary<unknown>> = {};
      for (const [key, value] of Object.entries(properties)) fields[key] = valuesOf(value, known, key);
      return fc.record(fields, { requiredKeys: required });
    }
    default:
      return type === "null" ? fc.constant(null) : hostileValue;
  }
}

function texts({ format, pattern }: JsonSchema, minLength: number, maxLength: number): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const rule = typeof pattern === "string" ? new RegExp(pattern, "u") : undefined;
  const text = format === "email" ? fc.emailAddress() : hostileText;
  const fits = (value: string) => [...value].length >= minLength && (rule?.test(value) ?? true);
  const plain = "x".repeat(Math.max(1, minLength));
  return text
    .map((value) => [...value].slice(0, maxLength).join(""))
    .map((value) => (fits(value) ? value : plain));
}
