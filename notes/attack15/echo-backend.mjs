// B1: a site that echoes token, refresh token, WordPress cookies and password, against every endpoint of a backend.
import { startMock } from "../../tests/support/mock-wordpress.mjs"; import { credentials } from "../../tests/support/app.mjs";
import { createBackend, memoryStore } from "presskey/server";
const site = await startMock({ mode: "pro" }); const given = credentials("editor"); let checks = 0;
const forms = (s) => [s, encodeURIComponent(s), encodeURIComponent(encodeURIComponent(s)), Buffer.from(s).toString("base64").replace(/=+$/, ""), JSON.stringify(s).slice(1, -1)];
for (const store of [undefined, memoryStore()]) for (const status of [200, 400, 401, 403, 404, 429, 500, 503]) for (const type of ["application/json", "text/html", "text/plain"]) for (const which of [/./, /refresh/, /validate/, /revoke/, /users\/me|posts/, /token$/]) {
  site.setOptions(); const backend = createBackend({ site: site.url, secret: "x".repeat(40), store });
  let cookie = ""; const send = async (path, method = "GET", body, more) => { const r = await backend.handle(new Request("https://app.example/api/presskey" + path, { method, body, headers: { origin: "https://app.example", "sec-fetch-site": "same-origin", ...(body && { "content-type": "application/json" }), cookie, ...more } })); for (const c of r.headers.getSetCookie()) { const [p] = c.split(";"); cookie = [...cookie.split("; ").filter((x) => x && !x.startsWith(p.split("=")[0] + "=")), p].join("; "); } return r; };
  await (await send("/login", "POST", JSON.stringify(given))).text();
  const secrets = () => [...site.secrets(), given.password];
  site.setOptions({ answer: (q) => { if (q.method === "OPTIONS" || !which.test(q.route)) return; const s = [q.token, q.text, ...site.secrets().slice(-2), given.password].filter(Boolean).join(" | "); const h = site.secrets().at(-1); return { status, headers: { "content-type": type, "retry-after": h, "www-authenticate": `Basic realm="${h}"`, link: `<https://x/${h}>; rel="next"`, allow: h, "x-wp-total": h }, body: type === "application/json" ? { code: h, message: s, data: { status, s, [h]: s }, error: s, error_description: s, success: false, token: undefined } : `<html><title>${s}</title><h1>${s}</h1>` }; } });
  for (const [path, method, body] of [["/session?claims=1"], ["/validate", "POST", "{}"], ["/refresh?claims=1", "POST", "{}"], ["/rest/wp/v2/users/me"], ["/rest/wp/v2/posts", "POST", "{}"], ["/login", "POST", JSON.stringify(given)], ["/login?claims=1", "POST", JSON.stringify({ ...given, code: "123456" })], ["/logout", "POST", '{"everywhere":true}']]) {
    const r = await send(path, method, body); const isRest = path.startsWith("/rest"); const own = r.headers.get("presskey-error") || !isRest;
    const text = (own ? await r.text() : "") + " " + ["presskey-explanation", "presskey-error", "presskey-session"].map((n) => { try { return decodeURIComponent(r.headers.get(n) ?? ""); } catch { return r.headers.get(n); } }).join(" ");
    checks++; for (const s of secrets().filter((x) => x !== given.password || path.startsWith("/login"))) for (const f of forms(s)) if (text.includes(f)) console.log("LEAK", path, status, type, String(which), text.slice(Math.max(0, text.indexOf(f) - 60), text.indexOf(f) + 20));
  }
}
console.log("checked", checks); await site.stop(); process.exit();
