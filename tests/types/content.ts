// paginate, upload and batch; and routes that a site's own types describe.
import {
  type BatchResult,
  createClient,
  type Paginated,
  type PresskeyError,
  type WpMedia,
} from "presskey";
import { same } from "./assert";

interface Book {
  id: number;
  pages: number;
}

declare module "presskey" {
  interface SiteRoutes {
    "/test/v1/book": { GET: Book[]; POST: Book };
    [route: `/test/v1/book/${number}`]: { GET: Book; DELETE: { deleted: boolean } };
  }
}

const wp = createClient("https://example.com");

const posts = wp.paginate<{ id: number }>("/wp/v2/posts", {
  perPage: 5,
  query: { status: "draft" },
});
same<Paginated<{ id: number }>>()(posts);
for await (const { id } of posts) same<number>()(id);
for await (const { items, page, total, totalPages } of posts.pages()) {
  same<{ id: number }[]>()(items);
  same<number>()(page);
  same<number | null>()(total);
  same<number | null>()(totalPages);
}
same<Paginated<unknown>>()(wp.paginate("/wp/v2/posts"));
// @ts-expect-error a number
wp.paginate("/wp/v2/posts", { perPage: "all" });

same<Promise<WpMedia>>()(wp.upload(new Blob()));
wp.upload(new File([], "a.png"), {
  filename: "b.png",
  title: "t",
  alt: "a",
  caption: "c",
  post: 1,
  signal: AbortSignal.timeout(1000),
  timeout: 1000,
  onProgress: ({ loaded, total }) => same<number>()(loaded / total),
});
// @ts-expect-error a Blob
wp.upload("text");
// @ts-expect-error WordPress's name is alt_text, ours is alt
wp.upload(new Blob(), { alt_text: "a" });
wp.upload(new Blob()).then(({ id, source_url, media_details, acf }) => {
  same<number>()(id);
  same<string>()(source_url);
  same<number | undefined>()(media_details.width);
  same<unknown>()(acf);
});

same<Promise<BatchResult[]>>()(wp.batch([{ path: "/wp/v2/posts", body: { title: "a" } }]));
wp.batch([{ path: "/wp/v2/posts/1", method: "DELETE" }] as const, { auth: "required" });
// @ts-expect-error a path is needed
wp.batch([{ method: "POST" }]);
declare const error: PresskeyError;
same<BatchResult[] | undefined>()(error.results);

// Routes that are written down.
const id = 5 as number;
same<Promise<Book[]>>()(wp.json("/test/v1/book"));
same<Promise<Book>>()(wp.json("/test/v1/book", { method: "POST", json: { pages: 1 } }));
same<Promise<Book>>()(wp.json("/test/v1/book", { method: "post", json: {} }));
same<Promise<Book>>()(wp.json("/test/v1/book/5"));
same<Promise<Book>>()(wp.json(`/test/v1/book/${id}`, { query: { context: "edit" } }));
same<Promise<{ deleted: boolean }>>()(wp.json(`/test/v1/book/${id}`, { method: "DELETE" }));
same<Promise<unknown>>()(wp.json("/test/v1/book", { method: "DELETE" }));
same<Paginated<Book>>()(wp.paginate("/test/v1/book"));
// And those that are not.
same<Promise<unknown>>()(wp.json("/test/v1/books"));
same<Promise<string>>()(wp.json<string>("/test/v1/book"));
