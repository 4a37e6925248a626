import { callService } from "@starter/service-kit";

/** Asks for the names of members by their ids, at most 100 of them. Members that are not there are left out. */
export type FetchNames = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Asks the member service at its service-to-service address; gives up after half a second. */
export function memberNames(memberUrl: URL): FetchNames {
  return async (ids) => {
    const url = new URL("/api/members", memberUrl);
    url.searchParams.set("ids", ids.join(","));
    const { status, body } = await callService(url, { timeoutMilliseconds: 500 });
    if (status !== 200) throw new Error(`member must answer 200 with names, got ${status}`);
    return new Map(profilesOf(body).map(({ id, name }) => [id, name]));
  };
}

function profilesOf(body: unknown): { id: string; name: string }[] {
  const items: unknown = body instanceof Object && "items" in body ? body.items : undefined;
  if (Array.isArray(items) && items.every(isProfile)) return items;
  throw new Error("member must answer with {items: [{id, name}]}, got something else");
}

function isProfile(item: unknown): item is { id: string; name: string } {
  return (
    item instanceof Object &&
    "id" in item &&
    "name" in item &&
    typeof item.id === "string" &&
    typeof item.name === "string"
  );
}
