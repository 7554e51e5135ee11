// P6/P4: a response to a call of the session before brings a new token of that session in a header (`rotates`). Meanwhile: a logout, a login of somebody else; here or in another tab.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const deaf = () => { delete window.BroadcastChannel; addEventListener("storage", (event) => event.stopImmediatePropagation(), true); };
const SPEC = { ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, rotates: "X-New", refreshToken: "refresh" }, login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true }, user: { username: "name" } };
for (const storage of ["local", "memory", "vault"]) for (const mode of ["same", "deaf", "closed"]) for (const next of ["bert", "anna", undefined])
  it(`${storage} ${mode} ${next}`, { skip: storage === "memory" && mode !== "same" }, async () => {
    const client = { plugin: SPEC, storage, storageKey: "k" };
    let free, seen, n = 0; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r)); const log = [];
    stage.site.setOptions({
      async answer({ method, route, fields, headers }) {
        if (method === "OPTIONS") return undefined;
        if (/login$/.test(route ?? "")) return { body: { token: `${fields.name}-tok-${++n}-abcdefgh`, refresh: `${fields.name}-ref-${n}-abcdefgh`, name: fields.name } };
        if (/refresh$/.test(route ?? "")) { log.push("refresh " + fields.refresh); return { body: { token: `${fields.refresh.split("-")[0]}-tok-${++n}-r`, refresh: `${fields.refresh}x`, name: fields.refresh.split("-")[0] } }; }
        if (/validate|users\/me/.test(route ?? "")) return { body: { name: "x" } };
        if (/posts/.test(route ?? "")) { log.push(`${method} ${headers.authorization}`); if (/anna-tok-1-/.test(headers.authorization ?? "")) { seen(); await held; return { status: 200, headers: { "X-New": "anna-tok-NEW-abcdefgh", "access-control-expose-headers": "X-New" }, body: [{ id: 1 }] }; } return { body: [{ id: 2 }] }; }
        if (route === "/") return { body: { home: stage.site.url, url: stage.site.url, namespaces: ["wp/v2", "my/v1"], routes: {} } };
      },
    });
    const one = await stage.visit(client);
    await one.call("login", { username: "anna", password: "pw-4711-x" });
    const two = mode === "same" ? one : await stage.visit(client, { beside: one, first: mode === "deaf" ? deaf : undefined });
    await two.call("ready");
    if (mode === "closed") await two.call("close");
    await two.run(() => { window.made = wp.json("/wp/v2/posts").then((v) => v, (e) => e.code); });
    await saw;
    await one.logout();
    if (next) await one.call("login", { username: next, password: "pw-4711-x" });
    const token = await one.call("token");
    log.push("-- free");
    free();
    const made = await two.run(() => window.made);
    await new Promise((r) => setTimeout(r, 200));
    const after = await two.run(() => wp.json("/wp/v2/posts", { auth: "required" }).then((v) => v, (e) => e.code));
    const stored = storage === "local" ? await one.run(() => localStorage.getItem("k")) : "";
    console.log(storage, mode, next, JSON.stringify(made), JSON.stringify(after), "shows", (await two.session()).user?.username, "stored", stored && JSON.parse(stored).token, log.slice(log.indexOf("-- free")));
    assert.ok(!log.slice(log.indexOf("-- free")).some((l) => /anna-tok-(NEW|1-)/.test(l)) && !/anna-tok-(NEW|1-)/.test(stored ?? ""), log.join("\n"));
    assert.equal(await one.call("token"), token);
  });
