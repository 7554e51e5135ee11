// P6, with `via`: "After `logout()` has resolved, neither that page nor another one that shares its storage sends a request with that session."
// Tab 1 logs out, and the backend can't be reached at that time: the note `:leaving` is there. Tab 2 (a) is just asking who is logged in, (b) the same, and that
// question fails, (c) has no channel (it was closed: "Calls still work") and calls refresh() or validate().
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { credentials } from "../../tests/support/app.mjs";
import { createStage, outcome } from "../../tests/via/stage.mjs";
let stage, visitor;
before(async () => { stage = await createStage({ mode: "pro" }); });
beforeEach(async () => { stage.reset(); visitor = await stage.visitor(); });
afterEach(() => visitor.close());
after(() => stage?.stop());
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const write = () => wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then((r) => r.status, (e) => e.code);
for (const fails of [false, true])
  it(`a look of the other tab is on its way${fails ? ", and fails" : ""}`, async () => {
    const tab = await visitor.open();
    await outcome(tab, (given) => wp.login(given), credentials("editor"));
    const other = await visitor.open();
    await outcome(other, () => wp.ready());
    let free, seen; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r)); let once = true; const log = [];
    stage.intercept(async (request, response) => {
      log.push(`${request.method} ${request.url.slice(0, 60)} user=${request.headers["presskey-user"]} cookie=${Boolean(request.headers.cookie)}`);
      if (request.url.includes("/logout") && !stage.works) { response.destroy(); return true; }
      if (request.url.includes("/session") && once) { once = false; seen(); await held; if (fails) { response.destroy(); return true; } }
      return false;
    });
    await other.evaluate(() => { globalThis.nothing = dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })); });
    await saw;
    await outcome(tab, () => wp.logout());
    log.push("-- logout() has resolved in tab 1");
    console.log("tab 2 shows", (await outcome(other, () => wp.session)).value.status, "note:", await other.evaluate(() => Object.entries(localStorage).filter(([k]) => /leaving/.test(k)).map(([, v]) => v)));
    await other.evaluate((code) => { globalThis.wrote = eval(code)(); }, write.toString());
    await pause(300); free();
    const status = await other.evaluate(() => globalThis.wrote);
    console.log("write in tab 2:", status, "\n" + log.join("\n"));
    assert.notEqual(status, 201);
  });
for (const method of ["validate", "refresh", "write"])
  it(`a tab without a channel: ${method}`, async () => {
    const tab = await visitor.open();
    await outcome(tab, (given) => wp.login(given), credentials("editor"));
    const other = await visitor.open();
    await outcome(other, () => wp.ready());
    await other.evaluate(() => wp.close());
    const log = [];
    stage.intercept((request, response) => {
      log.push(`${request.method} ${request.url.slice(0, 60)} user=${request.headers["presskey-user"]} cookie=${Boolean(request.headers.cookie)}`);
      if (request.url.includes("/logout")) { response.destroy(); return true; }
      return false;
    });
    await outcome(tab, () => wp.logout());
    log.push("-- logout() has resolved in tab 1");
    const result = await outcome(other, method === "write" ? write : method === "refresh" ? () => wp.refresh() : () => wp.validate());
    console.log(method, JSON.stringify(result.value ?? result.error?.code)?.slice(0, 80), "\n" + log.join("\n"));
    assert.ok(!log.slice(log.indexOf("-- logout() has resolved in tab 1")).some((l) => /user=\d+ cookie=true/.test(l) && !/logout/.test(l)));
  });
