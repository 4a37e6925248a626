import { invalidRequest } from "@starter/service-kit";

const form = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** Which part of a list is asked for. */
export interface PageRequest {
  limit: number;
  /** The id of the row that the page begins behind; the list's beginning when left out. */
  after?: string;
}

/** A part of a list. */
export interface Page<Row> {
  items: Row[];
  /** What the next page is asked for with; null on the last page. */
  nextCursor: string | null;
}

/** The rows to look for to make a page: one more than asked for tells that there is a next page. */
export const rowsFor = <Request extends PageRequest>(request: Request): Request => ({
  ...request,
  limit: request.limit + 1,
});

/** Makes a page of the rows found for it. */
export function toPage<Row extends { id: string }>(rows: Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? encodeCursor(last.id) : null };
}

/** Packs the id of a page's last row into a text that callers hand back and do not look into. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

/** The id in a cursor. Errors with a 400 problem for any text that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, "base64url").toString("hex").replace(form, "$1-$2-$3-$4-$5");
  if (id.length === 36 && encodeCursor(id) === cursor) return id;
  const detail = "must be the nextCursor of an earlier page";
  throw invalidRequest([{ in: "querystring", field: "cursor", detail }]);
}
