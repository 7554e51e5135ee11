// P3: a call that was sent with a token (or a password) is answered with a redirect, or not at all, after a logout; then presskey looks at the site, which redirects
// to an address with that secret in it. The hint quotes it. (late.test.mjs has refusals and cached pages.)
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const SPEC = {
  ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh" },
  login: { path: "login", body: { name: "$username", password: "$password" } },
  refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" },
  validate: { path: "validate", auth: true },
  user: { id: "id", username: "name" },
};
const TOKEN = "t0ken-4711-opaque", REFRESH = "r3fresh-4711-opaque";
const starts = { json: () => wp.json("/wp/v2/posts"), fetch: () => wp.fetch("/wp/v2/posts"), write: () => wp.json("/wp/v2/posts", { method: "POST", json: {} }), validate: () => wp.validate(), refresh: () => wp.refresh(), page: () => wp.page("/wp/v2/posts"), batch: () => wp.batch([{ path: "/wp/v2/posts", body: {} }]) };
for (const [plugin, word, given] of [[SPEC, TOKEN, { username: "a", password: "some-s3cret" }], ["basic-auth", "c0rrect-horse-battery", { username: "editor", password: "c0rrect-horse-battery" }]])
  for (const [name, start] of Object.entries(starts)) for (const kind of ["redirect", "no response"]) for (const out of [true, false]) {
    if (name === "refresh" && plugin === "basic-auth") continue;
    it(`${plugin.id ?? plugin}: ${name}, ${kind}, ${out ? "after a logout" : "without a logout"}`, async () => {
      const app = await stage.visit({ plugin, storage: "local" });
      let free, seen, sent = false; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
      stage.site.setOptions({
        async answer({ method, route, headers }) {
          if (method === "OPTIONS" || route === null) return undefined;
          if (route === "/my/v1/login") return { body: { token: TOKEN, refresh: REFRESH, id: 1, name: "a" } };
          if (stage.armed && (headers.authorization || /refresh/.test(route)) && /posts|validate|users.me|refresh|batch/.test(route)) { seen(); await held; sent = true; return kind === "redirect" ? { status: 302, headers: { location: `/${word}/` }, body: "" } : "break"; }
          if (sent && route === "/") return { status: 302, headers: { location: `/${word}/` }, body: "" };
          if (/validate|users\/me/.test(route)) return { body: { id: 1, username: "a", name: "a" } };
          if (route === "/") return { body: { home: stage.site.url, url: stage.site.url, namespaces: ["wp/v2", "my/v1"], routes: {} } };
        },
      });
      stage.armed = false;
      await app.call("login", given); await app.fetch("/wp/v2/users/me");
      stage.armed = true;
      await app.run((code) => { window.made = eval(code)().then((v) => ({ ok: String(v) }), (e) => ({ code: e.code, message: e.message, hint: e.hint, serverMessage: e.serverMessage, wpCode: e.wpCode })); }, start.toString());
      await saw;
      if (out) await app.logout();
      free();
      const text = JSON.stringify(await app.run(() => window.made));
      console.log(text.includes(word) ? "LEAK" : "ok  ", plugin.id ?? plugin, name, kind, out ? "logout" : "-", text.slice(0, 230));
      assert.ok(!text.includes(word));
    });
  }
