import { IdSchema } from "@starter/service-kit";
import { type TSchema, Type } from "typebox";

/** The path of one thing. */
export const IdParamsSchema = Type.Object({ id: IdSchema });

/** What every list takes. */
export const pageFields = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  cursor: Type.Optional(Type.String({ maxLength: 64, description: "The nextCursor of the page before" })),
};

/** A page of things. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}

/** A text or null, as one schema with two types: a union would be tried out for each value that is written. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Unsafe<Type.Static<Schema> | null>({ ...schema, type: ["string", "null"] });
}

/** Who wrote a text. */
export const authorFields = {
  authorId: IdSchema,
  authorName: nullable(Type.String({ description: "Null when the member has left, or is not known" })),
  authorKnown: Type.Boolean({ description: "False while the member service cannot be asked for names" }),
};

/** An answer without content. */
export const RemovedSchema = Type.Null({ description: "Removed" });
