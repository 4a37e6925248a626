import { createStore } from "./store.ts";

/** A member who has logged in. */
export interface Session {
  token: string;
  expiresAt: string;
  me: { id: string; name: string };
}

// Kept over a reload and forgotten with the tab. A script could read it, and could as well use it from memory: what
// keeps such a script out is the content security policy, which lets only this page's own files run.
const key = "session";

/** The session, or undefined before log-in and after it has expired. */
export const session = createStore<Session | undefined>(kept());

/** Keeps a session, or ends it. */
export function setSession(next: Session | undefined): void {
  try {
    if (next) sessionStorage.setItem(key, JSON.stringify(next));
    else sessionStorage.removeItem(key);
  } catch {
    // Where the browser stores nothing, the session lasts until the next reload.
  }
  session.set(next);
}

function kept(): Session | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(key) ?? "null") as Session | null;
    return found && Date.parse(found.expiresAt) > Date.now() ? found : undefined;
  } catch {
    return undefined;
  }
}
