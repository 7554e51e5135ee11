// One test per row of the fact sheet's section 8: WordPress's own application passwords.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { browser, fields } from "./browser.mjs";
import { refused, start } from "./harness.mjs";

let site;
let editor;
const anyUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mine = "/wp/v2/users/me/application-passwords";
const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

before(async () => {
  site = await start({ server: "application-passwords" });
  editor = browser(site);
  await editor.signIn("editor");
});
after(() => site?.stop());
afterEach(() => site.setOptions());

/** Makes one as the user's own profile page does. */
async function create(json = { name: "An app" }) {
  const nonce = await editor.restNonce();
  const headers = { "content-type": "application/json", "x-wp-nonce": nonce };
  return editor.request(`wp-json${mine}`, { method: "POST", headers, body: JSON.stringify(json) });
}

const posts = (token) => site.call("GET", "/wp/v2/posts", { token });

describe("application-passwords: as long as nobody has one", () => {
  it("takes no notice of a Basic header", async () => {
    assert.equal((await posts(basic("editor", "wrong"))).status, 200);
    assert.equal((await posts(basic("nobody", "wrong"))).status, 200);
    refused(await site.me(basic("editor", "wrong")), 401, "rest_not_logged_in");
  });
});

describe("application-passwords: index", () => {
  it("names the approval page", async () => {
    const { body } = await site.call("GET", "/");
    const authorization = `${site.url}/wp-admin/authorize-application.php`;
    assert.deepEqual(body.authentication, {
      "application-passwords": { endpoints: { authorization } },
    });
  });

  it("names nothing where they are off", async () => {
    site.setOptions({ application_passwords: false });
    assert.deepEqual((await site.call("GET", "/")).body.authentication, []);
  });
});

describe("application-passwords: management", () => {
  it("creates one with 201, and shows its password this once", async () => {
    const app_id = "7f6c3d4e-0000-4000-8000-000000000001";
    const { status, headers, body } = await create({ name: "With an id", app_id });
    assert.equal(status, 201);
    assert.match(headers.get("location"), new RegExp(`/application-passwords/${body.uuid}$`));
    assert.match(body.uuid, anyUuid);
    assert.match(body.password, /^[A-Za-z0-9]{24}$|^([A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}$/);
    const { password, _links, ...item } = body;
    assert.deepEqual(Object.keys(item), [
      "uuid",
      "app_id",
      "name",
      "created",
      "last_used",
      "last_ip",
    ]);
    assert.equal(item.app_id, app_id);
    assert.equal(item.last_used, null);
    assert.equal(item.last_ip, null);

    const token = basic("editor", password);
    const list = await site.call("GET", mine, { token });
    const found = list.body.find(({ uuid }) => uuid === body.uuid);
    assert.equal(found.password, undefined);
    assert.notEqual(found.last_used, null);
    const renamed = await site.call("PUT", `${mine}/${body.uuid}`, {
      token,
      json: { name: "Renamed" },
    });
    assert.equal(renamed.body.name, "Renamed");
    assert.equal((await site.call("GET", `${mine}/${body.uuid}`, { token })).body.name, "Renamed");
  });

  it("tells which one is used, and deletes it: the logout", async () => {
    const { body } = await create({ name: "To be deleted" });
    const token = basic("editor", body.password);
    const own = await site.call("GET", `${mine}/introspect`, { token });
    assert.equal(own.status, 200);
    assert.equal(own.body.uuid, body.uuid);
    const gone = await site.call("DELETE", `${mine}/${body.uuid}`, { token });
    assert.equal(gone.status, 200);
    assert.equal(gone.body.deleted, true);
    assert.equal(gone.body.previous.uuid, body.uuid);
    refused(await site.me(token), 401, "rest_not_logged_in");
  });

  it("deletes all of them", async () => {
    const token = basic("editor", (await create()).body.password);
    const { body } = await site.call("DELETE", mine, { token });
    assert.equal(body.deleted, true);
    assert.ok(body.count >= 1);
    refused(await site.me(token), 401, "rest_not_logged_in");
  });

  it("refuses", async () => {
    refused(await site.call("GET", mine), 401, "rest_not_logged_in");
    const token = basic("editor", (await create()).body.password);
    const others = "/wp/v2/users/1/application-passwords";
    refused(
      await site.call("GET", others, { token }),
      403,
      "rest_cannot_list_application_passwords",
    );
    refused(
      await site.call("POST", others, { token, json: { name: "x" } }),
      403,
      "rest_cannot_create_application_passwords",
    );
    const nobody = "/wp/v2/users/4711/application-passwords";
    refused(await site.call("GET", nobody, { token }), 404, "rest_user_invalid_id");
    const missing = `${mine}/00000000-0000-4000-8000-000000000000`;
    refused(await site.call("GET", missing, { token }), 404, "rest_application_password_not_found");
    refused(await site.call("POST", mine, { token, json: {} }), 400, "rest_missing_callback_param");
    const withCookie = await editor.request(`wp-json${mine}/introspect`, {
      headers: { "x-wp-nonce": await editor.restNonce() },
    });
    refused(withCookie, 404, "rest_no_authenticated_app_password");
    refused(await site.call("GET", `${mine}/introspect`), 401, "rest_not_logged_in");
  });

  it("is not there where the feature is off, or off for the user", async () => {
    const headers = { "x-wp-nonce": await editor.restNonce() };
    site.setOptions({ application_passwords: false });
    const off = await editor.request(`wp-json${mine}`, { headers });
    refused(off, 501, "application_passwords_disabled");
    site.setOptions({ application_passwords: null, application_passwords_user: false });
    const offForUser = await editor.request(`wp-json${mine}`, { headers });
    refused(offForUser, 501, "application_passwords_disabled_for_user");
  });
});

describe("application-passwords: Basic", () => {
  let password;
  before(async () => {
    password = (await create({ name: "Basic" })).body.password;
  });

  it("takes name or e-mail, the password with any blanks in it", async () => {
    const chunked = password.replace(/ /g, "").replace(/(.{4})(?!$)/g, "$1 ");
    for (const token of [
      basic("editor", password),
      basic("editor", chunked),
      basic("editor", chunked.replaceAll(" ", "-")),
      basic("editor@example.com", password),
    ]) {
      assert.equal((await site.me(token)).body.name, "Edith Editor");
    }
  });

  it("works with ?rest_route= too", async () => {
    const path = "/?rest_route=/wp/v2/users/me";
    const { status } = await site.call("GET", "", { path, token: basic("editor", password) });
    assert.equal(status, 200);
  });

  const wrong = [
    ["incorrect_password", "editor", "wrong"],
    ["invalid_username", "nobody", "wrong"],
    ["invalid_email", "nobody@example.com", "wrong"],
  ];

  for (const [code, ...credentials] of wrong) {
    it(`treats what would be ${code} as no header at all, with WordPress alone`, async () => {
      const token = basic(...credentials);
      refused(await site.me(token), 401, "rest_not_logged_in");
      assert.equal((await posts(token)).status, 200);
    });

    it(`refuses every route with ${code} once a plugin asks early, public ones too`, async () => {
      site.setOptions({ asks_early: true });
      for (const route of ["/wp/v2/users/me", "/wp/v2/posts", "/"]) {
        refused(await site.call("GET", route, { token: basic(...credentials) }), 401, code);
      }
    });
  }

  it("does not take the user's real password", async () => {
    const token = basic("editor", site.password("editor"));
    refused(await site.me(token), 401, "rest_not_logged_in");
    site.setOptions({ asks_early: true });
    refused(await site.me(token), 401, "incorrect_password");
  });

  it("says when they are off for the user, nothing when they are off", async () => {
    const token = basic("editor", password);
    site.setOptions({ asks_early: true, application_passwords_user: false });
    refused(await site.me(token), 401, "application_passwords_disabled_for_user");
    site.setOptions({ application_passwords: false });
    refused(await site.me(token), 401, "rest_not_logged_in");
  });

  it("is anonymous where the web server keeps the header to itself", async () => {
    site.setOptions({ strip_authorization: true });
    refused(await site.me(basic("editor", password)), 401, "rest_not_logged_in");
  });
});

describe("application-passwords: the approval page", () => {
  const page = "wp-admin/authorize-application.php";
  const success_url = "http://127.0.0.1:1/app?state=abc";
  const ask = (query) => editor.request(`${page}?${new URLSearchParams(query)}`);
  const answer = async (query, button) => {
    const { text } = await ask(query);
    const { approve, reject, ...form } = fields(text, "authorize-application.php");
    return editor.request(page, { form: { ...form, [button]: "yes" } });
  };
  const request = { app_name: "presskey", success_url };

  it("sends whoever is not signed in to the login page", async () => {
    const stranger = await browser(site).request(`${page}?${new URLSearchParams(request)}`);
    assert.equal(stranger.status, 302);
    assert.match(stranger.headers.get("location"), /wp-login\.php\?redirect_to=/);
  });

  it("approved: goes back with site, name and a password that works", async () => {
    const { status, headers } = await answer(request, "approve");
    assert.equal(status, 302);
    const url = new URL(headers.get("location"));
    assert.equal(url.origin + url.pathname, "http://127.0.0.1:1/app");
    const query = Object.fromEntries(url.searchParams);
    assert.deepEqual(Object.keys(query), ["state", "site_url", "user_login", "password"]);
    assert.equal(query.state, "abc");
    assert.equal(query.site_url, site.url);
    assert.equal(query.user_login, "editor");
    assert.match(query.password, /^[A-Za-z0-9]{24}$/);
    assert.equal((await site.me(basic("editor", query.password))).status, 200);
  });

  it("rejected: goes to reject_url, or back with success=false", async () => {
    const back = await answer(request, "reject");
    assert.equal(back.headers.get("location"), `${success_url}&success=false`);
    const reject_url = "http://127.0.0.1:1/no";
    const away = await answer({ ...request, reject_url }, "reject");
    assert.equal(away.headers.get("location"), reject_url);
  });

  it("without success_url it goes nowhere", async () => {
    const { status, headers } = await answer({ app_name: "To be read" }, "approve");
    assert.equal(status, 200);
    assert.equal(headers.get("location"), null);
    const nonce = { headers: { "x-wp-nonce": await editor.restNonce() } };
    const { body } = await editor.request(`wp-json${mine}`, nonce);
    assert.ok(body.some(({ name }) => name === "To be read"));
  });

  for (const [what, query] of [
    ["javascript:", { success_url: "javascript:alert(1)//x" }],
    ["data:", { success_url: "data:text/html,x" }],
    ["no URL", { success_url: "nowhere" }],
    ["an app_id that is no UUID", { app_id: "1" }],
  ]) {
    it(`refuses ${what}`, async () => {
      const { status, text } = await ask({ app_name: "presskey", ...query });
      assert.equal(status, 500);
      assert.match(text, /not allowed/);
    });
  }

  it("takes an app's own scheme", async () => {
    assert.equal((await ask({ ...request, success_url: "myapp://done" })).status, 200);
  });

  it("says 501, with a way back, where they are off", async () => {
    site.setOptions({ application_passwords: false });
    const { status, text } = await ask({ ...request, reject_url: "http://127.0.0.1:1/no" });
    assert.equal(status, 501);
    assert.match(text, /http:\/\/127\.0\.0\.1:1\/no\?error=disabled/);
  });
});
