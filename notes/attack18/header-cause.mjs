// P3: what a runtime throws for a header quotes it. Tokens and keys that no header can carry.
import { createClient } from "presskey";
import { inspect } from "node:util";
const SPEC = { id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh", login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true } };
const MORE = { ...SPEC, id: "my2", refresh: { path: "refresh", auth: true } };
for (const secret of ["hunter2-é", "hunter2-漢", "hunter2\nx", "hunter2\u0000", "hunter2\u007f", "hunter2 x", "hunter2\tx", "hunter2\u2028", "hunter2\ud800", "\uFEFFhunter2", "hunter2\r\nX-Evil: 1", "hunter2🙂"])
  for (const plugin of ["api-key", "basic-auth", "application-passwords", "oauth1", SPEC, MORE, "jwt-authentication-for-wp-rest-api"]) {
    const name = plugin.id ?? plugin;
    const fetch = async (input, init) => { const r = new Request(input, init); const url = decodeURIComponent(r.url); return Response.json(/login|refresh/.test(url) ? { token: secret, refresh: secret } : /me$|validate/.test(url) ? { id: 7, name: "x" } : { namespaces: ["wp/v2", "my/v1", "jwt-auth/v1"], home: "https://example.com" }); };
    const wp = createClient({ site: "https://example.com", fetch, plugin });
    const given = name === "api-key" ? { apiKey: secret } : name === "oauth1" ? { consumerKey: secret, consumerSecret: secret, token: secret, tokenSecret: secret } : { username: `anna`, password: secret };
    for (const [what, f] of [["login", () => wp.login(given)], ["json", () => wp.json("/wp/v2/posts")], ["write", () => wp.json("/wp/v2/posts", { method: "POST", json: {} })], ["refresh", () => wp.refresh()], ["validate", () => wp.validate()], ["fetch", () => wp.fetch("/wp/v2/posts", { auth: "required" })], ["upload", () => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "x.png" })], ["diagnose", async () => JSON.stringify(await wp.diagnose())]])
      try { const v = await f(); if (inspect(v, { depth: 9 }).includes("hunter2")) console.log("VALUE", name, JSON.stringify(secret), what, inspect(v).slice(0, 200)); } catch (e) { const text = inspect(e, { depth: 9 }) + e.message + e.cause?.message; if (text.includes("hunter2")) console.log("LEAK", name, JSON.stringify(secret), what, e.code, "|", text.match(/.{0,80}hunter2.{0,60}/s)?.[0].replace(/\n/g, "⏎")); }
    wp.close();
  }
console.log("done");
