// P3/B1: a site that puts the token (in several spellings) into what it says of the user.
import { startWp, PLUGIN, jwt } from "./wp.mjs";
import { createClient } from "presskey"; import { createBackend } from "presskey/server";
let spell = (t) => t; let token; let opaque = false;
const site = await startWp((req, res, u, body) => {
  if (!/jwt-auth\/v1\/token$/.test(u)) return false; const n = Math.floor(Date.now() / 1000);
  token = jwt({ iat: n, exp: n + 3600, data: { user: { id: "1" } }, jti: "x" + Math.random() });
  const s = spell(token); res.end(JSON.stringify({ token, user_email: `${s}@x.org`, user_nicename: s, user_display_name: `Hi ${s}`, user_login: s })); return true;
});
const spells = { plain: (t) => t, upper: (t) => t, html: (t) => t.replaceAll(".", "&#46;"), htmlHex: (t) => [...t].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join(""), tags: (t) => t.replace(/(.{10})/g, "$1<b></b>"), zero: (t) => t.replace(/(.{10})/g, "$1\u200b"), soft: (t) => t.replace(/(.{10})/g, "$1\u00ad"), url: (t) => t.replaceAll(".", "%2E"), double: (t) => t.replaceAll(".", "%252E"), json: (t) => t.replaceAll("e", "\\u0065"), b64: (t) => Buffer.from(t).toString("base64"), bearer: (t) => "Bearer " + t, prefix: (t) => "a" + t, suffix: (t) => t + "z", pw: () => "hunter2-Xyz!9q", pwhtml: () => "hunter2&#45;Xyz&#33;9q", pwurl: () => "hunter2-Xyz%219q", fullwidth: (t) => t.replaceAll("e", "ｅ"), newline: (t) => t.replace(/(.{20})/g, "$1\n"), entTags: (t) => t.replace(/(.{10})/g, "$1&lt;b&gt;&lt;/b&gt;"), quotedp: (t) => t.replace(/(.{20})/g, "$1=\r\n") };
const back = (t) => { let x = String(t); for (let i = 0; i < 3; i++) { x = x.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/<[^>]*>/g, "").replace(/&#x([\da-f]+);/gi, (_, h) => String.fromCodePoint(parseInt(h, 16))).replace(/&#(\d+);/g, (_, d) => String.fromCodePoint(d)).replace(/\\u([\da-f]{4})/gi, (_, h) => String.fromCodePoint(parseInt(h, 16))); try { x = decodeURIComponent(x); } catch {} x = x.replace(/[\u200b\u00ad]|=\r\n|\s/g, ""); } return x + Buffer.from(x.replace(/[^\w+/=-]/g, ""), "base64").toString("latin1"); };
for (const [name, f] of Object.entries(spells)) { spell = f; const out = [];
  const wp = createClient({ site: site.url, plugin: PLUGIN }); const r = await wp.login({ username: "anna", password: "hunter2-Xyz!9q" }).then(() => "ok", (e) => e.code);
  const user = wp.session.user ?? {}; for (const [k, v] of Object.entries(user)) if (back(v).includes(token) || back(v).includes("hunter2-Xyz!9q")) out.push(`session.user.${k}=${String(v).slice(0, 50)}`);
  const backend = createBackend({ site: site.url, plugin: PLUGIN, secret: "x".repeat(40) });
  const res = await backend.handle(new Request("https://app.example/api/presskey/login?claims=1", { method: "POST", headers: { origin: "https://app.example", "content-type": "application/json", "sec-fetch-site": "same-origin" }, body: '{"username":"anna","password":"hunter2-Xyz!9q"}' }));
  const t = await res.json(); for (const [k, v] of Object.entries(t.user ?? {})) if (back(v).includes(token) || back(v).includes("hunter2-Xyz!9q")) out.push(`backend user.${k}`);
  console.log(name.padEnd(9), r, out.join(" | ") || "held");
}
process.exit();
