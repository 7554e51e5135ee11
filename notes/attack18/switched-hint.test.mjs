// P3, the same cause as switched.test.mjs: hints quote a server unless `epoch` has changed. Tab 2 (no message has arrived yet, or closed()) has a call on its way with an opaque token;
// in tab 1 the user logs out, and somebody else logs in. The call is then redirected, or gets no response; the index is redirected to /<token>/.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const deaf = () => { delete window.BroadcastChannel; addEventListener("storage", (event) => event.stopImmediatePropagation(), true); };
const SPEC = { ...{ id: "my", namespace: "my/v1", token: "token", opaque: true }, login: { path: "login", body: { name: "$username", password: "$password" } }, validate: { path: "validate", auth: true }, user: { username: "name" } };
const SECRETS = { anna: "c0rrect-horse:battery-1", bert: "other-t0ken:staple-2" };
for (const mode of ["deaf", "closed", "hears"]) for (const next of ["bert", "anna", undefined]) for (const end of ["redirect", "drop"])
  it(`${mode}, a call with anna's token, then logout, then ${next}: ${end}`, async () => {
    const client = { plugin: SPEC, storage: "local", storageKey: "k" };
    let free, seen, late = false, count = 0; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
    stage.site.setOptions({
      async answer({ method, route, fields, headers, url }) {
        if (method === "OPTIONS") return undefined;
        if (/login$/.test(route ?? "")) return { body: { token: count++ ? "second-" + SECRETS[fields.name] : SECRETS[fields.name], name: fields.name } };
        if (/validate|users\/me/.test(route ?? "")) return { body: { name: "x" } };
        if (/posts/.test(route ?? "") && headers.authorization) { seen(); await held; late = true; return end === "drop" ? { destroy: true, drop: true, status: 302, headers: { location: `${stage.site.url}/${SECRETS.anna}/` } } : { status: 302, headers: { location: `${stage.site.url}/${SECRETS.anna}/` } }; }
        if (decodeURIComponent(url.pathname).includes(SECRETS.anna)) return { status: 200, headers: { "content-type": "text/html", "access-control-allow-origin": "*" }, body: "<html></html>" };
        if (late) return { status: 302, headers: { location: `${stage.site.url}/${SECRETS.anna}/`, "access-control-allow-origin": "*" } };
        if (route === "/") return { body: { home: stage.site.url, url: stage.site.url, namespaces: ["wp/v2", "my/v1"], routes: {} } };
      },
    });
    const one = await stage.visit(client);
    await one.call("login", { username: "anna", password: "pw-4711-x" });
    const two = await stage.visit(client, { beside: one, first: mode === "deaf" ? deaf : undefined });
    await two.call("ready");
    if (mode === "closed") await two.call("close");
    await two.run(() => { window.made = wp.json("/wp/v2/posts", { method: "POST", json: {} }).then((v) => ({ v }), (e) => ({ code: e.code, message: e.message, hint: e.hint, serverMessage: e.serverMessage })); });
    await saw;
    await one.logout();
    if (next) await one.call("login", { username: next, password: "pw-4711-x" });
    free();
    const error = await two.run(() => window.made);
    console.log(mode, next, end, JSON.stringify(error).slice(0, 300));
    assert.ok(!JSON.stringify(error).includes("c0rrect-horse"), JSON.stringify(error));
  });
