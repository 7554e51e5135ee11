// P6: a write that WordPress makes of a GET (`_method`, X-HTTP-Method-Override; a backend knows both, see B3) is sent as a read: as another user than the page showed.
import { createStage } from "../../tests/via/stage.mjs"; import { credentials } from "../../tests/support/app.mjs";
import { setTimeout as sleep } from "node:timers/promises";
const stage = await createStage({ mode: "free" }); const visitor = await stage.visitor();
const who = (r) => r.token ? JSON.parse(Buffer.from(r.token.split(".")[1], "base64url").toString()).data?.user?.id : "nobody";
for (const [name, call] of Object.entries({
  "DELETE": `wp.fetch("/wp/v2/posts/1", { method: "DELETE" })`,
  "GET ?_method=DELETE": `wp.fetch("/wp/v2/posts/1", { query: { _method: "DELETE" } })`,
  "GET ?_method=DELETE in the path": `wp.json("/wp/v2/posts/1?_method=DELETE")`,
  "GET X-HTTP-Method-Override": `wp.fetch("/wp/v2/posts/1", { headers: { "X-HTTP-Method-Override": "DELETE" } })`,
  "GET": `wp.fetch("/wp/v2/posts/1")`,
})) {
  const one = await visitor.open();
  try {
    await one.evaluate((site) => { wp.close(); globalThis.wp = create({ via: undefined, site, storage: "local", storageKey: "k" }); }, stage.site.url);
    // What another tab stores when euro logs in there.
    await one.evaluate((c) => wp.login(c).then(() => { globalThis.other = localStorage.getItem("k"); }), credentials("euro"));
    await one.evaluate((c) => wp.login(c).then(() => 1), credentials("editor")); await one.evaluate(() => wp.json("/wp/v2/users/me").then(() => 1)); await sleep(200); stage.site.clearLog();
    // Another tab has stored it, and this page has not heard of it yet: the events come after this task.
    const r = await one.evaluate(`(async () => { const shown = wp.session.user.username; const r = JSON.parse(other); localStorage.setItem("k", JSON.stringify(r)); const p = ${call}; return shown + " → " + await p.then((r) => "sent " + (r.status ?? "ok"), (e) => e.code) + ", then shows " + wp.session.user?.username; })()`);
    console.log(name.padEnd(34), r, "| WordPress got:", stage.site.log().filter((x) => /posts\/1/.test(x.route)).map((x) => `${x.method} as user ${who(x)}`).join(", ") || "nothing");
    await one.evaluate(() => wp.logout().then(() => 1));
  } catch (e) { console.log(name, String(e).slice(0, 200)); } finally { await one.close(); }
}
await visitor.close(); await stage.stop(); process.exit();
