/** A JSON Schema, as far as the fuzz looks into it. */
export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  [keyword: string]: unknown;
}

/** What can be asked of one path by one method. */
export interface Operation {
  parameters?: { name: string; in: "path" | "query"; required: boolean; schema: JsonSchema }[];
  requestBody?: { content: { "application/json": { schema: JsonSchema } } };
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>;
  security?: unknown[];
}

/** An OpenAPI document, as far as the fuzz looks into it. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
}
