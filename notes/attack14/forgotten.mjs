// "which remembers its last 10,000 logouts": sessions that have run out count as well, of all backends of the process.
import { createBackend } from "presskey/server";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
let life = 3600, n = 0;
const make = (SITE, secret) => createBackend({ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", secret, fetch: async (input) => {
  const url = decodeURIComponent(String(input?.url ?? input));
  if (!/\/token$/.test(url)) return Response.json({ home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} });
  const iat = Math.floor(Date.now() / 1000);
  return Response.json({ token: `${b64({ alg: "HS256" })}.${b64({ iat, exp: iat + life, jti: ++n, data: { user: { id: "7" } } })}.c2ln`, user_nicename: "anna" });
} });
const one = make("https://one.example", "1".repeat(40)), two = make("https://two.example", "2".repeat(40));
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
const login = async (backend) => { const r = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: '{"username":"anna","password":"x"}' })); return r.headers.getSetCookie().map((c) => c.split(";")[0]).join("; "); };
const session = async (backend, cookie) => (await backend.handle(new Request("https://app.example/api/presskey/session", { headers: { ...headers, cookie } }))).text();
const copy = await login(one);
await one.handle(new Request("https://app.example/api/presskey/logout", { method: "POST", headers: { ...headers, cookie: copy }, body: "{}" }));
console.log("the copy after the one logout:", (await session(one, copy)).slice(0, 60));
life = 1;
const old = [];
for (let i = 0; i < 10001; i++) old.push(await login(two));
await new Promise((r) => setTimeout(r, 1500));
for (const cookie of old) await session(two, cookie);
console.log("after 10,001 sessions of another site have run out:", (await session(one, copy)).slice(0, 90));
