// P8: time per character of adversarial texts.
import { startWp, PLUGIN, jwt } from "./wp.mjs";
import { createClient, decode } from "presskey";
let answer;
const site = await startWp((req, res, u, body) => { if (!answer || !/wp\/v2|token/.test(u)) return false; if (answer.headers) for (const [k, v] of Object.entries(answer.headers)) res.setHeader(k, v); res.statusCode = answer.status ?? 400; if (answer.type) res.setHeader("content-type", answer.type); res.end(answer.text); return true; });
const wp = createClient({ site: site.url, plugin: PLUGIN, timeout: 60000 }); await wp.login({ username: "anna", password: "hunter2-Xyz!9q" }); const token = await wp.getToken();
await wp.json("/wp/v2/x");
const b64 = Buffer.from(token).toString("base64"); const pw = "hunter2-Xyz!9q"; const rep = (s, n) => s.repeat(Math.ceil(n / s.length)).slice(0, n);
const texts = { eyJ: "eyJ", "eyJa.": "eyJa.", "eyJhbGciOiJIUzI1NiJ9.": "eyJhbGciOiJIUzI1NiJ9.", tokenButLast: token.slice(0, -1), tokenBlanks: [...token.slice(0, -1)].join(" "), markup: [...token.slice(0, -1)].map((c) => c + "<b>").join(""), openTags: "<", openTagsA: "<a ", entities: "&amp;", ents: "&#", "&#x0000065": "&#x0000065;", percents: "%25", pct: "%", slashes: "\\", uni: "\\u0065", b64: b64.slice(0, -2), b64blank: [...b64.slice(0, -2)].join("\n"), quotes: '"', letters: "a", zero: "\u200b", comb: "e\u0301", style: "<style>", comment: "<!--", script: "<script>", cdata: "<![CDATA[", nul: "\0", crlf: "\r\n", spaces: " ", bearer: "Bearer ", basic: "Basic YW5uYTo=", pre: "<pre>", title: "<title>", h1: "<h1>x", p: "<p>", quotP: "&quot;", html: "<html><body>" , phpfatal: "<b>Fatal error</b>: ", dots: ".", pwpart: pw.slice(0, -1), b64dots: "YWJj.YWJj." };
const time = async (f) => { const t = performance.now(); await f(); return performance.now() - t; };
const small = 100_000, big = 800_000; const rows = [];
for (const [name, unit] of Object.entries(texts)) for (const [how, make] of Object.entries({
  message: (n) => ({ text: JSON.stringify({ code: "x", message: rep(unit, n), data: { status: 400 } }) }),
  html: (n) => ({ status: 500, type: "text/html", text: rep(unit, n) }),
  html200: (n) => ({ status: 200, type: "text/html", text: `<html><title>${rep(unit, n)}` }),
  json403: (n) => ({ status: 403, text: JSON.stringify({ code: "jwt_auth_bad_config", message: rep(unit, n), data: { status: 403 } }) }),
  keys: (n) => ({ text: `{"code":"x","message":"m","data":{"params":{${JSON.stringify(rep(unit, n))}:"y"}}}` }),
})) {
  if (how === "json403" && !/eyJ|token|openTags|letters/.test(name)) continue;
  answer = make(small); const a = await time(() => wp.json("/wp/v2/x").catch(() => {})); answer = make(big); const b = await time(() => wp.json("/wp/v2/x").catch(() => {}));
  answer = undefined; if (wp.session.status !== "authenticated") await wp.login({ username: "anna", password: pw });
  rows.push([name, how, Math.round(a), Math.round(b), (b / a).toFixed(1)]);
}
rows.sort((x, y) => y[3] - x[3]); for (const r of rows.slice(0, 14)) console.log(r.join("\t"));
process.exit();
