import { session } from "../session.ts";

const drafts = new Map<string, Record<string, string>>();
let owner: string | undefined;

/** Keeps what is being written in a field, so that it survives a detour to log-in, though not a reload. */
export function keepDraft(key: string, { name, value }: { name: string; value: string }): void {
  owner = session.get()?.me.id;
  drafts.set(key, { ...drafts.get(key), [name]: value });
}

/** The fields of a member's draft by name; empty where there is none. Another member's drafts are forgotten. */
export function keptDraft(key: string): Readonly<Record<string, string>> {
  const me = session.get()?.me.id;
  if (me !== undefined && me !== owner) forgetDrafts();
  return drafts.get(key) ?? {};
}

/** Forgets a draft that has been published. */
export function forgetDraft(key: string): void {
  drafts.delete(key);
}

/** Forgets all drafts, of a member who has logged out. */
export function forgetDrafts(): void {
  drafts.clear();
}
