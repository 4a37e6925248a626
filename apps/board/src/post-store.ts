import type { Generated, Kysely, Selectable } from "kysely";

interface PostTable {
  id: Generated<string>;
  author_id: string;
  title: string;
  body: string;
  created_at: Generated<Date>;
}

/** Board's tables, as its queries see them. */
export interface PostSchema {
  post: PostTable;
}

/** A post as stored. */
export type Post = Selectable<PostTable>;

/** A part of the list of posts. */
export interface PostPage {
  items: Post[];
  /** The post that the next page begins behind; undefined on the last page. */
  next: string | undefined;
}

/** The stored posts. */
export interface PostStore {
  add(post: Pick<Post, "author_id" | "title" | "body">): Promise<Post>;
  find(id: string): Promise<Post | undefined>;
  /** Newest first, behind the post with the id `after`. Reads as few rows for a late page as for the first. */
  list(page: { limit: number; after?: string }): Promise<PostPage>;
}

/** Opens the store over a database. */
export function createPostStore(database: Kysely<PostSchema>): PostStore {
  return {
    add: (post) => database.insertInto("post").values(post).returningAll().executeTakeFirstOrThrow(),
    find: (id) => database.selectFrom("post").selectAll().where("id", "=", id).executeTakeFirst(),
    async list({ limit, after }) {
      // One more than asked for tells whether there is a next page.
      let page = database
        .selectFrom("post")
        .selectAll()
        .orderBy("id", "desc")
        .limit(limit + 1);
      if (after !== undefined) page = page.where("id", "<", after);
      const rows = await page.execute();
      const items = rows.slice(0, limit);
      return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
    },
  };
}
