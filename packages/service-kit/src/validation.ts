import { AjvCompiler } from "@fastify/ajv-compiler";
import type { FastifySchemaCompiler } from "fastify";

/**
 * Makes fastify's check of requests. Texts of a query or path become the numbers that the schema asks for; a body has
 * JSON's own types, and a wrong one is a mistake. All mistakes are reported, and unknown fields of a closed object are
 * refused rather than dropped.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const settings = { allErrors: true, removeAdditional: false, useDefaults: true } as const;
  const compiler = (coerceTypes: boolean) =>
    AjvCompiler()({}, { customOptions: { ...settings, coerceTypes } });
  const [strict, converting] = [compiler(false), compiler(true)];
  return (route) => {
    const check = strict(route);
    if (route.httpPart === "body") return check;
    const convert = converting(route);
    // The check comes after the conversion as well: 1e999 becomes Infinity, which has passed every bound by then.
    return (data: unknown) => {
      const failed = [convert, check].find((validate) => !validate(data));
      return failed ? { error: failed.errors ?? [] } : true;
    };
  };
}
