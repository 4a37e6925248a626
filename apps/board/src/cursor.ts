import { Problem } from "@starter/service-kit";

const form = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** Packs the id of a page's last post into a text that callers hand back and do not look into. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

/** The id in a cursor. Errors with a 400 problem for any text that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, "base64url").toString("hex").replace(form, "$1-$2-$3-$4-$5");
  if (id.length === 36 && encodeCursor(id) === cursor) return id;
  const detail = "must be the nextCursor of an earlier page";
  throw new Problem(400, {
    kind: "invalid-request",
    title: "Invalid request",
    detail: `cursor ${detail}`,
    errors: [{ in: "querystring", field: "cursor", detail }],
  });
}
