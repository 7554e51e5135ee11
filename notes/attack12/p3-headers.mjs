// P3: secrets that no header can carry: does the runtime's own error (message, cause, stack) show them?
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import util from "node:util";
const mk = (token, refresh, extra = {}) => async (url, init) => {
  const u = decodeURIComponent(String(url.url ?? url));
  new Headers(init?.headers); // as any fetch does
  if (/own\/v1\/(login|refresh)/.test(u)) return Response.json({ token, refresh, id: 7 });
  if (/users\/me/.test(u)) return Response.json({ id: 7, name: "x" });
  return Response.json({ namespaces: ["wp/v2", "own/v1"], url: "https://example.com", home: "https://example.com" });
};
const plugin = { id: "own", opaque: true, login: { path: "/own/v1/login" }, refresh: { path: "/own/v1/refresh", with: "refreshToken", body: { token: "$refreshToken" } }, token: "token", refreshToken: "refresh", user: { id: "id" } };
const found = (e, secret) => { const t = util.inspect(e, { depth: 8, showHidden: true }) + e?.stack + e?.message + JSON.stringify(e) + util.inspect(e?.cause, { depth: 8, showHidden: true }); const s = JSON.stringify(secret).slice(1, -1); return t.includes(secret) || t.includes(s) || t.includes(encodeURIComponent(secret)) || t.includes(secret.trim()) ; };
for (const [name, sfx] of Object.entries({ newline: "\nX-Evil: 1", snow: "☃snow", nul: "\0z", cr: "\rz", latin: "é", space: " ", del: "\x7f", surrogate: "\ud800", big: "x".repeat(100000) })) {
  const token = `s3cret-token-${sfx}`, refresh = `r3fresh-token-${sfx}`;
  const wp = createClient({ site: "https://example.com", fetch: mk(token, refresh), plugin, storage: "memory" });
  const log = [];
  for (const [n, f] of [["login", () => wp.login({ username: "a", password: `p4ssword${sfx}` })], ["adopt", () => wp.login({ token, refreshToken: refresh })], ["fetch", () => wp.fetch("/wp/v2/posts")], ["json", () => wp.json("/wp/v2/posts")], ["upload", () => wp.upload(new Blob(["x"]))], ["refresh", () => wp.refresh()], ["validate", () => wp.validate()], ["diagnose", () => wp.diagnose()], ["bundle", () => wp.supportBundle()], ["logout", () => wp.logout()]]) {
    let leak = "";
    try { const r = await f(); if (n !== "fetch" && n !== "json") { if (found(r, token.slice(0, 14)) || found(r, `p4ssword`)) leak = "LEAK!" + util.inspect(r).slice(0, 200); } log.push(n + "+" + leak); } catch (e) { if (found(e, "s3cret-token") || found(e, "r3fresh-token") || found(e, "p4ssword")) leak = "LEAK! " + util.inspect(e).slice(0, 400); log.push(`${n}:${e.code ?? e}${leak}`); }
  }
  console.log(name, log.join(" "));
}
for (const [plugin, cred] of [["api-key", { apiKey: "k3y-☃-secret\n" }], ["basic-auth", { username: "ä:b", password: "p4ss☃word\n" }], ["application-passwords", { username: "a", password: "p4ss word☃" }]]) {
  const wp = createClient({ site: "https://example.com", fetch: mk("a", "b"), plugin, storage: "memory" });
  for (const f of [() => wp.login(cred), () => wp.fetch("/wp/v2/posts")]) try { await f(); console.log(plugin, "ok"); } catch (e) { console.log(plugin, e.code, ["k3y", "p4ss"].some((s) => found(e, s)) ? "LEAK " + util.inspect(e) : ""); }
}
// own headers that can't be sent
const wp = createClient({ site: "https://example.com", fetch: mk("t".repeat(20), "b"), plugin, storage: "memory" });
await wp.login({ username: "a", password: "bbbbbbbbb" });
for (const init of [{ headers: { Authorization: "Bearer s3cret-☃" } }, { headers: [["authorization", "s3cret\n-x"]] }, { headers: { Authorization: "s3cret" }, method: "CONNECT" }, { headers: { Authorization: "s3cret" }, redirect: "error" }]) try { await wp.fetch("/x", init); } catch (e) { console.log(e.code, found(e, "s3cret") ? "LEAK " + util.inspect(e).slice(0, 500) : ""); }
process.exit(0);
