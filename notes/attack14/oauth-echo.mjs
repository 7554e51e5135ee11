import { createClient } from "presskey";
import { createBackend } from "presskey/server";
const SITE = "https://example.com";
const c = { consumerKey: "ck-1", consumerSecret: "c0nsumer/s3cret+&=1", token: "t0k-abc-123", tokenSecret: "t0ken s3cret~é1" };
let words;
const fetch = async (input, init = {}) => {
  const url = String(input.url ?? input);
  if (/acme/.test(url)) { const w = words(new Headers(init.headers).get("authorization")); return Response.json({ code: "x", message: w, data: { status: 400 } }, { status: 400 }); }
  if (/users\/me/.test(url)) return Response.json({ id: 7, username: "anna", name: c.tokenSecret, slug: c.consumerSecret });
  return Response.json({ home: SITE, namespaces: ["wp/v2"], routes: {} });
};
const wp = createClient({ site: SITE, plugin: "oauth1", fetch, storage: "memory" });
await wp.login(c);
console.log(JSON.stringify(wp.session.user));
const e = encodeURIComponent;
for (const w of [(h) => h, () => `${c.tokenSecret} ${c.consumerSecret} ${c.token}`, () => `${e(c.consumerSecret)}&${e(c.tokenSecret)}`, () => `key ${e(e(c.consumerSecret))}`, () => wp.token(), () => JSON.stringify(c)]) {
  words = w;
  const error = await wp.json("/acme/v1/x").catch((x) => x);
  console.log(error.message);
}
// via a backend: login with consumer credentials by a visitor
const backend = createBackend({ site: SITE, plugin: "oauth1", fetch, secret: "x".repeat(40) });
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
for (const body of [c, { consumerKey: "a", consumerSecret: "b" }]) {
  const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify(body) }));
  console.log(login.status, (await login.text()).slice(0, 200));
}
process.exit();
