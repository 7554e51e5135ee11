// The posts of the site, through the client's `json`.
import type { Client, Query } from "presskey";
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
  page: number;
  /** null if the site doesn't tell. */
  totalPages: number | null;
  /** Whether the user may write: then drafts are in the list, and texts as they were typed. */
  writable: boolean;
}

const ROUTE = "/wp/v2/posts";
const query = { orderby: "modified" };

/** For an author everything they may edit, for everyone else what is published. */
export async function listPosts(
  client: Client,
  { loggedIn, ...init }: { loggedIn: boolean; page: number; signal: AbortSignal },
): Promise<PostList> {
  const list = async (more: Query, writable: boolean) => {
    const options = { ...init, perPage: 6, query: { ...query, ...more } };
    const { items, page, totalPages } = await client.page<Post>(ROUTE, options);
    return { posts: items, page, totalPages, writable };
  };
  if (loggedIn) {
    try {
      return await list({ context: "edit", status: "any" }, true);
    } catch (error) {
      // A subscriber is logged in, and still only a reader: WordPress refuses the query as invalid.
      const reader =
        error instanceof PresskeyError && (error.status === 400 || error.code === "forbidden");
      if (!reader) throw error;
    }
  }
  return list({}, false);
}

/** Creates a post, or changes the one with this id. */
export function savePost(client: Client, draft: PostDraft, id?: number): Promise<Post> {
  const route = id === undefined ? ROUTE : `${ROUTE}/${id}`;
  return client.json<Post>(route, { method: "POST", json: draft, auth: "required" });
}
