// P6, the same sentence, with the plugin oauth1: presskey decides, then signs (a part to load, crypto.subtle), then sends. A logout between.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
import { usesRust } from "../../tests/support/rust-client.mjs";
const stage = setStage({ mock: true });
const answer = ({ method, route, headers }) => {
  if (method === "OPTIONS" || route === null) return undefined;
  const token = /oauth_token="(\w+)"/.exec(headers.authorization ?? "")?.[1];
  if (route === "/wp/v2/users/me") return token ? { body: { id: token === "ta" ? 1 : 2, name: token } } : { status: 401, body: { code: "rest_not_logged_in", message: "x", data: { status: 401 } } };
  if (route === "/wp/v2/posts" && method === "POST") return { status: 201, body: { id: 7, by: token } };
};
const keys = (token) => ({ consumerKey: "ck", consumerSecret: "cs", token, tokenSecret: "ts" });
it("a write that is being signed, and a logout", async () => {
  const app = await stage.visit({ plugin: "oauth1", storage: "local" });
  stage.site.setOptions({ answer });
  console.log((await app.call("login", keys("ta"))).status);
  const order = await app.run(async () => {
    const log = []; const own = window.fetch;
    window.fetch = (...given) => { const r = given[0] instanceof Request ? given[0].clone() : new Request(...given); if (/posts/.test(r.url)) log.push(`fetch ${r.method} ${(r.headers.get("authorization") ?? "").slice(0, 60)}`); return own(...given); };
    const call = wp.json("/wp/v2/posts", { method: "POST", json: {} }).then((v) => log.push("answered " + JSON.stringify(v)), (e) => log.push(e.code));
    await wp.logout(); log.push("logout() has resolved"); await call; window.fetch = own; return log;
  });
  console.log(order);
  assert.ok(!(order.findIndex((l) => l.startsWith("fetch POST")) > order.indexOf("logout() has resolved")));
});
it("a write that is being signed, and a logout when crypto.subtle is asked", async () => {
  const app = await stage.visit({ plugin: "oauth1", storage: "local" });
  stage.site.setOptions({ answer });
  await app.call("login", keys("ta")); await app.json("/wp/v2/users/me");
  const order = await app.run(async () => {
    const log = []; const own = window.fetch; const sign = SubtleCrypto.prototype.sign; let out;
    window.fetch = (...given) => { const r = given[0] instanceof Request ? given[0].clone() : new Request(...given); if (/posts/.test(r.url)) log.push(`fetch ${r.method} ${(r.headers.get("authorization") ?? "").slice(0, 60)}`); return own(...given); };
    // The visitor clicks on "Log out" now.
    SubtleCrypto.prototype.sign = async function (...given) { out ??= wp.logout().then(() => log.push("logout() has resolved")); const made = await sign.apply(this, given); await out; return made; };
    await wp.json("/wp/v2/posts", { method: "POST", json: {} }).then((v) => log.push("answered " + JSON.stringify(v)), (e) => log.push(e.code));
    SubtleCrypto.prototype.sign = sign; window.fetch = own; return log;
  });
  console.log(order);
  assert.ok(!(order.findIndex((l) => l.startsWith("fetch POST")) > order.indexOf("logout() has resolved")));
});
it("a write after a reload: the part that signs takes a second to load; logout; somebody else logs in", { skip: usesRust }, async () => {
  const app = await stage.visit({ plugin: "oauth1", storage: "local" });
  stage.site.setOptions({ answer });
  await app.call("login", keys("ta"));
  let free; const held = new Promise((r) => (free = r));
  await app.page.route("**/dist/authorize.js*", async (route) => { await held; await route.continue(); });
  await app.reload(); await app.call("ready");
  stage.site.clearLog();
  await app.run(() => { window.made = wp.json("/wp/v2/posts", { method: "POST", json: {} }).catch((e) => e.code); });
  await new Promise((r) => setTimeout(r, 500));
  await app.logout();
  const at = stage.site.log().length;
  console.log("logout resolved;", JSON.stringify(await app.session()), stage.sent());
  free();
  console.log("the write:", await app.run(() => window.made));
  console.log(stage.sent().slice(at));
  assert.ok(!stage.sent().slice(at).some((l) => l.startsWith("POST /wp/v2/posts")));
});
