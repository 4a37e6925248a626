/** What an address shows. It stands behind the "#", so that the server knows a single page. */
export type Route =
  | { view: "list"; q: string; author: string }
  | { view: "post" | "edit"; id: string }
  | { view: "write" }
  | { view: "logIn" | "signUp"; to: string }
  | { view: "missing" };

/** The list of all posts. */
export const home: Route = { view: "list", q: "", author: "" };

/** Reads the part of an address from "#" on. */
export function parseRoute(hash: string): Route {
  const [, path = "", search = ""] = /^#?\/?([^?]*?)\/?(?:\?(.*))?$/s.exec(hash) ?? [];
  const values = new URLSearchParams(search);
  const value = (name: string) => values.get(name) ?? "";
  if (path === "") return { view: "list", q: value("q"), author: value("author") };
  if (path === "write") return { view: "write" };
  if (path === "log-in") return { view: "logIn", to: value("to") };
  if (path === "sign-up") return { view: "signUp", to: value("to") };
  const [, id, edit] = /^posts\/([\w-]+)(\/edit)?$/.exec(path) ?? [];
  return id === undefined ? { view: "missing" } : { view: edit ? "edit" : "post", id };
}

/** Writes the address of a route, beginning with "#". */
export function address(route: Route): string {
  if (route.view === "list") return `#/${query({ q: route.q, author: route.author })}`;
  if (route.view === "post") return `#/posts/${route.id}`;
  if (route.view === "edit") return `#/posts/${route.id}/edit`;
  if (route.view === "logIn") return `#/log-in${query({ to: route.to })}`;
  if (route.view === "signUp") return `#/sign-up${query({ to: route.to })}`;
  return `#/${route.view}`;
}

function query(values: Record<string, string>): string {
  const given = Object.entries(values).filter(([, value]) => value !== "");
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}
