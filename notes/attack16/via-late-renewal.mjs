// P6: "presskey discards a refresh that returns after a logout ... After `logout()` has resolved, neither that page
// nor another one that shares its storage sends a request with that session."
// A renewal in one server process, a logout in another one, no store: the response to the renewal comes last.
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const plugin = "simple-jwt-login", secret = "a secret of at least 32 characters";
const O = "https://app.example.com/api/presskey";
for (const processes of [1, 2]) {
  const site = createTestSite({ plugin });
  const make = () => { delete globalThis[Symbol.for("presskey/server 1")]; return createBackend({ site: site.site, plugin, secret, fetch: (i, n) => site.answer(new Request(i, n)) }); };
  const a = make(), b = processes === 2 ? make() : a;
  const jar = new Map();
  const keep = (r) => { for (const l of r.headers.getSetCookie()) { const [, n, val] = /^([^=]*)=([^;]*)/.exec(l); val ? jar.set(n, val) : jar.delete(n); } };
  const send = (backend, path, body, more) => backend.handle(new Request(O + path, { method: body ? "POST" : "GET", body: body && JSON.stringify(body), headers: { ...(body && { "Content-Type": "application/json" }), "Sec-Fetch-Site": "same-origin", cookie: [...jar].map((p) => p.join("=")).join("; "), ...more } }));
  const [{ username, password }] = site.users;
  keep(await send(a, "/login", { username, password }));
  const cookie1 = [...jar.values()][0];
  site.expireTokens();
  // A call renews the token in process A. Its response is on its way...
  const late = await send(a, "/rest/wp/v2/users/me");
  console.log(`${processes} process(es): call`, late.status, "renewed:", late.headers.getSetCookie().length > 0);
  // ... when the user logs out, in process B.
  const out = await send(b, "/logout", {});
  keep(out);
  console.log("  logout:", out.status, (await out.json()).status, "cookies:", jar.size);
  keep(late);
  const session = await (await send(a, "/session")).json();
  const post = await send(a, "/rest/wp/v2/posts", { title: "after the logout" }, { "Presskey-User": "1" });
  console.log("  after the late response: cookies", jar.size, "| next visit:", session.status, session.user?.username, "| a write:", post.status);
}
