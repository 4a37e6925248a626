import { compileOnce, createLimit } from "@starter/service-kit";
import { type Kysely, sql } from "kysely";
import { type Page, rowsFor, toPage } from "./page.ts";
import { findByWords, type PostsRequest, postColumns, selectNewest } from "./post-queries.ts";
import type { BoardSchema, Post } from "./tables.ts";

/** The stored posts. */
export interface PostStore {
  add(post: Pick<Post, "author_id" | "title" | "body">): Promise<Post>;
  find(id: string): Promise<Post | undefined>;
  /** Newest first; with `words`, only posts that have them. */
  list(request: PostsRequest, words?: string): Promise<Page<Post>>;
  /** Undefined when there is no such post of this author. */
  change(
    post: Pick<Post, "id" | "author_id">,
    change: Partial<Pick<Post, "title" | "body">>,
  ): Promise<Post | undefined>;
  /** Removes it with its comments. False when there is no such post of this author. */
  remove(post: Pick<Post, "id" | "author_id">): Promise<boolean>;
}

/** Opens the store over a database. */
export function createPostStore(database: Kysely<BoardSchema>): PostStore {
  // The dearest of all reads, and anyone may ask for it: of ten connections it never holds more than three.
  const searches = createLimit({ of: "searches", running: 3, waiting: 20 });
  const newest = compileOnce(database, (request: PostsRequest) => selectNewest(database, request));
  const withId = compileOnce(database, ({ id }: { id: string }) =>
    database.selectFrom("post").select(postColumns).where("id", "=", id),
  );
  return {
    add: (post) => database.insertInto("post").values(post).returning(postColumns).executeTakeFirstOrThrow(),
    find: async (id) => (await withId({ id }))[0],
    async list(request, words) {
      const wanted = rowsFor(request);
      const rows =
        words === undefined
          ? await newest(wanted)
          : await searches(() => findByWords(database, words, wanted));
      return toPage(rows, request.limit);
    },
    change: ({ id, author_id }, change) =>
      database
        .updateTable("post")
        .set({ ...change, updated_at: sql<Date>`now()` })
        .where("id", "=", id)
        .where("author_id", "=", author_id)
        .returning(postColumns)
        .executeTakeFirst(),
    async remove({ id, author_id }) {
      const { numDeletedRows } = await database
        .deleteFrom("post")
        .where("id", "=", id)
        .where("author_id", "=", author_id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
