// P3/P12/P13: the token in odd places: addresses of calls, redirects, headers of responses, names.
import { createClient } from "presskey";
import util from "node:util";
import http from "node:http";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: "pro" });
const wp = createClient({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", timeout: 2000 });
await wp.login(credentials("editor"));
const T = wp.token(); const secrets = () => [...mock.secrets(), credentials("editor").password];
const spell = (s) => [s, encodeURIComponent(s), Buffer.from(s).toString("base64").replace(/=+$/, "")];
const strip = (e) => { const { response, ...rest } = e; return util.inspect({ m: e.message, s: e.stack, h: e.hint, sm: e.serverMessage, wc: e.wpCode, c: e.cause, rest, j: JSON.stringify({ ...e, response: undefined }) }, { depth: 9, maxStringLength: null, breakLength: Infinity }); };
const leak = (t) => secrets().filter((s) => spell(s).some((x) => t.includes(x)));
const P = credentials("editor").password;
let answer; mock.setOptions({ answer: (r) => answer?.(r) });
const E = "http://127.0.0.1:9"; // nobody
const tests = {
  "own token in a foreign dead URL": () => wp.fetch(`${E}/?t=${T}`), "same, path": () => wp.json(`${E}/${T}`), "required": () => wp.fetch(`https://example.org/${T}?x=${T}`, { auth: "required" }), "userinfo": () => wp.fetch(`http://${P}:${T}@127.0.0.1:9/`), "bad url": () => wp.fetch(`http://[${T}`), "bad url2": () => wp.fetch(`ht!tp:${T}`), "method": () => wp.fetch("/x", { method: T }), "hdr": () => wp.fetch("/x", { headers: { [T + " "]: "a" } }), "hdr2": () => wp.fetch("/x", { headers: { a: T + "\n☃" } }), "query": () => wp.fetch("/x", { query: { a: { toString() { return T; } } } }), "json bigint": () => wp.fetch("/x", { method: "POST", json: { a: 1n, t: T } }), "json toJSON throws": () => wp.fetch("/x", { method: "POST", json: { toJSON() { throw new Error(T); } } }), "auth opt": () => wp.fetch("/x", { auth: T }), "cache": () => wp.fetch("/x", { cache: T }), "credentials": () => wp.fetch("/x", { credentials: T }), "upload filename": () => wp.upload(new Blob(["x"]), { filename: T + "\r\nX: y" }), "batch": () => wp.batch([{ path: T }]), "batch2": () => wp.batch([{ path: "/wp/v2/posts", method: T }]), "page": () => wp.page("/x", { page: T }), "login opt": () => wp.login({ token: T + "x" }), "login opt2": () => wp.login({ token: T, refreshToken: 5 }), "login sym": () => wp.login({ username: "a", password: P, x: () => T }), "authorize": () => wp.authorize({ appName: T, successUrl: `http://${T}` }), "complete": () => wp.completeAuthorization(`${mock.url}/?password=${P}&user_login=editor&site_url=${mock.url}&state=x`), "complete2": () => wp.completeAuthorization(`:::${P}`), "getToken": () => wp.getToken({ minValidity: T }), "timeout": () => wp.fetch("/x", { timeout: T }),
};
for (const [n, f] of Object.entries(tests)) { try { const r = await f(); console.log("  ", n, "ok", r?.status ?? r); } catch (e) { const l = leak(strip(e)); console.log(l.length ? "**" : "  ", n, e.code ?? e.name, l.length ? strip(e).slice(0, 500) : ""); } }
const ans = {
  "redirect to evil with token": { status: 302, headers: { location: `https://evil.example/?jwt=${T}` } }, "redirect pwd": { status: 307, headers: { location: `/${encodeURIComponent(P)}` } }, "www-authenticate": { status: 401, headers: { "www-authenticate": `Bearer error="${T}"` } }, "server hdr": { status: 503, headers: { server: T, "retry-after": T, "x-powered-by": T, via: T } }, "allow": { status: 405, headers: { allow: T } }, "ct": { status: 200, headers: { "content-type": `text/html; charset=${T}` }, body: "<p>x" }, "ct2": { status: 200, headers: { "content-type": T }, body: "<" }, "code": { status: 403, body: { code: T, message: "x" } }, "code pw": { status: 403, body: { code: `x_${P}_y`, message: "x" } }, "data": { status: 400, body: { code: "rest_invalid_param", message: "x", data: { status: 400, params: { [T]: T }, details: { a: { code: T, message: T } } } } }, "error_description": { status: 400, body: { error: T, error_description: T } }, "array": { status: 400, body: [{ message: T }] }, "errors": { status: 200, body: { errors: [{ message: T, path: [T], extensions: { x: T } }] } }, "statusText": { status: 499, body: T }, "json str": { status: 500, body: JSON.stringify(T) }, "html title": { status: 500, headers: { "content-type": "text/html" }, body: `<title>${T}</title>` }, "split": { status: 403, body: { code: T.slice(0, 40), message: T.slice(40) } }, "xml": { status: 500, headers: { "content-type": "text/xml" }, body: `<x>${T}</x>` },
};
for (const [n, a] of Object.entries(ans)) for (const [m, f] of [["json", () => wp.json("/wp/v2/posts")], ["explain", async () => { const e = await wp.explain(await wp.fetch("/wp/v2/posts")); if (e) throw e; }], ["batch", () => wp.batch([{ path: "/wp/v2/posts", method: "POST" }])], ["upload", () => wp.upload(new Blob(["x"]), { filename: "a.png" })], ["validate", () => wp.validate()], ["refresh", () => wp.refresh()], ["login", () => wp.login(credentials("editor"))]]) {
  answer = (r) => (m === "json" || m === "explain" ? /posts/.test(r.route) : true) ? a : undefined;
  try { await f(); } catch (e) { const l = leak(strip(e)); if (l.length) console.log("**", n, m, e.code, strip(e).slice(0, 600)); }
  if (wp.session.status !== "authenticated") { answer = undefined; await wp.login(credentials("editor")); }
}
answer = undefined;
const bundle = JSON.stringify(await wp.supportBundle()); console.log("bundle leaks", leak(bundle).length, bundle.length);
const d = JSON.stringify(await wp.diagnose()); console.log("diagnose leaks", leak(d).length);
process.exit(0);
