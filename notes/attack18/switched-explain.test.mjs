// P3, the same cause as switched.test.mjs: explain() of a response from before. No request is on its way.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const deaf = () => { delete window.BroadcastChannel; addEventListener("storage", (event) => event.stopImmediatePropagation(), true); };
const SPEC = { ...{ id: "my", namespace: "my/v1", token: "token", opaque: true }, login: { path: "login", body: { name: "$username", password: "$password" } }, validate: { path: "validate", auth: true }, user: { username: "name" } };
const SECRETS = { anna: "c0rrect-horse:battery-1", bert: "other-t0ken:staple-2" };
for (const mode of ["deaf", "closed", "hears"]) for (const next of ["bert", "anna", undefined])
  it(`${mode}, explain() after a logout and ${next}`, async () => {
    const client = { plugin: SPEC, storage: "local", storageKey: "k" };
    let count = 0;
    stage.site.setOptions({
      async answer({ method, route, fields, headers }) {
        if (method === "OPTIONS") return undefined;
        if (/login$/.test(route ?? "")) return { body: { token: count++ ? "second-" + SECRETS[fields.name] : SECRETS[fields.name], name: fields.name } };
        if (/validate|users\/me/.test(route ?? "")) return { body: { name: "x" } };
        if (/pages/.test(route ?? "")) return { body: [] };
        if (/posts/.test(route ?? "")) return { status: 400, body: { code: "rest_invalid", message: `No, ${SECRETS.anna} may not.`, data: { status: 400 } } };
        if (route === "/") return { body: { home: stage.site.url, url: stage.site.url, namespaces: ["wp/v2", "my/v1"], routes: {} } };
      },
    });
    const one = await stage.visit(client);
    await one.call("login", { username: "anna", password: "pw-4711-x" });
    const two = await stage.visit(client, { beside: one, first: mode === "deaf" ? deaf : undefined });
    await two.call("ready");
    await two.run(async () => { window.response = await wp.fetch("/wp/v2/posts"); window.second = window.response.clone(); });
    if (mode === "closed") await two.call("close");
    await one.logout();
    if (next) await one.call("login", { username: next, password: "pw-4711-x" });
    await two.run(() => wp.json("/wp/v2/pages"));
    const told = await two.run(() => wp.explain(window.response).then((e) => ({ code: e.code, message: e.message, hint: e.hint, serverMessage: e.serverMessage, wpCode: e.wpCode })));
    console.log(mode, next, "shows", (await two.session()).user?.username, JSON.stringify(told));
    assert.ok(!JSON.stringify(told).includes("c0rrect-horse"), JSON.stringify(told));
  });
