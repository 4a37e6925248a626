import { useEffect, useState } from "preact/hooks";
import { deletePost, type Post, readPost } from "../api.ts";
import { ApiError } from "../http.ts";
import { text } from "../language/language.ts";
import { Avatar, Byline } from "../parts/byline.tsx";
import { DeleteButton } from "../parts/delete-button.tsx";
import { Failure, Notice, Skeleton } from "../parts/notice.tsx";
import { tell } from "../parts/toast.tsx";
import { go } from "../place.ts";
import { address, home } from "../route.ts";
import { session } from "../session.ts";
import { useTitle } from "../title.ts";
import { Comments } from "./comments.tsx";
import { shownPost } from "./post-list.tsx";

/** One post with its comments. */
export function PostView({ id }: { id: string }) {
  const { post, trouble } = usePost(id);
  const me = session.use()?.me.id;
  useTitle(post?.title ?? text.board);
  if (!post) return trouble ?? <Loading />;
  return (
    <>
      <article class="post">
        <h1 tabIndex={-1}>{post.title}</h1>
        <div class="post-head">
          <Avatar item={post} />
          <Byline item={post} edited={post.updatedAt !== null} />
          {me === post.authorId && <OwnActions id={id} />}
        </div>
        <div class="text">{post.body}</div>
      </article>
      <Comments postId={id} />
    </>
  );
}

/** Loads a post; until it is there, what the list knows of it. Instead of one that cannot be had, what to show. */
export function usePost(id: string) {
  const [post, setPost] = useState<Post | undefined>(shownPost(id));
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const loading = new AbortController();
    setError(undefined);
    readPost(id, loading.signal).then(setPost, (reason: unknown) => {
      if (!loading.signal.aborted) setError(reason);
    });
    return () => loading.abort();
  }, [id, attempt]);
  const isGone = error instanceof ApiError && ["missing", "refused"].includes(error.trouble);
  if (isGone) return { post: undefined, trouble: <Missing /> };
  const trouble = error !== undefined && <Failure error={error} onRetry={() => setAttempt(attempt + 1)} />;
  return { post, trouble: trouble || undefined };
}

/** What is shown where there is nothing. */
export function Missing() {
  useTitle(text.missing);
  return (
    <Notice title={text.missing}>
      <p>{text.missingReason}</p>
      <a class="button" href={address(home)}>
        {text.allPosts}
      </a>
    </Notice>
  );
}

/** Stands in for a post on its way. */
export function Loading() {
  return (
    <>
      <h1 class="hidden" tabIndex={-1}>
        {text.loading}
      </h1>
      <Skeleton rows={3} />
    </>
  );
}

function OwnActions({ id }: { id: string }) {
  async function remove() {
    await deletePost(id);
    tell(text.postDeleted);
    go(home, { replace: true });
  }
  return (
    <div class="own">
      <a class="button quiet" href={address({ view: "edit", id })}>
        {text.edit}
      </a>
      <DeleteButton question={text.deletePostQuestion} onDelete={remove} />
    </div>
  );
}
