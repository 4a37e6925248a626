import type { Generated, Selectable } from "kysely";

/** Posts; `search`, which PostgreSQL makes of title and body, is only ever searched. */
interface PostTable {
  id: Generated<string>;
  author_id: string;
  title: string;
  body: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date | null>;
}

interface CommentTable {
  id: Generated<string>;
  post_id: string;
  author_id: string;
  body: string;
  created_at: Generated<Date>;
}

/** Board's tables, as its queries see them. */
export interface BoardSchema {
  post: PostTable;
  comment: CommentTable;
}

/** A post as stored. */
export type Post = Selectable<PostTable>;

/** A comment as stored. */
export type Comment = Selectable<CommentTable>;
