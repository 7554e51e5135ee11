// P3: an error of completeAuthorization(), whose login sends a new application password. login() has the doctor know meanwhile what was typed (whileTyped); completeAuthorization() does not.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
const PASSWORD = "abcdEFGH1234ijklMNOP5678"; const B64 = Buffer.from(`editor:${PASSWORD}`).toString("base64");
const html = (status, body, headers = {}) => ({ status, headers: { "content-type": "text/html", "access-control-expose-headers": "x-cache, link, location", ...headers }, body });
const index = (w) => ({ body: { name: w, url: `${stage.site.url}/${w}`, home: `${stage.site.url}/${w}`, namespaces: ["wp/v2", `my/${w}`], authentication: {} } });
/** To the login's request; and to everything that is asked after it. */
const kinds = {
  "redirect, index redirected to the password": [(w) => ({ status: 302, headers: { location: `/${w}/` }, body: "" }), ({ route }, w) => (route === "/" ? { status: 302, headers: { location: `/${w}/` }, body: "" } : undefined)],
  "redirect, index redirected to a query": [(w) => ({ status: 302, headers: { location: `/?a=${w}` }, body: "" }), ({ route }, w) => (route === "/" ? { status: 302, headers: { location: `/?lang=${w}` }, body: "" } : undefined)],
  "redirect, index redirected to JSON": [(w) => ({ status: 302, headers: { location: `/${w}/` }, body: "" }), ({ route, url }, w) => (route === "/" && !url.search.includes("again") ? { status: 302, headers: { location: `/wp-json/?again=${w}` }, body: "" } : undefined)],
  "page with the password": [(w) => html(500, `<html><title>${w}</title><body>${w}</body></html>`, { "x-cache": `HIT ${w}`, server: w }), () => undefined],
  "page 403": [(w) => html(403, `<html><title>${w}</title><body>${w} Wordfence ${w}</body></html>`, { "x-cache": `HIT ${w}` }), (_, w) => html(403, `<html><title>${w}</title><body>${w}</body></html>`)],
  "json": [(w) => ({ status: 500, body: { code: `rest_${w}`, message: `Not ${w}`, data: { status: 500 } } }), (_, w) => index(w)],
  "json 401": [(w) => ({ status: 401, body: { code: `rest_not_logged_in`, message: `Not ${w}`, data: { status: 401 } } }), ({ route }, w) => (route === "/" ? index(w) : { status: 401, body: { code: `rest_${w}`, message: w, data: { status: 401 } } })],
  "json 403": [(w) => ({ status: 403, body: { code: `rest_forbidden`, message: `Not ${w}`, data: { status: 403 } } }), ({ route }, w) => (route === "/" ? index(w) : undefined)],
  "no response": [() => "break", ({ route }, w) => (route === "/" ? index(w) : undefined)],
  "no response, index redirected": [() => "break", ({ route }, w) => (route === "/" ? { status: 302, headers: { location: `/${w}/` }, body: "" } : undefined)],
  "200 page": [(w) => html(200, `<html><title>${w}</title><body>${w}</body></html>`), (_, w) => html(200, `<html><title>${w}</title>${w}</html>`)],
};
for (const [kind, [first, then]] of Object.entries(kinds)) for (const spelled of [PASSWORD, "basic"])
  it(`${kind}: ${spelled}`, async () => {
    const w = spelled === "basic" ? B64 : PASSWORD;
    const app = await stage.visit({ plugin: "application-passwords", storage: "local", storageKey: "k" });
    await app.run(() => sessionStorage.setItem("k:authorize", JSON.stringify({ state: "s" })));
    let sent = false;
    stage.site.setOptions({ answer(asked) { if (asked.method === "OPTIONS") return undefined; if (asked.headers.authorization?.startsWith("Basic")) { sent = true; return first(w); } if (sent) return then(asked, w); return undefined; } });
    const url = `${app.url}?presskey_state=s&site_url=${encodeURIComponent(stage.site.url)}&user_login=editor&password=${PASSWORD}`;
    const error = await app.run((url) => wp.completeAuthorization(url).then((s) => ({ ok: JSON.stringify(s) }), (e) => ({ code: e.code, message: e.message, hint: e.hint, serverMessage: e.serverMessage, wpCode: e.wpCode, cause: String(e.cause) })), url);
    const text = JSON.stringify(error);
    console.log(text.includes(w) ? "LEAK" : "ok  ", kind, text.slice(0, 330));
    assert.ok(!text.includes(w));
  });
