// P5: what reaches fetch of the app's wishes for a cache, with a token: init and Request
import { createClient, jwt, index, json } from "./lib.mjs";
const seen = [];
let throwOnce = false;
const fetch = async (u, init) => {
  const url = String(u?.url ?? u);
  if (url.endsWith("/token")) return json({ token: jwt(), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
  if (url.includes("/wp/v2")) { if (throwOnce && init && "cache" in init) throw new TypeError("The 'cache' field on 'RequestInitializerDict' is not implemented."); seen.push({ cf: u?.cf, initcf: init?.cf, next: init?.next, unext: u?.next, cache: init?.cache, ucache: u?.cache, cc: new Headers(init?.headers).get("cache-control") }); return json([{ id: 1 }]); }
  return json(index());
};
const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
await wp.login({ username: "anna", password: "x1y2z3w4" });
// workerd: Request has `cf`, kept by clone() and by new Request(url, request)
class CfRequest extends Request { constructor(i, init) { super(i, init); this.cf = init?.cf ?? i?.cf; } clone() { const c = new CfRequest(super.clone()); c.cf = this.cf; return c; } }
for (const t of [false, true]) { throwOnce = t;
  await wp.json("https://e.com/wp-json/wp/v2/me", { cf: { cacheTtl: 60, cacheEverything: true, image: { width: 1 } }, next: { revalidate: 60 }, cache: "force-cache" });
  await wp.json(new CfRequest("https://e.com/wp-json/wp/v2/me", { cf: { cacheTtl: 60, cacheEverything: true } }));
  await wp.json(new Request("https://e.com/wp-json/wp/v2/me", { cache: "force-cache" }));
}
console.log(seen);
