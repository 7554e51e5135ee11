// Time that an error of the server takes, by length; the server gave a long opaque refresh token.
import { createClient } from "presskey";
const b64u = (x) => Buffer.from(x).toString("base64url");
const jwt = `${b64u('{"alg":"HS256"}')}.${b64u(JSON.stringify({ exp: 4e9, data: { user: { id: 1 } } }))}.AAAA`;
async function run(label, refresh, error) {
  const fetch = async (i) => {
    const u = String(i.url ?? i);
    if (/token$/.test(u)) return Response.json({ token: jwt, refresh: refresh });
    if (/posts/.test(u)) return Response.json(error, { status: 500 });
    return Response.json({ name: "x", namespaces: ["wp/v2", "a/v1"], routes: {}, authentication: {} });
  };
  const wp = createClient({ site: "https://a.example", storage: "memory", refresh: "manual", plugin: { id: "x", namespace: "a/v1", login: { path: "token", body: { username: "$username", password: "$password" } }, refresh: { path: "refresh", body: { r: "$refreshToken" } }, token: "token", refreshToken: "refresh" }, fetch });
  try { await wp.login({ username: "a", password: "bcdefg12345" }); } catch (e) { return console.log(label, "login", e.code, e.message, e.hint); }
  const t = performance.now();
  const e = await wp.json("/wp/v2/posts").catch((e) => e);
  console.log(label, Math.round(performance.now() - t), "ms", e.code, (e.wpCode ?? "").length, (e.serverMessage ?? "").length);
  wp.close();
}
const err = (message, code = "x") => ({ code, message, data: { status: 500 } });
for (const n of [2500, 5000, 10000, 20000, 40000, 80000]) {
  await run(`code a*${n}`, "a".repeat(n) , err("m", "a".repeat(n - 1)));
  await run(`msg a*${n}`, "a".repeat(n), err("a".repeat(n - 1)));
  await run(`msg é ${n}`, "é".repeat(n), err("é".repeat(n - 1)));
  await run(`msg \\ ${n}`, "\\".repeat(n) + "b", err("\\".repeat(n - 1)));
  await run(`code \\ ${n}`, "\\".repeat(n) + "b", err("m", "\\".repeat(n - 1)));
  await run(`code - ${n}`, "-".repeat(n) + "b", err("m", "-".repeat(n - 1)));
}
