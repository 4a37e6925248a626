import { AjvCompiler } from "@fastify/ajv-compiler";
import type { FastifySchemaCompiler } from "fastify";

/**
 * Makes fastify's check of requests. Texts of a query or path become the numbers that the schema asks for; a body has
 * JSON's own types, and a wrong one is a mistake. All mistakes are reported, and unknown fields of a closed object are
 * refused rather than dropped.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const compiler = AjvCompiler();
  const settings = { allErrors: true, removeAdditional: false, useDefaults: true } as const;
  const forBody = compiler({}, { customOptions: { ...settings, coerceTypes: false } });
  const forTexts = compiler({}, { customOptions: { ...settings, coerceTypes: true } });
  return (route) => (route.httpPart === "body" ? forBody(route) : forTexts(route));
}
