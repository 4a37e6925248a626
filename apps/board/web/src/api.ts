import { ApiError, call, type Options } from "./http.ts";
import { go, place } from "./place.ts";
import { address } from "./route.ts";
import { type Session, session, setSession } from "./session.ts";

/** What both posts and comments have. */
export interface Text {
  id: string;
  authorId: string;
  /** Null for a member who has left, and where the name is not known. */
  authorName: string | null;
  /** False while names cannot be had. */
  authorKnown: boolean;
  body: string;
  createdAt: string;
}

/** A post. */
export interface Post extends Text {
  title: string;
  updatedAt: string | null;
}

/** A part of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Calls as the member who is logged in; a session that has expired ends, and leads to log-in and back. */
async function callAsMember<Answer>(path: string, options: Options): Promise<Answer> {
  try {
    return await call<Answer>(path, { ...options, token: session.get()?.token });
  } catch (error) {
    if (error instanceof ApiError && error.trouble === "expired") {
      setSession(undefined);
      go({ view: "logIn", to: address(place.get().route) });
    }
    throw error;
  }
}

/** The account of a new member. */
export interface Account {
  email: string;
  password: string;
  name: string;
}

/** Makes an account; logging in is a call of its own. */
export async function signUp({ email, password, name }: Account): Promise<void> {
  await call("/api/members", { method: "POST", body: { email, password, name } });
}

/** Starts a session, and learns whose it is. */
export async function logIn({ email, password }: Omit<Account, "name">): Promise<Session> {
  const body = { email, password };
  const { token, expiresAt } = await call<Omit<Session, "me">>("/api/sessions", { method: "POST", body });
  const { id, name } = await call<Session["me"]>("/api/members/me", { token });
  return { token, expiresAt, me: { id, name } };
}

/** A part of the posts, newest first. `filter` may have `q`, `author` and `cursor`. */
export function listPosts(filter: Record<string, string>, signal: AbortSignal): Promise<Page<Post>> {
  const given = Object.entries({ ...filter, limit: "20" }).filter(([, value]) => value !== "");
  return call(`/api/posts?${new URLSearchParams(given)}`, { signal });
}

/** One post. */
export function readPost(id: string, signal: AbortSignal): Promise<Post> {
  return call(postPath(id), { signal });
}

/** Publishes a post. */
export function addPost(body: { title: string; body: string }): Promise<Post> {
  return callAsMember("/api/posts", { method: "POST", body });
}

/** Changes one of one's own posts. */
export function changePost(id: string, body: { title: string; body: string }): Promise<Post> {
  return callAsMember(postPath(id), { method: "PATCH", body });
}

/** Deletes one of one's own posts, with its comments. */
export function deletePost(id: string): Promise<void> {
  return callAsMember(postPath(id), { method: "DELETE" });
}

/** A part of a post's comments, oldest first. */
export function listComments(postId: string, cursor: string, signal: AbortSignal): Promise<Page<Text>> {
  const query = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) });
  return call(`${postPath(postId)}/comments?${query}`, { signal });
}

/** Publishes a comment. */
export function addComment(postId: string, body: string): Promise<Text> {
  return callAsMember(`${postPath(postId)}/comments`, { method: "POST", body: { body } });
}

/** Deletes one of one's own comments. */
export function deleteComment(id: string): Promise<void> {
  return callAsMember(`/api/comments/${id}`, { method: "DELETE" });
}

function postPath(id: string): string {
  return `/api/posts/${id}`;
}
