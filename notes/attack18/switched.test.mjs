// P6: "After `logout()` has resolved, neither that page nor another one that shares its storage begins a request with that session."
// Tab 2 has taken the session's token / refresh token before an await. Meanwhile, in tab 1, the user logs out (resolved), and somebody else (or the
// same user) logs in. Tab 2 then reads the store: it finds the mark AND the next session at once, so it never is "logged_out": isOver() says no.
// `deaf` as in tests/e2e/mock/tabs.test.mjs (no message has arrived yet); `busy`: a normal tab.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const deaf = () => { delete window.BroadcastChannel; addEventListener("storage", (event) => event.stopImmediatePropagation(), true); };
// `closed`: a tab without a page's tricks: wp.close(), after which "Calls still work". MODE=closed node --test …
const closed = process.env.MODE === "closed";
const keys = (token) => ({ consumerKey: "ck", consumerSecret: "cs", token, tokenSecret: "ts" });
const ID = { ta: 1, tb: 2, ta2: 1 };
const SECOND = { "somebody else": "tb", "nobody": undefined, "the same user": "ta2" };
const oauth = (log) => ({ method, route, headers }) => {
  if (method === "OPTIONS" || route === null) return undefined;
  const token = /oauth_token="(\w+)"/.exec(headers.authorization ?? "")?.[1];
  log.push(`${method} ${route} ${token ?? "-"}`);
  if (route === "/wp/v2/users/me") return token ? { body: { id: ID[token], name: token } } : { status: 401, body: { code: "rest_not_logged_in", message: "x", data: { status: 401 } } };
  if (route === "/wp/v2/posts" && method === "POST") return { status: 201, body: { id: 7, by: token } };
};
for (const [next, token] of Object.entries(SECOND))
  it(`oauth1: a write that is being signed in tab 2; in tab 1 a logout, then a login of ${next}`, async () => {
    const client = { plugin: "oauth1", storage: "local" };
    const log = []; stage.site.setOptions({ answer: oauth(log) });
    const one = await stage.visit(client);
    await one.call("login", keys("ta"));
    const two = await stage.visit(client, { beside: one, first: closed ? undefined : deaf });
    await two.call("ready");
    await two.json("/wp/v2/users/me");
    if (closed) await two.call("close");
    await two.run(() => {
      const { sign } = SubtleCrypto.prototype;
      window.held = new Promise((r) => (window.free = r));
      SubtleCrypto.prototype.sign = async function (...given) { const made = await sign.apply(this, given); window.signing = true; await window.held; return made; };
      window.made = wp.json("/wp/v2/posts", { method: "POST", json: {} }).then((v) => "answered " + JSON.stringify(v), (e) => e.code);
      return window.until(() => window.signing);
    });
    await one.logout();
    log.push("-- logout() has resolved");
    if (token) await one.call("login", keys(token));
    log.push("-- tab 1 shows " + JSON.stringify((await one.session()).user?.id));
    await two.run(() => window.free());
    const made = await two.run(() => window.made);
    console.log(next, "| the write:", made, "| tab 2 shows", JSON.stringify((await two.session()).user?.id ?? (await two.session()).reason), "\n" + log.join("\n"));
    assert.ok(!log.slice(log.indexOf("-- logout() has resolved")).includes("POST /wp/v2/posts ta"));
  });
for (const method of ["refresh", "validate"]) for (const next of ["admin", "editor", undefined])
  it(`${method}() on a detour in tab 2; in tab 1 a logout, then a login of ${next}`, async () => {
    const one = await stage.visit({ storage: "local" });
    stage.site.setOptions({ mode: "pro" });
    await one.login("editor");
    const two = await stage.visit({ storage: "local" }, { beside: one, first: closed ? undefined : deaf });
    await two.call("ready"); await two.json("/wp/v2/users/me");
    const token = await two.call("token");
    if (closed) await two.call("close");
    let free, seen, lost = false; const log = []; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
    let once = true;
    stage.site.setOptions({ mode: "pro",
      async answer({ method: m, route, fields, url, headers }) {
        if (m === "OPTIONS") return undefined;
        const own = fields?.refresh_token ? "refresh=" + fields.refresh_token.slice(-6) : headers.authorization?.includes(token) ? "first token" : headers.authorization ? "a token" : "";
        log.push(`${m} ${url.pathname}${url.search} ${own}`);
        if (new RegExp(`${method}$`).test(route) && !lost) { lost = true; return { status: 404, headers: { "content-type": "text/html" }, body: "<html><body>Not found</body></html>" }; }
        if (lost && once && route === "/") { once = false; seen(); await held; }
      } });
    await two.run((method) => { window.made = wp[method]().then((v) => JSON.stringify(v?.user?.id ?? v), (error) => error.code); }, method);
    await saw;
    await one.logout();
    log.push("-- logout() has resolved");
    if (next) await one.login(next);
    log.push("-- then");
    free();
    console.log(method, next, "|", await two.run(() => window.made), "\n" + log.join("\n"));
    await new Promise((r) => setTimeout(r, 300));
    const after = log.slice(log.indexOf("-- then"));
    assert.ok(!after.some((l) => /first token/.test(l) || (/refresh=/.test(l) && log.slice(0, log.indexOf("-- logout() has resolved")).some((b) => b.split("refresh=")[1] === l.split("refresh=")[1]))), after.join("\n"));
  });
