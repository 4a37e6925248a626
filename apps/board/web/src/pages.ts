import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "./api.ts";

interface Listing<Item> {
  items: readonly Item[];
  /** Where the next part begins: "" at the beginning, null when there is none. */
  cursor: string | null;
  loading?: AbortController | undefined;
  error?: unknown;
}

/** Keeps the last list that was shown, by what it lists. */
export interface ListMemory<Item> {
  key?: string;
  listing?: Listing<Item>;
}

/** A list that is loaded part by part. */
export interface Pages<Item> {
  items: readonly Item[];
  /** Neither loaded nor failed yet. */
  isNew: boolean;
  hasMore: boolean;
  error: unknown;
  /** Loads the next part; does nothing while one is on its way, or when there is none. */
  more(): void;
  /** Changes what is loaded by then, where the server has done the same. */
  change(next: (items: readonly Item[]) => readonly Item[]): void;
}

/**
 * Loads a list part by part, the first one at once.
 * @param key What is listed: with another one the list begins anew.
 */
export function usePages<Item extends { id: string }>(
  key: string,
  fetchPage: (cursor: string, signal: AbortSignal) => Promise<Page<Item>>,
  memory: ListMemory<Item> = useRef<ListMemory<Item>>({}).current,
): Pages<Item> {
  const [, redraw] = useState({});
  if (memory.key !== key || !memory.listing) {
    memory.key = key;
    memory.listing = { items: [], cursor: "" };
  }
  const { listing } = memory;

  const more = useCallback(async () => {
    if (listing.loading || listing.cursor === null) return;
    const loading = new AbortController();
    listing.loading = loading;
    listing.error = undefined;
    redraw({});
    try {
      const page = await fetchPage(listing.cursor, loading.signal);
      const known = new Set(listing.items.map(({ id }) => id));
      listing.items = [...listing.items, ...page.items.filter(({ id }) => !known.has(id))];
      listing.cursor = page.nextCursor;
    } catch (error) {
      if (loading.signal.aborted) return;
      listing.error = error;
    }
    listing.loading = undefined;
    redraw({});
  }, [listing]);

  useEffect(() => {
    if (listing.cursor === "") void more();
    const retry = () => listing.error && more();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      listing.loading?.abort();
      listing.loading = undefined;
    };
  }, [listing]);

  const change: Pages<Item>["change"] = (next) => {
    listing.items = next(listing.items);
    redraw({});
  };
  return {
    items: listing.items,
    isNew: listing.cursor === "" && listing.error === undefined,
    hasMore: listing.cursor !== null && listing.cursor !== "",
    error: listing.error,
    more,
    change,
  };
}
