// Numeric extremes: `timeout: Infinity`, or anything above 2^31 (and half of it on a backend).
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
const SITE = "https://example.com";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const make = (life) => {
  const exp = Math.floor(Date.now() / 1000) + life;
  return `${b64({ alg: "HS256" })}.${b64({ iat: exp - life, exp, jti: Math.random(), data: { user: { id: "7" } } })}.c2ln`;
};
const plugin = { id: "custom", namespace: "my/v1", login: { path: "token", body: { username: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh_token: "$refreshToken" } }, token: "token", refreshToken: "refresh_token", claims: { id: "data.user.id" } };
function site() {
  const log = [];
  let good = "rt-1";
  let count = 1;
  const fetch = async (input, init) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    if (/\/my\/v1\/token$/.test(url)) return Response.json({ token: make(1), refresh_token: good, id: 7 });
    if (/\/refresh$/.test(url)) {
      const text = String(init.body); const sent = text.startsWith("{") ? JSON.parse(text).refresh_token : new URLSearchParams(text).get("refresh_token");
      log.push(sent);
      await new Promise((r) => setTimeout(r, 300));
      // Rotates, and revokes the family when an old one comes back, as OAuth 2.0's best practice has it.
      if (sent !== good) { good = undefined; return Response.json({ code: "reused", message: "Reuse.", data: { status: 401 } }, { status: 401 }); }
      good = `rt-${++count}`;
      return Response.json({ token: make(3600), refresh_token: good });
    }
    if (/users\/me/.test(url)) return Response.json({ id: 7 });
    return Response.json({ home: SITE, namespaces: ["wp/v2", "my/v1"], routes: {} });
  };
  return { fetch, log };
}
for (const timeout of [undefined, 1.1e9, 3e9, Infinity]) {
  const { fetch, log } = site();
  const wp = createClient({ site: SITE, plugin, fetch, storage: "memory", timeout, expiryMargin: 0 });
  await wp.login({ username: "anna", password: "S3cret-Pass" });
  await new Promise((r) => setTimeout(r, 1100));
  const result = await wp.json("/wp/v2/users/me", { auth: "required" }).catch((e) => `${e.code}: ${e.message}`);
  console.log("client ", timeout, JSON.stringify(result), log);
  wp.close();
}
for (const timeout of [undefined, 1.1e9, Infinity]) {
  const { fetch, log } = site();
  const backend = createBackend({ site: SITE, plugin, fetch, timeout, secret: "x".repeat(40), expiryMargin: 0 });
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: "anna", password: "S3cret-Pass" }) }));
  const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  await new Promise((r) => setTimeout(r, 1100));
  const me = () => backend.handle(new Request("https://app.example/api/presskey/rest/wp/v2/users/me", { headers: { ...headers, cookie } }));
  const [a, b] = [me(), new Promise((r) => setTimeout(r, 100)).then(me)];
  const shown = async (p) => { const r = await p; return [r.status, (await r.text()).slice(0, 80), r.headers.getSetCookie().map((c) => c.slice(0, 30))]; };
  console.log("backend", timeout, JSON.stringify(await Promise.all([shown(a), shown(b)])), log);
}
