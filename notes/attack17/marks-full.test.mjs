// P4, P6: "Other tabs follow when they next run." "After `logout()` has resolved, neither that page nor another one that shares its storage sends a request with that session."
// Rust keeps the marks of logouts (`:logout`) in up to 4096 characters when it reads, but writes any number: with a dozen users with long names in other letters, the mark that a logout leaves is read by nobody.
// The second tab has no channel (it was closed: "Calls still work"; or it was frozen).
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const SPEC = { ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh" }, login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true }, user: { username: "name" } };
const name = (n) => `Александра Владимировна Константинопольская ${n}`;
for (const storage of ["vault", "session"]) for (const users of [2, 15])
  it(`${storage}, after ${users} users`, async () => {
    const one = await stage.visit({ plugin: SPEC, storage, storageKey: "k" });
    const log = [];
    stage.site.setOptions({
      answer({ method, route, fields, headers }) {
        if (method === "OPTIONS" || route === null) return undefined;
        log.push(`${method} ${route} ${headers.authorization ?? ""}`);
        if (route === "/my/v1/login") return { body: { token: `tok-${encodeURIComponent(fields.name).length}-${Math.random().toString(36).slice(2)}`, refresh: `ref-${Math.random().toString(36).slice(2)}`, name: fields.name } };
        if (/validate|users\/me/.test(route)) return { body: { name: "x" } };
        if (route === "/wp/v2/posts" && method === "POST") return { status: 201, body: { id: 1 } };
        if (route === "/") return { body: { home: stage.site.url, url: stage.site.url, namespaces: ["wp/v2", "my/v1"], routes: {} } };
      },
    });
    for (let n = 0; n < users; n++) { await one.call("login", { username: name(n), password: "pw-4711-x" }); await one.logout(); }
    await one.call("login", { username: name(99), password: "pw-4711-x" });
    let two;
    if (storage === "session") {
      const opening = one.page.context().waitForEvent("page"); await one.page.evaluate(() => window.open("/")); const page = await opening; await page.waitForFunction(() => window.presskey);
      two = one; two = Object.assign(Object.create(Object.getPrototypeOf(one)), one, { page }); await two.make();
    } else two = await stage.visit({ plugin: SPEC, storage, storageKey: "k" }, { beside: one });
    const shown = (await two.call("ready")).user?.username;
    await two.call("close");
    await one.logout();
    const at = log.length;
    const wrote = await two.run(() => wp.fetch("/wp/v2/posts", { method: "POST", json: {} }).then((r) => r.status, (e) => e.code));
    console.log(storage, users, "users; tab 2 showed", shown?.slice(-3), "mark:", await one.run(() => localStorage.getItem("k:logout").length), "characters; a write in tab 2 after logout() in tab 1:", wrote, log.slice(at));
    assert.notEqual(wrote, 201);
  });
