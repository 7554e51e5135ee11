import { useSession } from "presskey/react";
import { useState } from "react";
import { textOf } from "../format";
import type { Post } from "../posts";
import { ErrorNote } from "../ui/ErrorNote";
import { Panel } from "../ui/Panel";
import { usePosts } from "../use-posts";
import { Pages } from "./Pages";
import { PostEditor } from "./PostEditor";
import { PostRow } from "./PostRow";

/** The latest posts; those who may write also create and edit. */
export function PostsPanel() {
  const { list, error, pending, show } = usePosts();
  const { status } = useSession();
  const [edited, setEdited] = useState<Post | "new" | null>(null);
  const [done, setDone] = useState("");
  const reader =
    status === "anonymous" ? "Log in to write." : "This user may read posts, not write them.";

  function open(post: Post | "new") {
    setDone("");
    setEdited(post);
  }
  function saved(post: Post) {
    setEdited(null);
    setDone(`Saved “${textOf(post.title.rendered) || "Untitled"}”.`);
    // The list begins with what has changed last.
    show(1);
  }

  return (
    <>
      <Panel
        title="Posts"
        aside={
          list?.writable && (
            <button type="button" className="small" onClick={() => open("new")}>
              New post
            </button>
          )
        }
      >
        <p className="quiet" role="status">
          {list && !list.writable ? reader : done}
        </p>
        {error ? <ErrorNote error={error} /> : null}
        {!list && !error && <p className="quiet">Loading …</p>}
        {list?.posts.length === 0 && <p className="quiet">There are no posts.</p>}
        {list && list.posts.length > 0 && (
          <ul className="posts" aria-busy={pending}>
            {list.posts.map((post) => (
              <PostRow key={post.id} post={post} onEdit={list.writable ? open : undefined} />
            ))}
          </ul>
        )}
        {list && <Pages page={list.page} totalPages={list.totalPages} onShow={show} />}
      </Panel>
      {edited && (
        <PostEditor
          key={edited === "new" ? "new" : edited.id}
          post={edited === "new" ? null : edited}
          onSaved={saved}
          onCancel={() => setEdited(null)}
        />
      )}
    </>
  );
}
