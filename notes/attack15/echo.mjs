// P3: a site that echoes every secret in every place of a response.
import { startWp, PLUGIN } from "./wp.mjs";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { inspect } from "node:util";
const PASS = "hunter2-Xyz!9q"; let mode = "off"; let tokens = new Set();
const site = await startWp((req, res, u, body, base) => {
  const auth = req.headers.authorization?.split(" ")[1] ?? ""; if (auth) tokens.add(auth);
  if (mode === "off") return false;
  if (!mode.match.test(req.method + " " + u)) return false;
  const s = auth || PASS; const e = encodeURIComponent(s);
  res.statusCode = mode.status;
  for (const [k, v] of Object.entries({ "www-authenticate": `Basic realm="${s}"`, link: `<https://x/${e}>; rel="https://api.w.org/"`, location: `/${e}`, "retry-after": s, "x-wp-total": s, "x-wp-totalpages": s, server: s, via: s, "cf-ray": s, allow: s, "x-powered-by": s, "x-redirect-by": s, "x-litespeed-cache": s, "content-disposition": s })) try { res.setHeader(k, v); } catch {}
  if (mode.type) res.setHeader("content-type", mode.type === "secret" ? "text/" + s.replace(/[^\w]/g, "") : mode.type);
  res.end(mode.html ? `<html><head><title>${s}</title></head><body id="${s}"><h1>${s}</h1><!-- ${s} --></body></html>` : JSON.stringify({ code: s, message: s, data: { status: mode.status, [s]: s, params: { [s]: s }, details: { [s]: { code: s, message: s } } }, additional_errors: [{ code: s, message: s }], error: s, error_description: s, errors: [{ message: s, extensions: { [s]: s } }], [s]: s, statusCode: s, success: false, user_email: s, user_nicename: s, user_display_name: s, token: undefined })); return true;
});
const dump = (e) => { const seen = new Set(); let t = ""; const walk = (x) => { if (x === null || (typeof x !== "object" && typeof x !== "function")) { t += String(x) + "\n"; return; } if (seen.has(x) || x instanceof Response) return; seen.add(x); for (const k of Reflect.ownKeys(x)) { t += String(k) + "\n"; walk(x[k]); } }; walk(e); return t + "\n" + String(e) + "\n" + (e?.stack ?? "") + JSON.stringify(e); };
let checks = 0;
const leak = (name, e) => { checks++; const t = dump(e); for (const s of [PASS, encodeURIComponent(PASS), ...tokens]) if (t.includes(s)) console.log("LEAK", name, "…", t.slice(Math.max(0, t.indexOf(s) - 80), t.indexOf(s) + 30).replace(/\n/g, "⏎")); };
for (const status of [200, 301, 400, 401, 403, 404, 405, 413, 429, 500, 503]) for (const kind of [{}, { html: true, type: "text/html" }, { type: "text/plain" }, { type: "secret" }, { html: true, type: "" }]) {
  const m = { status, ...kind }; mode = "off";
  const wp = createClient({ site: site.url, plugin: PLUGIN, timeout: 3000 });
  mode = { match: /^POST.*jwt-auth\/v1\/token$/, ...m };
  await wp.login({ username: "anna", password: PASS }).catch((e) => leak(`login ${status} ${JSON.stringify(kind)}`, e));
  mode = "off"; await wp.login({ username: "anna", password: PASS }); await wp.json("/wp/v2/users/me");
  for (const [name, call] of Object.entries({ json: () => wp.json("/wp/v2/posts"), write: () => wp.json("/wp/v2/posts", { method: "POST", json: {} }), env: () => wp.json("/wp/v2/posts", { envelope: true }), batch: () => wp.batch([{ path: "/wp/v2/posts" }]), page: () => wp.page("/wp/v2/posts"), upload: () => wp.upload(new File(["x"], "x.png", { type: "image/png" })), explain: async () => { throw await wp.explain(await wp.fetch("/wp/v2/posts")); }, validate: () => wp.validate().then((v) => { throw v; }) })) {
    mode = { match: /wp\/v2|batch|validate/, ...m };
    await call().then(() => {}, (e) => leak(`${name} ${status} ${JSON.stringify(kind)}`, e)); leak("session", wp.session);
    mode = "off"; if (wp.session.status !== "authenticated") await wp.login({ username: "anna", password: PASS });
  }
}
console.log("checked", checks); process.exit();
