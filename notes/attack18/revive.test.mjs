// P6: "presskey discards a refresh that returns after a logout". Tab 2 (no message has arrived; closed) has a renewal on its way; in tab 1 a logout, then a login. Then the response arrives.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true, mode: "pro" });
const deaf = () => { delete window.BroadcastChannel; addEventListener("storage", (event) => event.stopImmediatePropagation(), true); };
for (const mode of ["deaf", "closed", "hears"]) for (const how of ["refresh", "call"]) for (const next of ["admin", "editor", undefined])
  it(`${mode}: a renewal (${how}), logout, ${next}`, async () => {
    stage.site.setOptions({ mode: "pro" });
    const one = await stage.visit({ storage: "local" });
    await one.login("editor");
    const two = await stage.visit({ storage: "local" }, { beside: one, first: mode === "deaf" ? deaf : undefined });
    await two.call("ready"); await two.json("/wp/v2/users/me");
    if (mode === "closed") await two.call("close");
    let free, seen, once = true; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r)); const log = [];
    stage.site.setOptions({ mode: "pro", async answer({ method, route, headers, url, token }) {
      if (method === "OPTIONS") return undefined;
      log.push(`${method} ${route} ${(headers.authorization ?? "").slice(-6)}`);
      if (how === "call" && /posts/.test(route) && once) return { status: 401, body: { code: "jwt_auth_invalid_token", message: "Expired token", data: { status: 401 } } };
      if (/refresh$/.test(route) && once) { once = false; seen(); await held; return undefined; }
    } });
    await two.run((how) => { window.made = (how === "refresh" ? wp.refresh().then((s) => JSON.stringify(s.user)) : wp.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then((p) => "wrote")).catch((e) => e.code); }, how);
    await saw;
    await one.logout(); log.push("-- logout");
    if (next) await one.login(next);
    const token = await one.call("token");
    log.push("-- " + String(token).slice(-6));
    free();
    const made = await two.run(() => window.made);
    await new Promise((r) => setTimeout(r, 400));
    const record = await one.run(() => Object.values({ ...localStorage }).find((v) => v.includes('"refreshToken"')));
    console.log(mode, how, next, "|", made, "| tab 2:", JSON.stringify((await two.session()).user?.username ?? (await two.session()).reason), "| tab 1:", JSON.stringify((await one.session()).user?.username), "| stored", record ? JSON.parse(record).user?.username + " " + JSON.parse(record).token.slice(-6) : undefined, "\n  " + log.slice(log.indexOf("-- logout")).join("\n  "));
    assert.equal(record && JSON.parse(record).token, token ?? undefined);
  });
