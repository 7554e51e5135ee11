import { createBackend } from "presskey/server";
import { createClient } from "presskey";
let extra = {}, status = 200;
const fetch = async (i) => /posts/.test(String(i.url ?? i)) ? Response.json([], { status, headers: extra }) : Response.json({ name: "x", namespaces: ["wp/v2", "jwt-auth/v1"], url: "https://wp.example", home: "https://wp.example", authentication: {}, routes: {} });
const backend = createBackend({ site: "https://wp.example", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(32), fetch });
const wp = createClient({ site: "https://wp.example", storage: "memory", fetch });
const N = 60000;
for (const [k, u] of [["link", "<"], ["link", "<a>"], ["link", "<a>;rel"], ["link", "<a>; rel=next,"], ["link", "rel"], ["link", "\\"], ["link", "<a>;;;;"], ["link", " "], ["link", "<https://wp.example/wp-json/a>,"], ["content-type", "multipart/"], ["content-type", "text/html;"], ["retry-after", "1"], ["location", "/.."], ["location", "https://x/%25"], ["x-wp-total", "9"], ["set-cookie", "a=b \t"], ["set-cookie", "a=b;expires="], ["content-disposition", "a;"], ["etag", '"']]) {
  for (status of [200, 302]) { extra = { [k]: "x" + u.repeat(N / u.length) + "x" };
  let t = performance.now(); await backend.handle(new Request("https://app.example.com/api/presskey/rest/wp/v2/posts", { headers: { "sec-fetch-site": "same-origin" } })); const a = performance.now() - t; t = performance.now(); await wp.page("/wp/v2/posts").catch(() => {}); await wp.json("/wp/v2/posts").catch(() => {}); const b = performance.now() - t; if (a > 100 || b > 150) console.log(k, JSON.stringify(u), status, Math.round(a), Math.round(b)); }
}
console.log("done");
