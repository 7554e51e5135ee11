// B7: headers() of a page that was rendered with a visitor's data, when the session ended in another request meanwhile.
import { startWp, PLUGIN } from "./wp.mjs";
import { createBackend, memoryStore } from "presskey/server";
let revoked = false;
const site = await startWp((req, res, u) => {
  if (!/wp\/v2\/posts/.test(u) || !revoked) return false;
  // As servers that revoke tokens at a logout respond.
  res.statusCode = 403; res.end(JSON.stringify({ code: "jwt_auth_invalid_token", message: "Invalid", data: { status: 403 } })); return true;
});
for (const store of [undefined, memoryStore()]) {
  revoked = false; const backend = createBackend({ site: site.url, plugin: PLUGIN, secret: "x".repeat(40), store });
  const origin = "https://app.example";
  const req = (path, cookie, init = {}) => new Request(origin + path, { ...init, headers: { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/json" } });
  const login = await backend.handle(req("/api/presskey/login", "", { method: "POST", body: JSON.stringify({ username: "anna", password: "pass-word-1" }) }));
  const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  // The page's request begins, and reads who the visitor is.
  const client = await backend.client(req("/account", cookie));
  const me = await client.json("/wp/v2/users/me");
  console.log("rendered for", me, client.session.status, [...client.headers()]);
  // In another tab the visitor logs out (or: logs in as somebody else).
  const out = await backend.handle(req("/api/presskey/logout", cookie, { method: "POST", body: "{}" }));
  revoked = true; console.log("logout in another tab", out.status);
  // The page goes on: one more call, here of public data.
  const posts = await client.json("/wp/v2/posts").catch((e) => e.code);
  console.log("store:", Boolean(store), "| status now", client.session, "| headers():", [...client.headers()]);
}
// The same with a framework's cookie store, without another tab: the token is refused while the page is rendered.
{
  revoked = false; const backend = createBackend({ site: site.url, plugin: PLUGIN, secret: "x".repeat(40) });
  const jar = new Map(); const cookies = { get: (n) => jar.get(n), set: (n, v, o) => (o.maxAge === 0 ? jar.delete(n) : jar.set(n, v)) };
  await (await backend.client(cookies)).login({ username: "anna", password: "pass-word-1" });
  for (const kept of [cookies, { get: cookies.get }]) {
    revoked = false;
    const client = await backend.client(kept);
    const me = await client.json("/wp/v2/users/me"); revoked = true;
    await client.json("/wp/v2/posts").catch((e) => e.code);
    console.log("cookie store", kept.set ? "" : "(read only)", me, client.session, "| headers():", [...client.headers()]);
    revoked = false; await (await backend.client(cookies)).login({ username: "anna", password: "pass-word-1" });
  }
}
site.stop(); process.exit();
