// P3 for Rust: "From its words presskey removes the tokens and refresh tokens of the session, the token or password that the request itself was sent with".
// CHANGELOG: "A hint could quote the token or the password after a logout, if a page of the site's cache had it in a header such as `X-Cache`" (mended in JS).
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
const TOKEN = "t0ken/+1!opaque", REFRESH = "r3fresh/+1!opaque", PASSWORD = "some-s3cret";
const make = {
  page: (words) => ({ status: 500, headers: { "content-type": "text/html", "access-control-expose-headers": "x-cache", "x-cache": `HIT ${words}` }, body: "<html><body>No.</body></html>" }),
  json: (words) => ({ status: 500, headers: { "access-control-expose-headers": "x-cache", "x-cache": `HIT ${words}` }, body: { code: "rest_no", message: `Not with ${words}.`, data: { status: 500 } } }),
  refusal: (words) => ({ status: 403, headers: { "access-control-expose-headers": "x-cache", "x-cache": `HIT ${words}` }, body: { code: "rest_no", message: `Not with ${words}.`, data: { status: 403 } } }),
  listed: (words) => ({ status: 401, headers: { "content-type": "text/html", "access-control-expose-headers": "x-cache", "x-cache": `HIT ${words}` }, body: `<html><body>${words}</body></html>` }),
};
for (const [plugin, words, given] of [[SPEC, `${TOKEN} and ${REFRESH}`, { username: "a", password: PASSWORD }], ["basic-auth", "c0rrect horse:battery", { username: "editor", password: "c0rrect horse:battery" }]])
  for (const [kind, response] of Object.entries(make))
    for (const how of ["json, then logout", "fetch, logout, explain", "json without logout", "json, logout and another login"])
      it(`${plugin.id ?? plugin}: ${kind}: ${how}`, async () => {
        const app = await stage.visit({ plugin, storage: "local" });
        let free, seen; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r)); let count = 0;
        stage.site.setOptions({
          async answer({ method, route }) {
            if (method === "OPTIONS" || route === null) return undefined;
            if (route === "/my/v1/login") return { body: count++ ? { token: "other-t0ken!2", refresh: "other-r3fresh!2", id: 2, name: "b" } : { token: TOKEN, refresh: REFRESH, id: 1, name: "a" } };
            if (/validate|users\/me/.test(route)) return { body: { id: 1, username: "a", name: "a" } };
            if (route === "/wp/v2/posts") { seen(); if (how.startsWith("json, ")) await held; return response(words); }
            if (route === "/") return { body: { home: stage.site.url, url: stage.site.url, namespaces: ["wp/v2", "my/v1"], routes: {} } };
          },
        });
        await app.call("login", given);
        let error;
        if (how.startsWith("fetch")) error = await app.run(async () => { const r = await wp.fetch("/wp/v2/posts"); await wp.logout(); const e = await wp.explain(r); return { ...e, message: e.message, code: e.code, hint: e.hint, serverMessage: e.serverMessage }; });
        else {
          await app.run(() => { window.made = wp.json("/wp/v2/posts").catch((e) => ({ code: e.code, message: e.message, hint: e.hint, serverMessage: e.serverMessage, wpCode: e.wpCode, status: e.status, all: JSON.stringify(e) })); });
          await saw;
          if (how !== "json without logout") await app.logout();
          if (how.endsWith("login")) await app.call("login", { ...given, username: "b" });
          free();
          error = await app.run(() => window.made);
        }
        const text = JSON.stringify({ ...error, response: undefined });
        const leaked = words.split(" and ").filter((word) => text.includes(word));
        if (leaked.length) console.log("LEAK", plugin.id ?? plugin, kind, how, leaked, text.slice(0, 600));
        assert.deepEqual(leaked, []);
      });
