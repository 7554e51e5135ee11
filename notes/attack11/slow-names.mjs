// One response to a login: a long refresh token, and a display name that looks like it.
import { createClient } from "presskey";
const b64u = (x) => Buffer.from(x).toString("base64url");
const jwt = `${b64u('{"alg":"HS256"}')}.${b64u(JSON.stringify({ exp: 4e9, data: { user: { id: 1 } } }))}.AAAA`;
for (const n of [500, 1000, 2000, 4000]) {
  const fetch = async (i) => /token$/.test(String(i)) ? Response.json({ token: jwt, refresh: "-".repeat(n) + "q", name: "-".repeat(n) }) : Response.json({ name: "x", namespaces: ["wp/v2", "a/v1"], routes: {}, authentication: {} });
  const wp = createClient({ site: "https://a.example", storage: "memory", refresh: "manual", plugin: { id: "x", namespace: "a/v1", login: { path: "token", body: { username: "$username", password: "$password" } }, refresh: { path: "refresh", body: { r: "$refreshToken" } }, token: "token", refreshToken: "refresh", user: { displayName: "name" } }, fetch });
  const t = performance.now(); const r = await wp.login({ username: "a", password: "bcdefg12345" }).catch((e) => e); console.log(n, Math.round(performance.now() - t), "ms", r.code ?? r.user.displayName?.length); wp.close();
}
