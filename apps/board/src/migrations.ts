import { posts } from "./migrations/0001-posts.ts";
import { comments } from "./migrations/0002-comments.ts";
import { postSearch } from "./migrations/0003-post-search.ts";

/** Every step of board's database, oldest first. */
export const migrations = [posts, comments, postSearch];
