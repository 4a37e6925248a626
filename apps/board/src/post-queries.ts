import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { PageRequest } from "./page.ts";
import type { BoardSchema, Post } from "./tables.ts";

/** Which posts are asked for, and how many at most. */
export interface PostsRequest extends PageRequest {
  /** Only those of this member. */
  author?: string;
}

/** What is read of a post: everything but what it is found by. */
export const postColumns = ["id", "author_id", "title", "body", "created_at", "updated_at"] as const;

/** How many posts are looked through before the index of words is asked. */
const recentPosts = 500;

type Posts<Row> = SelectQueryBuilder<BoardSchema, "post", Row>;

/** The newest posts, in an index's order, so that a late page reads as few as the first. */
export function selectNewest(database: Kysely<BoardSchema>, { limit, after, author }: PostsRequest) {
  let page = of(author, database.selectFrom("post").select(postColumns)).limit(limit);
  if (author !== undefined) page = page.orderBy("author_id", "desc");
  if (after !== undefined) page = page.where("id", "<", after);
  return page.orderBy("id", "desc");
}

/** How many words a search may have: each is one more list of posts to go through, in a phrase position by position. */
export const mostWords = 8;

/** How many words a search has at least. Signs such as ☕ may be words too. */
export function countWords(words: string): number {
  return words.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+|\p{So}/gu)?.length ?? 0;
}

/**
 * The newest posts with these words. Two ways, since neither is good for all words: a word of many posts is soon found
 * among the recent ones, and a rare one has few entries in the index. Left to PostgreSQL, a word that no post has would
 * read them all, for it takes any beginning of a word for a frequent one.
 */
export async function findByWords(
  database: Kysely<BoardSchema>,
  words: string,
  request: PostsRequest,
): Promise<Post[]> {
  const recent = await selectRecentMatches(database, words, request).execute();
  return recent.length === request.limit ? recent : selectMatches(database, words, request).execute();
}

/** Looks through recent posts, one after the other. */
export function selectRecentMatches(database: Kysely<BoardSchema>, words: string, request: PostsRequest) {
  const recent = selectNewest(database, { ...request, limit: recentPosts }).select(sql`search`.as("search"));
  return database
    .selectFrom(recent.as("recent"))
    .select(postColumns)
    .where(matches(words))
    .orderBy("id", "desc")
    .limit(request.limit);
}

/**
 * Takes all matches from the index of words, then a page of them. The offset keeps PostgreSQL from seeing that only a
 * page is wanted, and from going through the posts for it.
 */
export function selectMatches(
  database: Kysely<BoardSchema>,
  words: string,
  { limit, after, author }: PostsRequest,
) {
  const all = of(author, database.selectFrom("post").select("id")).where(matches(words)).offset(sql.lit(0));
  let page = database.selectFrom(all.as("match")).select("id").orderBy("id", "desc").limit(limit);
  if (after !== undefined) page = page.where("id", "<", after);
  return database.selectFrom("post").select(postColumns).where("id", "in", page).orderBy("id", "desc");
}

/** An array of one, where `=` would do, makes the author a part of the order, which only the author's index has. */
function of<Row>(author: string | undefined, posts: Posts<Row>): Posts<Row> {
  return author === undefined ? posts : posts.where(sql<boolean>`author_id = any(${[author]}::uuid[])`);
}

/**
 * Words as a search engine's box takes them: `word "a phrase" or -not`. Each stands for all that begin with it, since
 * Korean hangs its particles on the noun: 고양이 is to find 고양이를. A Latin letter or digit alone stands for itself: too
 * many words begin with it. PostgreSQL writes a query's words in quotes, a quote in them doubled.
 */
function matches(words: string): RawBuilder<boolean> {
  return sql`search @@ regexp_replace(
    regexp_replace(
      websearch_to_tsquery('simple', ${words.normalize("NFC")})::text, '''(?:[^'']|'''')+''', '\\&:*', 'g'
    ),
    '(?<!'')(''[a-z0-9]''):\\*', '\\1', 'g'
  )::tsquery`;
}
