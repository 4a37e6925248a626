import { addPost, changePost, type Post } from "../api.ts";
import { text } from "../language/language.ts";
import { forgetDraft, keepDraft, keptDraft } from "../parts/draft.ts";
import { Field, Form } from "../parts/form.tsx";
import { tell } from "../parts/toast.tsx";
import { go, place } from "../place.ts";
import { address, home } from "../route.ts";
import { session } from "../session.ts";
import { useTitle } from "../title.ts";
import { Loading, Missing, usePost } from "./post.tsx";
import { showChanged } from "./post-list.tsx";

/** Writes a new post. */
export function NewPost() {
  return (
    <Editor draft="post" heading={text.newPost} action={text.publish} save={addPost} done={text.published} />
  );
}

/** Changes one of one's own posts. */
export function EditPost({ id }: { id: string }) {
  const { post, trouble } = usePost(id);
  const me = session.use()?.me.id;
  if (!post) return trouble ?? <Loading />;
  if (post.authorId !== me) return <Missing />;
  return (
    <Editor
      draft={`post ${id}`}
      heading={text.editPost}
      action={text.save}
      save={(content) => changePost(id, content)}
      done={text.saved}
      post={post}
    />
  );
}

interface EditorProps {
  draft: string;
  heading: string;
  action: string;
  save(content: { title: string; body: string }): Promise<Post>;
  done: string;
  post?: Post;
}

function Editor({ draft, heading, action, save, done, post }: EditorProps) {
  const kept = keptDraft(draft);
  const onInput = (event: { currentTarget: { name: string; value: string } }) =>
    keepDraft(draft, event.currentTarget);
  useTitle(heading);

  async function submit({ title = "", body = "" }: Record<string, string>) {
    const saved = await save({ title, body });
    const { id } = saved;
    forgetDraft(draft);
    showChanged(saved);
    tell(done);
    // Back to the post rather than to it anew, or it would stand in the history twice.
    if (place.get().from === address({ view: "post", id })) history.back();
    else go({ view: "post", id }, { replace: true });
  }
  const cancel = (
    <a class="button quiet" href={address(post ? { view: "post", id: post.id } : home)}>
      {text.cancel}
    </a>
  );
  return (
    <>
      <h1 tabIndex={-1}>{heading}</h1>
      <Form label={heading} action={action} onSubmit={submit} aside={cancel}>
        <Field
          name="title"
          label={text.title}
          required
          maxLength={200}
          autocomplete="off"
          defaultValue={kept.title ?? post?.title}
          onInput={onInput}
          autofocus
        />
        <Field
          name="body"
          label={text.body}
          multiline
          required
          maxLength={10_000}
          defaultValue={kept.body ?? post?.body}
          onInput={onInput}
        />
      </Form>
    </>
  );
}
