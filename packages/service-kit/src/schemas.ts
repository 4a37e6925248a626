import { type TString, Type } from "typebox";

/** Not only blanks, and no NUL, which PostgreSQL cannot store. Each character can match in one way only: no backtracking. */
export const plainTextPattern = "^\\s*[^\\s\\u0000][^\\u0000]*$";

/** Text that says something, up to a length. */
export function plainText({ maxLength }: { maxLength: number }): TString {
  return Type.String({ maxLength, pattern: plainTextPattern });
}

/** Not only blanks, and nothing that breaks the line or is not seen, such as U+202E, which turns around what follows it. */
export const lineOfTextPattern = "^(?!\\s*$)(?:[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]|[\\u200C\\u200D])+$";

/** One line of text that can be read, up to a length: a name. What joins letters and emoji (U+200C, U+200D) may be in it. */
export function lineOfText({ maxLength }: { maxLength: number }): TString {
  return Type.String({ maxLength, pattern: lineOfTextPattern });
}

/** A UUID. JSON Schema's format would let through `urn:uuid:` too, which PostgreSQL refuses. */
export const IdSchema = Type.String({ pattern: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" });
