// What the bare server and the Express app share: board's SQL, its JSON, and a pool of the same size.
import pg from "pg";

const columns = `"id", "author_id", "title", "body", "created_at", "updated_at"`;
const newest = `select ${columns} from "post" order by "id" desc limit $1`;
const newestAfter = `select ${columns} from "post" where "id" < $2 order by "id" desc limit $1`;
const byId = `select ${columns} from "post" where "id" = $1`;

const address = new URL(process.env.DATABASE_URL);
address.password = process.env.DATABASE_PASSWORD;
const pool = new pg.Pool({ connectionString: address.href });
pool.on("error", () => undefined);

/** Where board has a cache of what member answered, these have the names from the start. */
const names = new Map(JSON.parse(process.env.NAMES));

function present({ id, author_id, title, body, created_at, updated_at }) {
  const name = names.get(author_id);
  return {
    id,
    authorId: author_id,
    authorName: name ?? null,
    authorKnown: name !== undefined,
    title,
    body,
    createdAt: created_at.toISOString(),
    updatedAt: updated_at?.toISOString() ?? null,
  };
}

/** A page of posts. */
export async function list(limit, after) {
  const { rows } = await (after === undefined
    ? pool.query(newest, [limit + 1])
    : pool.query(newestAfter, [limit + 1, after]));
  const items = rows.slice(0, limit).map(present);
  const more = rows.length > limit ? items.at(-1) : undefined;
  const nextCursor = more ? Buffer.from(more.id.replaceAll("-", ""), "hex").toString("base64url") : null;
  return { items, nextCursor };
}

/** One post, or undefined. */
export async function find(id) {
  const { rows } = await pool.query(byId, [id]);
  return rows[0] && present(rows[0]);
}

/** The id in a cursor; undefined when it is none. */
export function decodeCursor(cursor) {
  const hex = Buffer.from(cursor, "base64url").toString("hex");
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") : undefined;
}

/** Whether a text is an id. */
export const isId = (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
