// P3: "the token or password that the request itself was sent with", here in headers of the app's own and of a second factor; with a redirect, a page of a cache, JSON; a logout between or none.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const SECRET = "own-s3cret-4711-xyz";
const kinds = {
  redirect: () => ({ status: 302, headers: { location: `/${SECRET}/` }, body: "" }), "no response": () => "break",
  page: () => ({ status: 500, headers: { "content-type": "text/html", "access-control-expose-headers": "x-cache", "x-cache": `HIT ${SECRET}` }, body: `<html><title>${SECRET}</title></html>` }),
  json: () => ({ status: 500, body: { code: `x_${SECRET}`, message: `no ${SECRET}`, data: { status: 500 } } }), "200 page": () => ({ status: 200, headers: { "content-type": "text/html", "access-control-expose-headers": "x-cache", "x-cache": `HIT ${SECRET}` }, body: `<html><title>${SECRET}</title></html>` }),
};
for (const [kind, make] of Object.entries(kinds)) for (const logout of [false, true]) for (const header of ["Authorization", "X-Key"])
  it(`${kind} ${header} ${logout}`, async () => {
    const app = await stage.visit({ storage: "local", ...(header === "X-Key" && { headerName: "X-Key" }) });
    let free, seen, sent = false; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
    stage.site.setOptions({ allowedHeaders: "Authorization, X-WP-Nonce, Content-Type, X-Key", async answer({ method, route, headers }) {
      if (method === "OPTIONS" || route === null) return undefined;
      if (/posts/.test(route)) { seen(); await held; sent = true; return make(); }
      if (sent && route === "/") return { status: 302, headers: { location: `/${SECRET}/` }, body: "" };
    } });
    await app.login().catch(() => {});
    await app.run((header, secret) => { window.made = wp.json("/wp/v2/posts", { headers: { [header]: `Bearer ${secret}` } }).then((v) => ({ ok: String(v) }), (e) => ({ code: e.code, message: e.message, hint: e.hint, serverMessage: e.serverMessage, wpCode: e.wpCode, cause: String(e.cause) })); }, header, SECRET);
    await saw; if (logout) await app.logout(); free();
    const text = JSON.stringify(await app.run(() => window.made));
    console.log(text.includes(SECRET) ? "LEAK" : "ok  ", kind, header, logout ? "logout" : "-", text.slice(0, 200));
    assert.ok(!text.includes(SECRET));
  });
