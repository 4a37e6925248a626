import { useId } from "preact/hooks";
import { addComment, deleteComment, listComments, type Text } from "../api.ts";
import { text } from "../language/language.ts";
import { usePages } from "../pages.ts";
import { Avatar, Byline } from "../parts/byline.tsx";
import { DeleteButton } from "../parts/delete-button.tsx";
import { forgetDraft, keepDraft, keptDraft } from "../parts/draft.ts";
import { Field, Form } from "../parts/form.tsx";
import { Failure, Skeleton } from "../parts/notice.tsx";
import { tell } from "../parts/toast.tsx";
import { address } from "../route.ts";
import { session } from "../session.ts";

/** The comments of a post, oldest first, and a place to write one. */
export function Comments({ postId }: { postId: string }) {
  const title = useId();
  const me = session.use()?.me.id;
  const comments = usePages(postId, (cursor, signal) => listComments(postId, cursor, signal));
  const { items, isNew, hasMore, error } = comments;

  async function remove(id: string) {
    await deleteComment(id);
    comments.change((items) => items.filter((comment) => comment.id !== id));
    tell(text.commentDeleted);
    // The button that had the focus is gone.
    document.getElementById(title)?.focus();
  }
  return (
    <section class="comments" aria-labelledby={title} aria-busy={isNew}>
      <h2 id={title} tabIndex={-1}>
        {text.comments}
      </h2>
      {isNew && <Skeleton rows={1} />}
      {!isNew && error === undefined && items.length === 0 && <p class="hint">{text.noComments}</p>}
      <ol>
        {items.map((comment) => (
          <Comment
            key={comment.id}
            comment={comment}
            {...(comment.authorId === me && { onDelete: remove })}
          />
        ))}
      </ol>
      {error !== undefined && <Failure error={error} onRetry={comments.more} />}
      {hasMore && error === undefined && (
        <button type="button" class="button quiet" onClick={comments.more}>
          {text.more}
        </button>
      )}
      {me === undefined ? (
        <a class="button" href={address({ view: "logIn", to: address({ view: "post", id: postId }) })}>
          {text.logInToComment}
        </a>
      ) : (
        <NewComment postId={postId} onAdd={(comment) => comments.change((items) => [...items, comment])} />
      )}
    </section>
  );
}

function Comment({ comment, onDelete }: { comment: Text; onDelete?(id: string): Promise<void> }) {
  return (
    <li>
      <article class="row">
        <Avatar item={comment} />
        <div>
          <div class="post-head">
            <Byline item={comment} />
            {onDelete && (
              <div class="own">
                <DeleteButton question={text.deleteCommentQuestion} onDelete={() => onDelete(comment.id)} />
              </div>
            )}
          </div>
          <div class="text">{comment.body}</div>
        </div>
      </article>
    </li>
  );
}

function NewComment({ postId, onAdd }: { postId: string; onAdd(comment: Text): void }) {
  const draft = `comment ${postId}`;
  async function submit({ body = "" }: Record<string, string>) {
    onAdd(await addComment(postId, body));
    forgetDraft(draft);
    tell(text.commented);
  }
  return (
    <Form label={text.yourComment} action={text.comment} onSubmit={submit} clears>
      <Field
        name="body"
        label={text.yourComment}
        multiline
        required
        maxLength={2000}
        defaultValue={keptDraft(draft).body}
        onInput={(event) => keepDraft(draft, event.currentTarget)}
      />
    </Form>
  );
}
