// P5: `next dev` keeps the responses of fetch in a server component for its hot reload, "no-store" or not.
// In a folder with next@16, react, react-dom and presskey (a copy of pkg): see report.md. Run: node next-hmr.mjs FOLDER
import { spawn } from "node:child_process"; import { setTimeout as sleep } from "node:timers/promises";
import { startWp } from "./wp.mjs";
const folder = process.argv[2] ?? "/tmp/a15next"; let count = 0;
const site = await startWp((req, res, u) => { if (!/users\/me/.test(u)) return false; res.end(JSON.stringify({ id: 1, count: ++count })); return true; });
const next = spawn("node_modules/.bin/next", ["dev", "-H", "127.0.0.1", "-p", "4715"], { cwd: folder, env: { ...process.env, SITE: site.url, NEXT_TELEMETRY_DISABLED: "1" }, stdio: ["ignore", "pipe", "pipe"], detached: true });
let out = ""; next.stdout.on("data", (d) => (out += d)); next.stderr.on("data", (d) => (out += d));
try {
  for (let i = 0; i < 90 && !/Ready/.test(out); i++) await sleep(500);
  const base = "http://127.0.0.1:4715";
  const login = await fetch(base + "/api/presskey/login", { method: "POST", headers: { "content-type": "application/json", origin: base, "sec-fetch-site": "same-origin" }, body: JSON.stringify({ username: "anna", password: "pass-word-1" }) });
  console.log("login", login.status);
  const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const get = async (headers) => { const before = count; const r = await fetch(base + "/me", { headers: { cookie, ...headers } }); const t = await r.text(); console.log(r.status, Object.keys(headers).join("+") || "page", "| WordPress was asked:", count - before, "| shows", /COUNT[^0-9]*(\d+)/.exec(t)?.[1] ?? /"COUNT ",(\d+)/.exec(t)?.[1] ?? t.slice(0, 300)); };
  await get({}); await get({}); await get({ rsc: "1" }); await get({ rsc: "1", "next-hmr-refresh": "1" }); await get({ rsc: "1", "next-hmr-refresh": "1" });
} finally { process.kill(-next.pid); site.stop(); console.log(out.slice(-600)); }
process.exit();
