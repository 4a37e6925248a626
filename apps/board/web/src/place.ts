import { address, parseRoute, type Route } from "./route.ts";
import { createStore } from "./store.ts";

/** Where the reader is, and how they came. */
export interface Place {
  route: Route;
  /** The address that was shown before; empty when the page has just been loaded. */
  from: string;
  /** By the browser's Back or Forward, with this place as it was left. */
  returning: boolean;
  /** How far down the page is to be: where it was left, when returning. */
  scroll: number;
}

const scrolls = new Map<string, number>();
let current = location.hash;

/** The current place. */
export const place = createStore<Place>({
  route: parseRoute(current),
  from: "",
  returning: false,
  scroll: 0,
});

// The page knows better than the browser when there is something to scroll to.
history.scrollRestoration = "manual";
history.replaceState("seen", "");

// A link that was followed, or Back and Forward, which come to an entry that was marked when it was made.
window.addEventListener("hashchange", () => {
  scrolls.set(current, window.scrollY);
  const returning = history.state === "seen";
  history.replaceState("seen", "");
  arrive(returning);
});

/** Goes to a route; `replace` leaves no trace of the current one in the history. */
export function go(route: Route, options?: { replace?: boolean }): void {
  goTo(address(route), options);
}

/** Goes to an address that begins with "#". */
export function goTo(hash: string, { replace = false }: { replace?: boolean } = {}): void {
  scrolls.set(current, window.scrollY);
  if (replace) history.replaceState("seen", "", hash);
  else history.pushState("seen", "", hash);
  arrive(false);
}

function arrive(returning: boolean): void {
  const from = current || "#/";
  current = location.hash;
  const scroll = (returning && scrolls.get(current)) || 0;
  place.set({ route: parseRoute(current), from, returning, scroll });
}
