import { createServer } from "node:http"; import { spawn } from "node:child_process";
import { jwt } from "./lib.mjs";
const EVIL = "\u009b2J\u001b]52;c;ZXZpbA==\u0007\u202eX\u2028\u0085\u200b\u{E0041}";
const BIN = "/work/wt/attack10/pkg/bin/presskey.js";
let mode = {};
const server = createServer((req, res) => {
  const send = (v, status = 200, h = {}) => { res.writeHead(status, { "content-type": "application/json; charset=utf-8", ...h }); res.end(typeof v === "string" ? v : JSON.stringify(v)); };
  const u = decodeURIComponent(req.url);
  if (/\/token$/.test(u)) { const t = mode.token ?? jwt({ iss: base, email: EVIL }); return send({ token: t, user_email: EVIL, user_nicename: EVIL, user_display_name: EVIL, "jwt": t, data: { jwt: t } }); }
  if (mode.status) return send({ code: "x", message: "No " + EVIL }, mode.status);
  if (u.includes("/wp/v2/x")) return send({ a: EVIL, [EVIL]: 1 });
  send({ name: EVIL, description: EVIL, url: base, home: base, namespaces: ["wp/v2", "jwt-auth/v1", "evil" + EVIL + "/v1"], routes: { "/wp/v2/x": { namespace: "wp/v2", methods: ["GET"], endpoints: [{ methods: ["GET", EVIL], args: { [EVIL]: { description: EVIL, type: EVIL } } }], schema: { title: EVIL, type: "object", properties: { [EVIL]: { description: EVIL, type: "string", enum: [EVIL] } } } } }, authentication: {}, generator: EVIL, gmt_offset: EVIL, timezone_string: EVIL }, 200, { server: "x\u009b2J", "x-powered-by": "PHP/8\u001b[2J".replace(/\u001b/g, "") });
}).listen(0, "127.0.0.1");
await new Promise((r) => server.once("listening", r));
const base = `http://127.0.0.1:${server.address().port}`;
const run = (args, env = {}) => new Promise((r) => { const c = spawn("node", [BIN, ...args], { env: { ...process.env, PRESSKEY_USERNAME: "anna", PRESSKEY_PASSWORD: "x1y2z3w4", ...env } }); let o = "", e = ""; c.stdout.on("data", (d) => (o += d)); c.stderr.on("data", (d) => (e += d)); c.on("close", (code) => r({ code, o, e })); });
const bad = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u{E0041}]/gu;
for (const [name, args, m] of [["token json", ["token", base, "--plugin", "jwt-authentication-for-wp-rest-api", "--json"]], ["token", ["token", base]], ["doctor", ["doctor", base]], ["doctor json", ["doctor", base, "--json"]], ["fetch", ["fetch", base, "/wp/v2/x"]], ["fetch raw", ["fetch", base, "/wp/v2/x", "--raw"]], ["types", ["types", base]], ["postman", ["postman", base]], ["openapi", ["postman", base, "--openapi"]], ["closed doctor", ["doctor", base], { status: 401 }], ["closed token", ["token", base], { status: 403 }], ["closed doctor json", ["doctor", base, "--json"], { status: 403 }]]) {
  mode = m ?? {}; const { code, o, e } = await run(args);
  const found = (t) => JSON.stringify([...new Set(t.match(bad) ?? [])].join(""));
  console.log(name.padEnd(20), code, "out", found(o), "err", found(e), process.argv[2] ? o.slice(0, 1500) + e : "");
}
server.close(); process.exit(0);
