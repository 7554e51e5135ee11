// Two processes over redisStore: after 15 s the second renews without the lock, with the same refresh token.
import { createBackend, redisStore } from "/tmp/fresh/p/pkg/dist/server.js";
const db = new Map(); const live = (k) => { const e = db.get(k); if (e && e.until < Date.now()) db.delete(k); return db.get(k); };
const client = { async call(name, ...a) { if (name === "GET") return live(a[0])?.v ?? null; if (name === "DEL") return db.delete(a[0]); if (name === "SET") { const nx = a.includes("NX"); if (nx && live(a[0])) return null; const px = a.includes("PX") ? Number(a[a.indexOf("PX") + 1]) : Number(a[a.indexOf("EX") + 1]) * 1000; db.set(a[0], { v: a[1], until: Date.now() + px }); return "OK"; } if (name === "EVAL") { const [script, , key, mine, ms] = a; if (live(key)?.v !== mine) return 0; if (/pexpire/.test(script)) { db.get(key).until = Date.now() + Number(ms); return 1; } db.delete(key); return 1; } } };
const b = (o) => Buffer.from(JSON.stringify(o)).toString("base64url");
const jwt = (exp) => { const now = Math.floor(Date.now() / 1000); return `${b({ alg: "HS256" })}.${b({ iat: now, exp: now + exp, jti: Math.random(), data: { user: { id: "1" } } })}.c2ln`; };
const plugin = { id: "own", login: { path: "/own/v1/login" }, refresh: { path: "/own/v1/refresh", with: "refreshToken", body: { r: "$refreshToken" } }, token: "token", refreshToken: "refresh", user: { id: "id" } };
let n = 0, t0; const used = [], log = [];
const fetch = async (u, i) => { const url = decodeURIComponent(String(u.url ?? u)); if (/v1\/login/.test(url)) return Response.json({ token: jwt(1), refresh: "r0", id: 1 }); if (/v1\/refresh/.test(url)) { const r = new URLSearchParams(String(i.body)).get("r") ?? JSON.parse(i.body).r; log.push(`${((Date.now() - t0) / 1000).toFixed(0)}s refresh(${r})`); if (used.includes(r)) return Response.json({ code: "reused", message: "all sessions revoked", data: { status: 401 } }, { status: 401 }); used.push(r); await new Promise((r) => setTimeout(r, 20000)); return Response.json({ token: jwt(600), refresh: "r" + ++n, id: 1 }); } return Response.json({ id: 1, namespaces: ["wp/v2"] }); };
const make = () => createBackend({ site: "https://e.com/wp-json", plugin, fetch, secret: "x".repeat(40), store: redisStore(client) });
const [one, two] = [make(), make()]; const O = "https://a.example";
const call = (backend, p, o = {}) => backend.handle(new Request(O + "/api/presskey" + p, { ...o, headers: { origin: O, "content-type": "application/json", ...o.headers } }));
const cookie = (await call(one, "/login", { method: "POST", body: '{"username":"a","password":"pw12345x"}' })).headers.getSetCookie()[0].split(";")[0];
await new Promise((r) => setTimeout(r, 1500)); t0 = Date.now();
const get = async (x) => { const r = await call(x, "/rest/wp/v2/users/me", { headers: { cookie } }); return `${((Date.now() - t0) / 1000).toFixed(0)}s ${r.status} ${(await r.text()).slice(0, 80)}`; };
const a = get(one); await new Promise((r) => setTimeout(r, 500)); const c = get(two);
console.log(await a, "|", await c, "|", log.join(", "));
