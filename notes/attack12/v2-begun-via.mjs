// P6: "A call that was begun for one user is not repeated for another" with `via` and `onLoginRequired`:
// admin's cookie is gone; the app asks for a login; editor logs in at the prompt. Is admin's write sent as editor?
import { createClient } from "presskey";
import { createVisitor } from "../../tests/via/tabs.mjs";
const visitor = await createVisitor();
const users = visitor.site.users;
const [admin, editor] = [users[0], users[1]];
const as = ({ username, password }) => ({ username, password });
const jar = new Map();
const origin = visitor.origin;
const make = (onLoginRequired) => createClient({ via: "/api/presskey", onLoginRequired, async fetch(input, init) {
  const headers = new Headers(init.headers); headers.set("Sec-Fetch-Site", "same-origin");
  if (init.credentials !== "omit" && jar.size) headers.set("Cookie", [...jar].map((p) => p.join("=")).join("; "));
  const response = await visitor.backend.handle(new Request(input, { ...init, headers }));
  for (const line of response.headers.getSetCookie()) { const [, n, v] = /^([^=]*)=([^;]*)/.exec(line); if (v) jar.set(n, v); else jar.delete(n); }
  return response;
} });
for (const [how, call] of Object.entries({
  "json POST": (wp) => wp.json("/wp/v2/posts", { method: "POST", json: { title: "admin's private draft" } }),
  "fetch POST": async (wp) => { const r = await wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }); return { author: (await r.json()).author }; },
  "required GET": (wp) => wp.json("/wp/v2/users/me", { auth: "required" }),
  "batch": (wp) => wp.batch([{ path: "/wp/v2/posts", method: "POST", body: { title: "x" } }]),
  "upload": (wp) => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "a.png" }),
})) {
  jar.clear();
  let asked = 0;
  const wp = make(async () => { asked++; return as(editor); });
  await wp.login(as(admin));
  jar.clear(); // expired, or removed by another tab's logout
  let out;
  try { const v = await call(wp); out = `sent as author ${v.author ?? v.id}`; } catch (e) { out = `${e.code} sent:${e.sent}`; }
  console.log(`${how}: asked ${asked}; shows ${wp.session.user?.username}; admin is ${admin.id}, editor ${editor.id} → ${out}`);
  wp.close();
}
process.exit(0);
