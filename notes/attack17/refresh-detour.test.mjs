// P6, the same sentence. A renewal is answered with a page (404, HTML). presskey looks for another way to the REST API. A logout meanwhile
// resolves; then the way is found, and the same refresh token is sent again.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true, mode: "pro" });
for (const storage of ["local", "session", "memory"])
  it(`a renewal that takes another way, and a logout (${storage})`, async () => {
    const app = await stage.visit({ storage });
    await app.login();
    await app.json("/wp/v2/users/me");
    let free, seen, lost = false, log = []; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
    stage.site.setOptions({
      async answer({ method, route, fields, url }) {
        if (method === "OPTIONS") return undefined;
        if (/refresh$/.test(route)) { log.push(`refresh ${url.pathname}${url.search} ${fields.refresh_token}`); if (!lost) { lost = true; return { status: 404, headers: { "content-type": "text/html" }, body: "<html><body>Not found</body></html>" }; } }
        else log.push(`${method} ${url.pathname}${url.search}`);
        if (lost && route === "/") { seen(); await held; }
      },
    });
    await app.run(() => { window.made = wp.refresh().then(() => "renewed", (error) => error.code); });
    await saw;
    await app.logout();
    log.push("-- logout() has resolved");
    free();
    console.log(await app.run(() => window.made), await app.session());
    await new Promise((r) => setTimeout(r, 300));
    console.log(log.join("\n"));
    const after = log.slice(log.indexOf("-- logout() has resolved")).filter((line) => line.startsWith("refresh"));
    assert.deepEqual(after, []);
  });
it(`validate() that takes another way, and a logout`, async () => {
    const app = await stage.visit({ storage: "local" });
    await app.login();
    await app.json("/wp/v2/users/me");
    let free, seen, lost = false, log = []; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
    stage.site.setOptions({
      async answer({ method, route, token, url }) {
        if (method === "OPTIONS") return undefined;
        log.push(`${method} ${url.pathname}${url.search}${token ? " +token" : ""}`);
        if (/validate$/.test(route) && !lost) { lost = true; return { status: 404, headers: { "content-type": "text/html" }, body: "<html><body>Not found</body></html>" }; }
        if (lost && route === "/") { seen(); await held; }
      },
    });
    await app.run(() => { window.made = wp.validate().catch((error) => error.code); });
    await saw;
    await app.logout();
    log.push("-- logout() has resolved");
    free();
    console.log(await app.run(() => window.made));
    console.log(log.join("\n"));
    assert.deepEqual(log.slice(log.indexOf("-- logout() has resolved")).filter((line) => line.endsWith("+token") && !/revoke/.test(line)), []);
});
