const drafts = new Map<string, Record<string, string>>();

/** Keeps what is being written in a field, so that it survives a detour to log-in, though not a reload. */
export function keepDraft(key: string, { name, value }: { name: string; value: string }): void {
  drafts.set(key, { ...drafts.get(key), [name]: value });
}

/** The fields of a draft by name; empty where there is none. */
export function keptDraft(key: string): Readonly<Record<string, string>> {
  return drafts.get(key) ?? {};
}

/** Forgets a draft that has been published. */
export function forgetDraft(key: string): void {
  drafts.delete(key);
}
