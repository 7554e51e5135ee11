// A renewal that takes longer than 20 s: the next request of the same session renews at the same time, with the same refresh token.
import { createBackend, memoryStore } from "/tmp/fresh/p/pkg/dist/server.js";
const b = (o) => Buffer.from(JSON.stringify(o)).toString("base64url");
const jwt = (exp) => { const now = Math.floor(Date.now() / 1000); return `${b({ alg: "HS256" })}.${b({ iat: now, exp: now + exp, jti: Math.random(), data: { user: { id: "1" } } })}.c2ln`; };
const plugin = { id: "own", login: { path: "/own/v1/login" }, refresh: { path: "/own/v1/refresh", with: "refreshToken", body: { r: "$refreshToken" } }, token: "token", refreshToken: "refresh", user: { id: "id" } };
await Promise.all([false, true].map(async (store) => {
  let n = 0; const used = []; const log = [];
  const fetch = async (u, i) => {
    const url = decodeURIComponent(String(u.url ?? u));
    if (/own\/v1\/login/.test(url)) return Response.json({ token: jwt(1), refresh: "r0", id: 1 });
    if (/own\/v1\/refresh/.test(url)) {
      const r = new URLSearchParams(String(i.body)).get("r") ?? JSON.parse(i.body).r;
      log.push(`${((Date.now() - t0) / 1000).toFixed(0)}s refresh(${r})`);
      if (used.includes(r)) return Response.json({ code: "reused", message: "reuse: all sessions revoked", data: { status: 401 } }, { status: 401 });
      used.push(r); await new Promise((r) => setTimeout(r, 27000)); return Response.json({ token: jwt(600), refresh: "r" + ++n, id: 1 });
    }
    return Response.json({ id: 1, namespaces: ["wp/v2"] });
  };
  let t0 = Date.now();
  const backend = createBackend({ site: "https://e.com/wp-json", plugin, fetch, secret: "x".repeat(40), timeout: 30000, ...(store && { store: memoryStore() }) });
  const O = "https://a.example", call = (p, o = {}) => backend.handle(new Request(O + "/api/presskey" + p, { ...o, headers: { origin: O, "content-type": "application/json", ...o.headers } }));
  const r = await call("/login", { method: "POST", body: '{"username":"a","password":"pw12345x"}' });
  const cookie = r.headers.getSetCookie()[0].split(";")[0];
  await new Promise((r) => setTimeout(r, 1500)); t0 = Date.now();
  const get = async () => { const r = await call("/rest/wp/v2/users/me", { headers: { cookie } }); return `${((Date.now() - t0) / 1000).toFixed(0)}s ${r.status} ${(await r.text()).slice(0, 90)}`; };
  const first = get(); await new Promise((r) => setTimeout(r, 1000)); const second = get();
  console.log(store ? "with store" : "no store", "|", log.length, "|", await first, "|", await second, "|", log.join(", "));
}));
