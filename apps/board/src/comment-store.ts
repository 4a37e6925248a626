import { compileOnce } from "@starter/service-kit";
import { type Kysely, sql } from "kysely";
import { type Page, type PageRequest, rowsFor, toPage } from "./page.ts";
import type { BoardSchema, Comment } from "./tables.ts";

/** The stored comments. */
export interface CommentStore {
  /** Undefined when there is no such post. */
  add(comment: Pick<Comment, "post_id" | "author_id" | "body">): Promise<Comment | undefined>;
  exists(id: string): Promise<boolean>;
  /** Oldest first. */
  list(postId: string, request: PageRequest): Promise<Page<Comment>>;
  /** False when there is no such comment of this author. */
  remove(comment: Pick<Comment, "id" | "author_id">): Promise<boolean>;
}

/** Which comments are asked for, and how many at most. */
interface CommentsRequest extends PageRequest {
  postId: string;
}

/** What is read of a comment, as `postColumns` are of a post. */
const columns = ["id", "post_id", "author_id", "body", "created_at"] as const;

/** Opens the store over a database. */
export function createCommentStore(database: Kysely<BoardSchema>): CommentStore {
  const ofPost = compileOnce(database, (request: CommentsRequest) => selectComments(database, request));
  return {
    // The reference decides, not a look beforehand: the post may go at any moment.
    add: (comment) =>
      database
        .insertInto("comment")
        .values(comment)
        .returning(columns)
        .executeTakeFirst()
        .catch((error: unknown) => {
          if (isForeignKeyViolation(error)) return undefined;
          throw error;
        }),
    async exists(id) {
      const found = await database.selectFrom("comment").select("id").where("id", "=", id).executeTakeFirst();
      return found !== undefined;
    },
    async list(postId, { limit, after }) {
      return toPage(await ofPost({ ...rowsFor({ limit, after }), postId }), limit);
    },
    async remove({ id, author_id }) {
      const { numDeletedRows } = await database
        .deleteFrom("comment")
        .where("id", "=", id)
        .where("author_id", "=", author_id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

/**
 * A post's comments, oldest first, as the index has them. An array of one, where `=` would do, makes the post a part of the
 * order, which only that index has: by its statistics, PostgreSQL might go through the comments of all posts instead.
 */
export function selectComments(database: Kysely<BoardSchema>, { postId, limit, after }: CommentsRequest) {
  const page = database
    .selectFrom("comment")
    .select(columns)
    .where(sql<boolean>`post_id = any(${[postId]}::uuid[])`)
    .orderBy("post_id")
    .orderBy("id")
    .limit(limit);
  return after === undefined ? page : page.where("id", ">", after);
}

function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23503";
}
