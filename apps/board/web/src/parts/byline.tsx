import type { Text } from "../api.ts";
import { exactly, text, when } from "../language/language.ts";

/** Who wrote a text, and when. */
export function Byline({ item, edited = false }: { item: Text; edited?: boolean }) {
  return (
    <p class="byline">
      <Author item={item} /> <Time at={item.createdAt} />
      {edited && <span> · {text.edited}</span>}
    </p>
  );
}

/** The author's name; of a name that is not there, the reason. */
export function authorName({ authorName: name, authorKnown }: Text): string {
  return name ?? (authorKnown ? text.formerMember : text.unknownAuthor);
}

/** A coloured initial, the same for all texts of an author. */
export function Avatar({ item }: { item: Text }) {
  const hue = Number.parseInt(item.authorId.slice(-3), 16) % 360;
  const [initial = "?"] = item.authorName ?? "?";
  return (
    <span
      class={item.authorName === null ? "avatar" : "avatar toned"}
      style={{ "--hue": hue }}
      aria-hidden="true"
    >
      {initial.toUpperCase()}
    </span>
  );
}

function Author({ item }: { item: Text }) {
  return (
    <span class={item.authorName === null ? "author unnamed" : "author"}>
      {/* A name from right to left leaves the time where it is. */}
      <bdi>{authorName(item)}</bdi>
    </span>
  );
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactly(at)}>
      {when(at)}
    </time>
  );
}
