import { type Api, expectStatus, field } from "./api.ts";
import { composePosts, type SeedPost } from "./compose.ts";
import { members, password, type SeedMember } from "./members.ts";
import { SeedError } from "./seed-error.ts";

/** What seeding came to. */
export interface SeedResult {
  /** Posts written now. */
  posts: number;
  /** Comments written now. */
  comments: number;
  /** Posts that an earlier run has written. */
  kept: number;
}

/** Told after each step: how many of how many are done. */
export type Progress = (what: "members" | "posts", done: number, all: number) => void;

interface Writer {
  id: string;
  /** Posts in its name, and answers with what was stored. */
  post(path: string, body: object): Promise<unknown>;
}

/**
 * Logs the members in, signing up those who are not there, and writes those of the composed posts that are not there yet. One after the
 * other, so that the order of the posts is the same every time.
 */
export async function seed(api: Api, posts: number, progress: Progress): Promise<SeedResult> {
  const writers = new Map<SeedMember, Writer>();
  const written = new Set<string>();
  for (const member of members) {
    const writer = await enter(api, member);
    writers.set(member, writer);
    for (const title of await titlesOf(api, writer.id)) written.add(title);
    progress("members", writers.size, members.length);
  }
  const result = { posts: 0, comments: 0, kept: 0 };
  const all = composePosts(posts);
  for (const [index, post] of all.entries()) {
    if (written.has(post.title)) result.kept += 1;
    else {
      result.comments += await write(post, writers);
      result.posts += 1;
    }
    progress("posts", index + 1, all.length);
  }
  return result;
}

async function enter(api: Api, { name, email }: SeedMember): Promise<Writer> {
  const logIn = () => api({ method: "POST", path: "/api/sessions", body: { email, password } });
  let session = await logIn();
  if (session.status === 401) {
    const signedUp = await api({ method: "POST", path: "/api/members", body: { name, email, password } });
    if (signedUp.status === 409) {
      throw new SeedError(
        `${email} must have the seed's password, got a refusal; start with fresh data: npm start -- --fresh`,
      );
    }
    expectStatus(signedUp, "POST /api/members", 201);
    session = await logIn();
  }
  const tokenOf = (answer: typeof session) => field(expectStatus(answer, "POST /api/sessions", 201), "token");
  let token = tokenOf(session);
  const self = await api({ method: "GET", path: "/api/members/me", token });
  return {
    id: field(expectStatus(self, "GET /api/members/me", 200), "id"),
    async post(path, body) {
      let answer = await api({ method: "POST", path, body, token });
      // A token lasts an hour, and many posts take longer.
      if (answer.status === 401) {
        token = tokenOf(await logIn());
        answer = await api({ method: "POST", path, body, token });
      }
      return expectStatus(answer, `POST ${path}`, 201);
    },
  };
}

async function titlesOf(api: Api, author: string): Promise<string[]> {
  const titles: string[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const query = new URLSearchParams({ author, limit: "100", ...(cursor && { cursor }) });
    const page = expectStatus(
      await api({ method: "GET", path: `/api/posts?${query}` }),
      "GET /api/posts",
      200,
    );
    const items: unknown = page instanceof Object && "items" in page ? page.items : undefined;
    if (Array.isArray(items)) titles.push(...items.map((item) => field(item, "title")));
    cursor = field(page, "nextCursor") || undefined;
  }
  return titles;
}

/** Answers with the number of comments. */
async function write(
  { author, title, body, comments }: SeedPost,
  writers: ReadonlyMap<SeedMember, Writer>,
): Promise<number> {
  const id = field(await writers.get(author)?.post("/api/posts", { title, body }), "id");
  for (const comment of comments) {
    await writers.get(comment.author)?.post(`/api/posts/${id}/comments`, { body: comment.body });
  }
  return comments.length;
}
