// The fact sheet's section 1.9: WordPress's own login cookie with its nonce; and an app of ours on
// the site's own origin, which is where a cookie works.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { browser } from "./browser.mjs";
import { refused, start } from "./harness.mjs";

let site;
let editor;
const app = mkdtempSync(join(tmpdir(), "presskey-app-"));

before(async () => {
  writeFileSync(join(app, "index.html"), "<!doctype html><html><head></head><body>An app");
  writeFileSync(join(app, "app.mjs"), "export default 1;");
  writeFileSync(join(app, "app.wasm"), "\0asm");
  site = await start({ server: "cookie", app });
  editor = browser(site);
  await editor.signIn("editor");
});
after(async () => {
  await site?.stop();
  rmSync(app, { recursive: true });
});
afterEach(() => site.setOptions());

const me = (nonce, query = "") =>
  editor.request(`wp-json/wp/v2/users/me${query}`, {
    headers: nonce === undefined ? {} : { "x-wp-nonce": nonce },
  });

describe("cookie: nonce", () => {
  it("makes the cookie count, and is answered with a fresh one", async () => {
    const nonce = await editor.restNonce();
    const { status, headers, body } = await me(nonce);
    assert.equal(status, 200);
    assert.equal(body.name, "Edith Editor");
    assert.equal(headers.get("x-wp-nonce"), nonce, "of the same twelve hours, so the same");
    assert.doesNotMatch(headers.get("access-control-expose-headers"), /X-WP-Nonce/i);
  });

  it("may be a parameter, which wins over the header", async () => {
    const nonce = await editor.restNonce();
    assert.equal((await me(undefined, `?_wpnonce=${nonce}`)).status, 200);
    assert.equal((await me("wrong", `?_wpnonce=${nonce}`)).status, 200);
    refused(await me(nonce, "?_wpnonce=wrong"), 403, "rest_cookie_invalid_nonce");
  });

  it("is what the cookie alone lacks: the call is anonymous, with no nonce in the answer", async () => {
    const answer = await me();
    refused(answer, 401, "rest_not_logged_in");
    assert.equal(answer.headers.get("x-wp-nonce"), null);
  });

  it("refuses every route when it is stale, public ones too", async () => {
    for (const route of ["", "wp/v2/posts", "wp/v2/users/me"]) {
      const headers = { "x-wp-nonce": "0123456789" };
      const answer = await editor.request(`wp-json/${route}`, { headers });
      refused(answer, 403, "rest_cookie_invalid_nonce", /^Cookie check failed$/);
    }
  });

  it("of another user is stale", async () => {
    const admin = browser(site);
    await admin.signIn("admin");
    refused(await me(await admin.restNonce()), 403, "rest_cookie_invalid_nonce");
  });

  it("does not count without a cookie", async () => {
    const headers = { "x-wp-nonce": await editor.restNonce() };
    const stranger = await browser(site).request("wp-json/wp/v2/posts", { headers });
    refused(stranger, 403, "rest_cookie_invalid_nonce");
  });

  it("works with ?rest_route= and for writing", async () => {
    const headers = {
      "x-wp-nonce": await editor.restNonce(),
      "content-type": "application/json",
    };
    const init = { method: "POST", headers, body: '{"title":"x"}' };
    assert.equal((await editor.request("?rest_route=/wp/v2/posts", init)).status, 201);
  });

  it("ends with the login", async () => {
    const person = browser(site);
    await person.signIn("subscriber");
    const headers = { "x-wp-nonce": await person.restNonce() };
    const page = await person.request("wp-login.php?action=logout");
    const url = /href="([^"]*action=logout[^"]*)"/.exec(page.text)[1].replaceAll("&amp;", "&");
    assert.equal((await person.request(url)).status, 302);
    const answer = await person.request("wp-json/wp/v2/users/me", { headers });
    refused(answer, 403, "rest_cookie_invalid_nonce");
  });
});

describe("cookie: a fresh nonce", () => {
  it("comes from admin-ajax.php as plain text", async () => {
    const { status, headers, text } = await editor.request(
      "wp-admin/admin-ajax.php?action=rest-nonce",
    );
    assert.equal(status, 200);
    assert.match(text, /^[0-9a-f]{10}$/);
    assert.match(headers.get("content-type"), /^text\/html/);
    assert.match(headers.get("cache-control"), /no-cache/);
  });

  it("is 400 and 0 for whoever is not signed in", async () => {
    const { status, text } = await browser(site).request(
      "wp-admin/admin-ajax.php?action=rest-nonce",
    );
    assert.equal(status, 400);
    assert.equal(text, "0");
  });

  it("follows a login in the same browser", async () => {
    const person = browser(site);
    await person.signIn("subscriber");
    const first = await person.restNonce();
    await person.signIn("admin");
    const second = await person.restNonce();
    assert.notEqual(first, second);
    const headers = { "x-wp-nonce": second };
    const { body } = await person.request("wp-json/wp/v2/users/me", { headers });
    assert.equal(body.name, "admin");
  });
});

describe("cookie: an app on the site's origin", () => {
  const settings = (text) => JSON.parse(/var wpApiSettings = (\{.*?\});<\/script>/.exec(text)[1]);

  it("is served as it is", async () => {
    const page = await editor.request("app/");
    assert.equal(page.text, "<!doctype html><html><head></head><body>An app");
    assert.match(page.headers.get("content-type"), /^text\/html/);
    const script = await editor.request("app/app.mjs");
    assert.match(script.headers.get("content-type"), /javascript/);
    const wasm = await editor.request("app/app.wasm");
    assert.equal(wasm.headers.get("content-type"), "application/wasm");
  });

  it("has WordPress's settings in its head under the page's short address", async () => {
    const { status, text } = await editor.request("app/index");
    assert.equal(status, 200);
    const { root, nonce } = settings(text);
    assert.equal(root, `${site.url}/wp-json/`);
    assert.equal((await me(nonce)).body.name, "Edith Editor");
  });

  it("has nobody's nonce in it for a stranger, and no page that is not there", async () => {
    const stranger = browser(site);
    const { nonce } = settings((await stranger.request("app/index")).text);
    refused(await me(nonce), 403, "rest_cookie_invalid_nonce");
    assert.equal((await stranger.request("app/missing")).status, 404);
  });
});
