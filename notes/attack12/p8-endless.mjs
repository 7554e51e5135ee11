// P8: "One that never ends holds up no login, renewal or json() for longer than `timeout`."; and does it fill the memory?
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const fast = process.argv[2] === "fast";
const TIMEOUT = 1500;
const mock = await startMock({ mode: "pro" });
async function* endless(head) {
  yield head;
  for (;;) { if (fast) yield "a".repeat(1 << 20); else { await new Promise((r) => setTimeout(r, 100)); yield " "; } }
}
let bad = () => false;
let status = 200, type = "application/json", head = '{"a":"';
mock.setOptions({ answer: (r) => (bad(r) ? { status, headers: { "content-type": type }, body: endless(head) } : undefined) });
const is = (m, re) => (r) => r.method === m && re.test(r.route ?? "(page)");
const cases = {
  "discovery/login": [is("GET", /^\/$|page/), (wp) => wp.login(credentials("editor")), "auto", true],
  "head discovery": [(r) => r.route === null, (wp) => wp.login(credentials("editor")), "auto", true],
  "login": [is("POST", /token$/), (wp) => wp.login(credentials("editor")), 0, true],
  "refresh": [is("POST", /refresh$/), (wp) => wp.refresh()],
  "validate": [is("POST", /validate$/), (wp) => wp.validate()],
  "validate/me": [is("GET", /me$/), (wp) => wp.validate()],
  "json": [is("GET", /posts/), (wp) => wp.json("/wp/v2/posts")],
  "fetch": [is("GET", /posts/), (wp) => wp.fetch("/wp/v2/posts")],
  "paginate": [is("GET", /posts/), async (wp) => { for await (const x of wp.paginate("/wp/v2/posts")) break; }],
  "page": [is("GET", /posts/), (wp) => wp.page("/wp/v2/posts")],
  "batch": [is("POST", /batch/), (wp) => wp.batch([{ path: "/wp/v2/posts", method: "POST" }])],
  "upload": [is("POST", /media/), (wp) => wp.upload(new Blob(["x"]), { filename: "a.png" })],
  "explain": [is("GET", /posts/), async (wp) => wp.explain(await wp.fetch("/wp/v2/posts"))],
  "diagnose": [() => true, (wp) => wp.diagnose()],
  "logout": [is("POST", /revoke/), (wp) => wp.logout()],
  "adopt": [is("GET", /me$/), (wp) => wp.login({ token: mock.token(2) }), 0, true],
};
const only = process.argv[3];
for (const [name, [when, act, plugin, anon]] of Object.entries(cases)) {
  if (only && !name.includes(only)) continue;
  for (const [st, ty, hd] of [[200, "application/json", '{"a":"'], [403, "application/json", '{"code":"jwt_auth_invalid_token","message":"'], [500, "text/html", "<p>"]]) {
    bad = () => false;
    const wp = createClient({ site: mock.url, plugin: plugin || "jwt-authentication-for-wp-rest-api", storage: "memory", timeout: TIMEOUT });
    if (!anon) await wp.login(credentials("editor"));
    [status, type, head] = [st, ty, hd];
    bad = when;
    const t = Date.now(); const rss = process.memoryUsage().rss;
    let peak = rss; const iv = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 50);
    const late = new Promise((r) => setTimeout(r, 12000, "HANGS >12s"));
    const out = await Promise.race([act(wp).then((v) => `ok ${v?.status ?? ""}`, (e) => `${e.code}`), late]);
    clearInterval(iv);
    const ms = Date.now() - t;
    console.log(`${ms > TIMEOUT * 1.5 ? "** " : ""}${name} ${st} ${ty}: ${out} ${ms} ms, peak +${Math.round((peak - rss) / 1e6)} MB`);
    wp.close();
  }
}
process.exit(0);
