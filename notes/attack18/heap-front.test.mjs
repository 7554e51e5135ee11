// P4: "When `logout()` resolves, the client holds no token of that session". A page with a stored session, in which the engine cannot be loaded (offline, a new release of the app):
// logout() resolves; the front keeps the whole stored session (`ended.record` in front/client.js) for an engine that may never come.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
import { retainersIn } from "./retainers.mjs";
const stage = setStage({ mock: true, mode: "pro" });
for (const blocked of [true, false])
  it(`logout() ${blocked ? "without the engine" : "with the engine"}`, async () => {
    const app = await stage.visit({ storage: "local" });
    await app.login(); await app.json("/wp/v2/users/me");
    const token = await app.call("token");
    const record = await app.run(() => Object.values({ ...localStorage }).find((v) => v.includes("refreshToken")));
    const refresh = JSON.parse(record).refreshToken;
    if (blocked) await app.page.route("**/dist/engine.js*", (route) => route.abort());
    await app.reload();
    const result = await app.run(() => wp.logout().then(() => "resolved", (e) => e.code));
    await new Promise((r) => setTimeout(r, 1500));
    const cdp = await app.page.context().newCDPSession(app.page);
    let text = ""; cdp.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => { text += chunk; });
    await cdp.send("HeapProfiler.collectGarbage"); await cdp.send("HeapProfiler.collectGarbage");
    await cdp.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
    const found = retainersIn(JSON.parse(text), refresh, 9);
    console.log(blocked, result, await app.session(), "stored:", await app.stored(), "\n", found.join("\n"));
    assert.equal(result, "resolved");
    assert.deepEqual(found, []);
  });
