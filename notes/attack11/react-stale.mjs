// The server rendered the page for Anna (admin); when it hydrates, the cookie is Ben's (editor). What does usePage() show, and as whom?
import { container } from "../../tests/support/dom.mjs";
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
import { PresskeyProvider, usePage, useSession } from "presskey/react";
const origin = "https://app.example.com"; globalThis.location = new URL(origin);
class S { m = new Map(); getItem = (k) => this.m.get(k) ?? null; setItem = (k, v) => void this.m.set(k, String(v)); removeItem = (k) => void this.m.delete(k); }
globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
const plugin = "simple-jwt-login";
const site = createTestSite({ plugin }); const [admin, editor] = site.users;
const backend = createBackend({ site: site.site, plugin, secret: "x".repeat(32), fetch: (i, n) => site.answer(new Request(i, n)) });
const login = async (u) => { const c = await backend.client(new Request(origin)); await c.login({ username: u.username, password: u.password }); return { session: structuredClone(c.session), cookie: c.headers().getSetCookie().map((l) => l.split(";")[0]).join("; ") }; };
const anna = await login(admin), ben = await login(editor);
const calls = []; const log = [];
const wp = createClient({ via: "/api/presskey", async fetch(i, n) {
  const { pathname } = new URL(i, origin); const headers = new Headers(n.headers); calls.push(`${n.method ?? "GET"} ${pathname} user=${headers.get("presskey-user")}`);
  if (pathname.endsWith("/session")) { await new Promise((r) => setTimeout(r, 400)); if (process.argv[2] === "fail") throw new TypeError("offline"); }
  headers.set("Sec-Fetch-Site", "same-origin"); headers.set("Cookie", ben.cookie);
  return backend.handle(new Request(new URL(i, origin), { ...n, headers }));
} });
function Page() { const s = useSession(); const { items, error } = usePage("/wp/v2/posts", { query: { context: "edit", status: "draft,publish", author: 1 } }); const me = usePage("/wp/v2/users", { query: { context: "edit", roles: "editor" } }); const line = `shown: ${s.user?.username ?? s.status} | posts ${items.length} ${error?.code ?? ""} | users ${me.items.length} ${me.error?.code ?? ""} ${me.error?.wpCode ?? ""}`; if (log.at(-1) !== line) log.push(line); return null; }
createRoot(container()).render(h(PresskeyProvider, { client: wp, session: anna.session }, h(Page)));
await new Promise((r) => setTimeout(r, 1500));
console.log(log.join("\n")); console.log(calls.join("\n"));
process.exit();
