// As late-redirect.test.mjs, in Node with the client's own fetch (as tests/security/late.test.mjs): Location of the response itself, and of the index that is asked afterwards.
import { createClient } from "presskey";
const SITE = "https://example.com", TOKEN = "t0ken/+1!opaque", REFRESH = "r3fresh/+1!opaque";
const SPEC = { ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh" }, login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true }, user: { id: "id", username: "name" } };
for (const word of [TOKEN, encodeURIComponent(TOKEN), REFRESH]) for (const kind of ["own", "own and index", "index", "page"]) for (const logout of [false, true]) for (const method of ["json", "fetch"]) {
  let held, armed = false, sent = false;
  const to = () => new Response("", { status: 302, headers: { location: `/x/${word}/` } });
  const fetch = async (input, init = {}) => {
    const url = String(input.url ?? input); if (process.env.V) console.log(init.method, url);
    if (/posts/.test(url)) { if (!sent) await new Promise((r) => (held = r)); sent = true; if (kind === "index") throw new TypeError("fetch failed"); if (kind === "page") return new Response("<html></html>", { status: 500, headers: { "content-type": "text/html", "x-cache": `HIT ${word}` } }); return to(); }
    if (sent && kind !== "own" && kind !== "page") { if (init.redirect === "follow") { const r = new Response("<html></html>", { headers: { "content-type": "text/html" } }); Object.defineProperty(r, "url", { value: `${SITE}/x/${word}/` }); Object.defineProperty(r, "redirected", { value: true }); return r; } return to(); }
    if (/login$/.test(url)) return Response.json({ token: TOKEN, refresh: REFRESH, id: 1, name: "u1" });
    if (/users\/me|validate/.test(url)) return Response.json({ id: 1 });
    return Response.json({ home: SITE, namespaces: ["wp/v2", "my/v1"], routes: {} });
  };
  const wp = createClient({ site: SITE, fetch, plugin: SPEC, storage: "memory" });
  const keep = setInterval(() => {}, 50); await wp.login({ username: "a", password: "some-s3cret" });
  const call = wp[method]("/wp/v2/posts").then((r) => (r.ok === undefined ? { ok: 1 } : { status: r.status }), (e) => ({ code: e.code, message: e.message, hint: e.hint }));
  while (!held) await new Promise((r) => setTimeout(r, 2));
  if (logout) await wp.logout();
  held(); const text = JSON.stringify(await call);
  const leaks = [TOKEN, encodeURIComponent(TOKEN), REFRESH].some((w) => text.includes(w));
  if (leaks || method === "json") console.log(leaks ? "LEAK" : "ok  ", word, kind, logout ? "logout" : "-", method, text.slice(0, 200));
  clearInterval(keep); wp.close();
}
process.exit();
