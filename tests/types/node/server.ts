// A program without lib "dom": the declarations must not need it.
import { createClient, decode, type PresskeyError, verify } from "presskey";
import { init } from "presskey/url";

await init(new Uint8Array());
using wp = createClient({ site: new URL("https://example.com"), fetch });
const dropIn: typeof fetch = wp.fetch;
const response: Response = await dropIn("https://example.com");
const error: PresskeyError | null = await wp.explain(response);
const posts = await wp.json<{ id: number }[]>("/wp/v2/posts", { query: { per_page: 1 } });
decode("a.b.c").claims.exp?.toFixed();
posts[0]?.id.toFixed();
error?.response?.headers;
const key = await crypto.subtle.importKey("raw", new Uint8Array(32), "HMAC", false, ["verify"]);
(await verify("a.b.c", key, { algorithms: ["HS256"] })).claims.exp?.toFixed();
// @ts-expect-error the types are there, not just `any`
wp.nothing;
