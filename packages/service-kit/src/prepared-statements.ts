import type pg from "pg";

/** How many texts are prepared on a connection; PostgreSQL keeps each, with its plan, some 10 KB. */
const limit = 200;

/** `query` as pools and kysely use it: answers with a promise, or to a callback that comes last. */
type Query = (...words: unknown[]) => Promise<unknown>;

/**
 * Has each connection of a pool parse and plan a statement once and name it from then on, which halves what a short read
 * costs the database. The texts are the code's own, a few dozen: values never stand in them.
 *
 * A statement is prepared for the tables as they were. When a migration has changed what it answers with (`select *` has
 * a column more), PostgreSQL refuses it: it gets another name, and is asked once more unless a transaction is lost.
 * A connection that does not answer in time is ended.
 */
export function prepareStatements(pool: pg.Pool): void {
  const names = new Map<string, string>();
  let made = 0;
  const rename = (text: string): string => {
    made += 1;
    const name = `statement-${made}`;
    names.set(text, name);
    return name;
  };
  const nameOf = (text: string) => names.get(text) ?? (names.size < limit ? rename(text) : undefined);

  pool.on("connect", (client) => {
    const query = client.query.bind(client) as Query;
    const ask = async (text: string, values: unknown[], isAgain = false): Promise<unknown> => {
      const name = nameOf(text);
      try {
        return await query({ name, text, values });
      } catch (error) {
        // The next query would wait behind it, for as long as the machine goes on believing in a server that is gone.
        if (isStuck(error)) (client as unknown as pg.Client).end();
        if (name === undefined || isAgain || !isOutdated(error)) throw error;
        // Another connection may have been the first to notice.
        if (names.get(text) === name) rename(text);
        if (client.getTransactionStatus() !== "I") throw error;
        return ask(text, values, true);
      }
    };
    const named = (text: unknown, values: unknown, callback?: (error: unknown, result?: unknown) => void) => {
      if (typeof text !== "string" || !Array.isArray(values)) return query(text, values, callback);
      const answer = ask(text, values);
      if (!callback) return answer;
      answer.then((result) => callback(undefined, result), callback);
      return undefined;
    };
    Object.assign(client, { query: named });
  });
}

/** Whether a query was not answered in time, not even by the server's own time-out. */
function isStuck(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** Whether a statement was prepared for tables that are others now ("cached plan must not change result type"). */
function isOutdated(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000";
}
