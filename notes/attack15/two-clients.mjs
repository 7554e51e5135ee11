// P6: two clients over one adapter, no page (Node, React Native): one logs out, does the other one go on with the session?
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
import { createClient } from "presskey";
const site = await startMock({ mode: process.argv[2] ?? "pro" });
const map = new Map(); const storage = { get: async (k) => map.get(k), set: async (k, v) => void map.set(k, v), remove: async (k) => void map.delete(k) };
const one = createClient({ site: site.url, storage, storageKey: "k" });
await one.login(credentials("editor"));
const two = createClient({ site: site.url, storage, storageKey: "k" }); await two.ready();
console.log("two:", two.session.status);
await two.logout();
console.log("after two.logout(): stored", map.has("k"), "| one:", one.session.status);
site.clearLog();
console.log("one.json:", await one.json("/wp/v2/users/me").then((v) => "me " + v.id, (e) => e.code), "| token sent:", site.log().map((r) => `${r.method} ${r.route} ${r.token ? "WITH TOKEN" : ""}`));
console.log("one.write:", await one.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then((v) => "ok " + v.id, (e) => e.code), "| token sent:", site.log().map((r) => `${r.method} ${r.route} ${r.token ? "WITH TOKEN" : ""}`).at(-1));
console.log("stored again:", map.has("k"));
console.log("one.refresh:", await one.refresh().then((v) => "ok", (e) => e.code), "stored again:", map.has("k"), one.session.status);
await site.stop(); process.exit();
