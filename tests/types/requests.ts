// fetch, json and explain: a drop-in `fetch`, and what WordPress adds to it.
import { createClient, type PresskeyError, type WpRequestInit } from "presskey";
import { same } from "./assert";

const wp = createClient("https://example.com");

const dropIn: typeof fetch = wp.fetch;
same<Promise<Response>>()(dropIn("https://example.com/feed", { method: "HEAD" }));
same<Promise<Response>>()(wp.fetch(new Request("https://example.com/wp-json/wp/v2/posts")));
same<Promise<Response>>()(wp.fetch(new URL("https://example.com/wp-json/wp/v2/posts")));

const init: WpRequestInit = {
  method: "POST",
  headers: { "X-Thing": "1" },
  signal: AbortSignal.timeout(1000),
  auth: "required",
  json: { title: "Hi", tags: [1, 2], meta: null },
  query: {
    per_page: 5,
    search: undefined,
    author: null,
    sticky: true,
    include: [1, 2],
    _fields: "id",
  },
  timeout: 5000,
  envelope: true,
  methodOverride: true,
};
wp.fetch("/wp/v2/posts", init);
const plain: RequestInit = { cache: "no-store" };
wp.fetch("/wp/v2/posts", plain);
// @ts-expect-error not a way to authenticate
wp.fetch("/wp/v2/posts", { auth: "none" });
// @ts-expect-error a query is flat
wp.fetch("/wp/v2/posts", { query: { meta: { key: "a" } } });
// @ts-expect-error a timeout is a number of ms
wp.fetch("/wp/v2/posts", { timeout: "5s" });
// @ts-expect-error a misspelt option
wp.fetch("/wp/v2/posts", { jsn: {} });
// @ts-expect-error something must be called
wp.fetch();

interface Post {
  id: number;
}
same<Promise<Post[]>>()(wp.json<Post[]>("/wp/v2/posts"));
same<Promise<unknown>>()(wp.json("/wp/v2/posts"));
// @ts-expect-error unknown until a type is named
wp.json("/wp/v2/posts").then((posts) => posts.length);

same<Promise<PresskeyError | null>>()(wp.explain(new Response()));
// @ts-expect-error a response, not its promise
wp.explain(wp.fetch("/wp/v2/posts"));
