import type pg from "pg";

/** How many texts are prepared on a connection; PostgreSQL keeps each, with its plan, some 10 KB. */
const limit = 200;

/**
 * Has each connection of a pool parse and plan a statement once and name it from then on, which halves what a short read
 * costs the database. The texts are the code's own, a few dozen: values never stand in them.
 */
export function prepareStatements(pool: pg.Pool): void {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= limit) return known;
    const name = `statement-${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...words: unknown[]) => unknown;
    const named = (text: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof text === "string" && Array.isArray(values) ? nameOf(text) : undefined;
      return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
    };
    Object.assign(client, { query: named });
  });
}
