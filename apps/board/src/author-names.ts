import { setTimeout as sleep } from "node:timers/promises";
import { LatestMap } from "@starter/service-kit";
import type { FetchNames } from "./member-client.ts";

/** What is known of an author's name. */
export interface AuthorName {
  /** Null when there is no such member any more, or when it is not known. */
  name: string | null;
  /** False while member could not be asked. */
  known: boolean;
}

/** Bounds of time and size; each has a default that suits a service of a few hundred requests a second. */
export interface AuthorNamesLimits {
  /** How long a name is used without asking again. @default 60_000 */
  freshMilliseconds?: number;
  /** How long a request waits for names. @default 300 */
  waitMilliseconds?: number;
  /** How long member is left alone after it failed. @default 5_000 */
  pauseMilliseconds?: number;
  /** How many names are kept, and how many may be waited for. @default 10_000 */
  size?: number;
  /** How many names one call asks for. @default 100 */
  batch?: number;
}

/** Names of authors, from memory where possible. */
export interface AuthorNames {
  /** Never fails, and never takes longer than the limit: a name that is not there in time is unknown. */
  find(ids: Iterable<string>): Promise<(id: string) => AuthorName>;
}

/**
 * Keeps names in memory, and asks for missing ones in batches, one call at a time: however many requests wait, and
 * however slow the answer is, there is one call. A name that cannot be asked for anew is used beyond its time.
 */
export function createAuthorNames(
  fetchNames: FetchNames,
  onFailure: (error: unknown) => void,
  limits: AuthorNamesLimits = {},
): AuthorNames {
  const { freshMilliseconds = 60_000, waitMilliseconds = 300, pauseMilliseconds = 5000 } = limits;
  const { size = 10_000, batch = 100 } = limits;
  const kept = new LatestMap<string, { name: string | null; freshUntil: number }>(size);
  const wanted = new Map<string, PromiseWithResolvers<void>>();
  let asking = false;
  let pausedUntil = 0;

  function settle(ids: Iterable<string>): void {
    for (const id of ids) {
      wanted.get(id)?.resolve();
      wanted.delete(id);
    }
  }

  async function askForWanted(): Promise<void> {
    asking = true;
    while (wanted.size > 0) {
      const ids = [...wanted.keys()].slice(0, batch);
      try {
        const names = await fetchNames(ids);
        const freshUntil = performance.now() + freshMilliseconds;
        for (const id of ids) kept.set(id, { name: names.get(id) ?? null, freshUntil });
        settle(ids);
      } catch (error) {
        pausedUntil = performance.now() + pauseMilliseconds;
        onFailure(error);
        settle([...wanted.keys()]);
      }
    }
    asking = false;
  }

  function want(id: string): Promise<void> | undefined {
    const underWay = wanted.get(id);
    if (underWay || wanted.size >= size) return underWay?.promise;
    const asked = Promise.withResolvers<void>();
    wanted.set(id, asked);
    return asked.promise;
  }

  return {
    async find(ids) {
      const now = performance.now();
      const stale = [...new Set(ids)].filter((id) => (kept.get(id)?.freshUntil ?? 0) <= now);
      if (stale.length > 0 && now >= pausedUntil) {
        const answers = Promise.all(stale.map(want));
        if (!asking) void askForWanted();
        await Promise.race([answers, sleep(waitMilliseconds, undefined, { ref: false })]);
      }
      return (id) => {
        const found = kept.get(id);
        return { name: found?.name ?? null, known: found !== undefined };
      };
    },
  };
}
