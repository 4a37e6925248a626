import { posts } from "./migrations/0001-posts.ts";

/** Every step of board's database, oldest first. */
export const migrations = [posts];
