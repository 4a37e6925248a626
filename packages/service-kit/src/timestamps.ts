import pg from "pg";

const { TIMESTAMPTZ } = pg.types.builtins;
const parseAny = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => unknown;

/**
 * PostgreSQL's types as pg reads them, but times in a hurry: nearly all come as `2026-11-29 05:44:22.123+00`, which is
 * JavaScript's own form but for two characters. Pg's way costs a list of twenty rows a twentieth of its time.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: "text" | "binary") =>
    type === TIMESTAMPTZ && format !== "binary"
      ? parseTimestamp
      : pg.types.getTypeParser(type, format as "text"),
};

/** In another time zone than UTC, before Christ, beyond the year 9999, and infinite, they come in other forms. */
function parseTimestamp(text: string): unknown {
  const isUsual = text[4] === "-" && text.endsWith("+00");
  return isUsual ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : parseAny(text);
}
