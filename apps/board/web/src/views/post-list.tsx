import { useEffect, useRef } from "preact/hooks";
import { listPosts, type Post } from "../api.ts";
import { text } from "../language/language.ts";
import { type ListMemory, usePages } from "../pages.ts";
import { Avatar, authorName, Byline } from "../parts/byline.tsx";
import { Failure, Notice, Skeleton } from "../parts/notice.tsx";
import { place } from "../place.ts";
import { address, home } from "../route.ts";
import { useTitle } from "../title.ts";

const memory: ListMemory<Post> = {};
const excerptLength = 280;

/** A post that the list has shown, so that it can be read before it is loaded again. */
export function shownPost(id: string): Post | undefined {
  return memory.listing?.items.find((post) => post.id === id);
}

/** Shows a post in the list as it is now. */
export function showChanged(changed: Post): void {
  if (!memory.listing) return;
  memory.listing.items = memory.listing.items.map((post) => (post.id === changed.id ? changed : post));
}

/** The posts, newest first, more of them as the reader scrolls. */
export function PostList({ q, author }: { q: string; author: string }) {
  const { returning } = place.get();
  const isFirst = useRef(true);
  if (isFirst.current && !returning) delete memory.key;
  isFirst.current = false;

  const key = JSON.stringify([q, author]);
  const posts = usePages(key, (cursor, signal) => listPosts({ q, author, cursor }, signal), memory);
  // While a search is on its way, what was found before stays in sight.
  const before = useRef(posts.items);
  const items = posts.isNew ? before.current : posts.items;
  before.current = items;

  const [first] = posts.items;
  const title = author && first ? text.postsBy(authorName(first)) : q ? text.found(q) : text.latest;
  useTitle(title);
  return (
    <section aria-busy={posts.isNew}>
      <header class="list-head">
        <h1 tabIndex={-1}>{title}</h1>
        {(q || author) && <a href={address(home)}>{text.allPosts}</a>}
      </header>
      {posts.isNew && items.length === 0 && <Skeleton rows={5} />}
      <ol class="posts">
        {items.map((post) => (
          <Row key={post.id} post={post} />
        ))}
      </ol>
      {posts.error !== undefined && <Failure error={posts.error} onRetry={posts.more} />}
      {posts.hasMore && posts.error === undefined && <More onMore={posts.more} />}
      {!posts.isNew && posts.error === undefined && items.length === 0 && <Empty isSearch={q !== ""} />}
    </section>
  );
}

function Row({ post }: { post: Post }) {
  return (
    <li>
      <article class="row">
        <Avatar item={post} />
        <div>
          <h2>
            <a href={address({ view: "post", id: post.id })}>{post.title}</a>
          </h2>
          <p class="excerpt">{post.body.slice(0, excerptLength)}</p>
          <Byline item={post} />
        </div>
      </article>
    </li>
  );
}

/** Asks for more when it comes near the reader's view; a button too, for those who do not scroll. */
function More({ onMore }: { onMore(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), {
      rootMargin: "800px",
    });
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  });
  return (
    <p class="more">
      <button type="button" class="button quiet" ref={button} onClick={onMore}>
        {text.more}
      </button>
    </p>
  );
}

function Empty({ isSearch }: { isSearch: boolean }) {
  if (isSearch)
    return (
      <Notice title={text.nothingFound}>
        <p>{text.otherWords}</p>
      </Notice>
    );
  return (
    <Notice title={text.nothingYet}>
      <p>{text.writeFirst}</p>
      <a class="button primary" href={address({ view: "write" })}>
        {text.write}
      </a>
    </Notice>
  );
}
