// The posts of the site, through the client's `json`.
import type { Client } from "presskey";
import { PresskeyError } from "presskey";

export const statuses = ["draft", "pending", "private", "publish"] as const;

export interface Post {
  id: number;
  date_gmt: string | null;
  status: string;
  link: string;
  title: { rendered: string; raw?: string };
  content: { rendered: string; raw?: string };
}

export interface PostDraft {
  title: string;
  content: string;
  status: string;
}

export interface PostList {
  posts: Post[];
  /** Whether the user may write: then drafts are in the list, and texts as they were typed. */
  writable: boolean;
}

const query = { per_page: 10, orderby: "modified" };

/** For an author everything they may edit, for everyone else what is published. */
export async function listPosts(
  client: Client,
  { loggedIn, signal }: { loggedIn: boolean; signal: AbortSignal },
): Promise<PostList> {
  if (loggedIn) {
    try {
      const posts = await client.json<Post[]>("/wp/v2/posts", {
        query: { ...query, context: "edit", status: "any" },
        signal,
      });
      return { posts, writable: true };
    } catch (error) {
      // A subscriber is logged in, and still only a reader: WordPress refuses the query as invalid.
      const reader =
        error instanceof PresskeyError && (error.status === 400 || error.code === "forbidden");
      if (!reader) throw error;
    }
  }
  const posts = await client.json<Post[]>("/wp/v2/posts", { query, signal });
  return { posts, writable: false };
}

/** Creates a post, or changes the one with this id. */
export function savePost(client: Client, draft: PostDraft, id?: number): Promise<Post> {
  const route = id === undefined ? "/wp/v2/posts" : `/wp/v2/posts/${id}`;
  return client.json<Post>(route, { method: "POST", json: draft, auth: "required" });
}
