import { gmtDate, textOf } from "../format";
import type { Post } from "../posts";

interface PostRowProps {
  post: Post;
  onEdit: ((post: Post) => void) | undefined;
}

export function PostRow({ post, onEdit }: PostRowProps) {
  const title = textOf(post.title.rendered) || "Untitled";
  return (
    <li>
      <div>
        <p className="title">{title}</p>
        <p className="quiet">
          {post.status !== "publish" && <span className="badge">{post.status}</span>}
          {post.date_gmt ? gmtDate(post.date_gmt) : "no date yet"}
        </p>
      </div>
      {onEdit && (
        <button
          type="button"
          className="small"
          aria-label={`Edit “${title}”`}
          onClick={() => onEdit(post)}
        >
          Edit
        </button>
      )}
    </li>
  );
}
