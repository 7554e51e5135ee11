// A small WordPress: free JWT plugin's routes, and what a test adds.
import { createServer } from "node:http"; import { once } from "node:events";
export const jwt = (p) => ["eyJhbGciOiJIUzI1NiJ9", Buffer.from(JSON.stringify(p)).toString("base64url"), "c2ln"].join(".");
export async function startWp(handler = () => false, life = 3600) {
  const log = [];
  const s = createServer(async (req, res) => {
    let body = ""; for await (const c of req) body += c;
    const u = decodeURIComponent(req.url); const base = `http://127.0.0.1:${s.address().port}`;
    log.push({ method: req.method, url: u, headers: req.headers, body });
    res.setHeader("content-type", "application/json");
    res.setHeader("access-control-allow-origin", "*"); res.setHeader("access-control-allow-headers", "*"); res.setHeader("access-control-allow-methods", "*");
    if (req.method === "OPTIONS" && !/batch/.test(u)) return res.end();
    if (await handler(req, res, u, body, base)) return;
    const n = Math.floor(Date.now() / 1000);
    if (/jwt-auth\/v1\/token\/validate/.test(u)) return res.end('{"code":"jwt_auth_valid_token","data":{"status":200}}');
    if (/jwt-auth\/v1\/token/.test(u)) { const name = (body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))).username ?? "anna"; const id = { anna: "1", berta: "2" }[name] ?? "9";
      return res.end(JSON.stringify({ token: jwt({ iss: base, iat: n, nbf: n, exp: n + life, data: { user: { id } } }), user_email: `${name}@example.com`, user_nicename: name, user_display_name: name })); }
    if (/users\/me/.test(u)) { const p = JSON.parse(Buffer.from((req.headers.authorization ?? "").split(".")[1] ?? "", "base64url").toString() || "null"); 
      if (!p) { res.statusCode = 401; return res.end('{"code":"rest_not_logged_in","message":"x","data":{"status":401}}'); } return res.end(JSON.stringify({ id: Number(p.data.user.id), name: "user " + p.data.user.id })); }
    res.end(JSON.stringify({ name: "s", home: base, url: base, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} }));
  }).listen(0, "127.0.0.1"); await once(s, "listening");
  return { url: `http://127.0.0.1:${s.address().port}`, log, stop: () => s.closeAllConnections() ?? s.close() };
}
export const PLUGIN = "jwt-authentication-for-wp-rest-api";
