import { useClient } from "presskey/react";
import { type SyntheticEvent, useEffect, useRef } from "react";
import { type Post, savePost, statuses } from "../posts";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { useAction } from "../use-action";

interface PostEditorProps {
  /** null for a new one. */
  post: Post | null;
  onSaved: (post: Post) => void;
  onCancel: () => void;
}

/** A modal form. Fields are uncontrolled: what was typed survives a failed save. */
export function PostEditor({ post, onSaved, onCancel }: PostEditorProps) {
  const client = useClient();
  const { run, pending, error } = useAction<Post>();
  const dialog = useRef<HTMLDialogElement>(null);

  // The browser's own modal: it keeps the focus inside, closes on Escape and gives the focus back.
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const draft = {
      title: String(form.get("title")),
      content: String(form.get("content")),
      status: String(form.get("status")),
    };
    const saved = await run(() => savePost(client, draft, post?.id));
    if (saved) onSaved(saved);
  }

  return (
    <dialog ref={dialog} aria-labelledby="editor-title" onCancel={onCancel}>
      <form className="stack" onSubmit={submit}>
        <h2 id="editor-title">{post ? "Edit post" : "New post"}</h2>
        <Field label="Title">
          {(control) => (
            <input {...control} name="title" defaultValue={post?.title.raw ?? ""} required />
          )}
        </Field>
        <Field label="Content">
          {(control) => (
            <textarea {...control} name="content" rows={8} defaultValue={post?.content.raw ?? ""} />
          )}
        </Field>
        <Field label="Status">
          {(control) => (
            <select {...control} name="status" defaultValue={post?.status ?? "draft"}>
              {[...new Set([...statuses, post?.status ?? "draft"])].map((status) => (
                <option key={status}>{status}</option>
              ))}
            </select>
          )}
        </Field>
        {error ? <ErrorNote error={error} /> : null}
        <div className="buttons end">
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={pending}>
            {pending ? "Saving …" : "Save"}
          </button>
        </div>
      </form>
    </dialog>
  );
}
