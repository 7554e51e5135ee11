// Every server of the contract through a backend, in real WordPress: also those that browsers cannot
// use from another origin.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { createBackend, memoryStore } from "presskey/server";
import { sign } from "../../pkg/features/oauth1.js";
import { credentials, jwt } from "../support/app.mjs";
import { nextSecond } from "../support/clock.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { fields, browser as person } from "../wordpress/browser.mjs";
import { browser } from "./lib/browser.mjs";
import { SECRET } from "./lib/secret.mjs";

const ME = "/rest/wp/v2/users/me";
const { now } = Date;

/** By the site's clock, which does not jump. */
async function realSecond() {
  const jumped = Date.now;
  Date.now = now;
  await nextSecond();
  Date.now = jumped;
}

/**
 * What each server needs of the site. `renews`: whether its tokens can be renewed; `always`: those
 * that are unlike any other run in every `npm test`.
 */
const servers = [
  { server: "jwt-authentication-for-wp-rest-api", mode: "free" },
  { server: "jwt-authentication-for-wp-rest-api", mode: "pro", renews: true, always: true },
  { server: "jwt-auth", mode: "2" },
  { server: "jwt-auth", mode: "3", renews: true, always: true },
  { server: "jwt-auth", mode: "3-next", renews: true },
  { server: "simple-jwt-login", mode: "3", renews: true },
  { server: "simple-jwt-login", mode: "4", renews: true, always: true },
  { server: "wp-graphql-jwt-authentication", mode: "0.6", renews: true },
  { server: "wp-graphql-jwt-authentication", mode: "0.7", renews: true, always: true },
  { server: "wp-user", always: true },
  { server: "simple-jwt-authentication", renews: true },
  { server: "jwt-auth-pro-wp-rest-api", renews: true, always: true },
  { server: "jwt-auth-pro-wp-rest-api", environment: "local", renews: true },
  {
    server: "wp-rest-api-authentication",
    always: true,
    settings: {
      wp_options: {
        mo_api_authentication_selected_authentication_method: "jwt_auth",
        mo_api_authentication_jwt_client_secret: "a secret for tests only",
        mo_api_authentication_jwt_signing_algorithm: "HS256",
        mo_rest_api_protect_migrate: "1",
      },
    },
  },
];

const sites = new Map();

/** One WordPress for all that differ in settings only. */
function useSite({ server, environment }) {
  const key = `${server} ${environment}`;
  const use = sites.get(key) ?? { users: 0 };
  sites.set(key, use);
  use.users++;
  before(async () => {
    use.starting ??= startWordPress({ server, environment });
    use.site = await use.starting;
  });
  after(async () => {
    if (--use.users === 0) await use.site?.stop();
  });
  return use;
}

const chosen = servers.filter(({ always }) => always || process.env.PRESSKEY_ALL);

for (const { server, mode, environment, renews = false, settings } of chosen) {
  describe([server, mode, environment].filter(Boolean).join(" "), () => {
    const use = useSite({ server, environment });
    beforeEach(() => {
      use.site.setOptions();
      use.site.setOptions({ ...(mode && { mode }), ...settings });
      use.site.clearLog();
    });
    afterEach(() => {
      Date.now = now;
    });
    const backend = (more) => createBackend({ site: use.site.url, secret: SECRET, ...more });

    it("is found, logs in, calls, writes, uploads and logs out", async () => {
      const visitor = browser(backend());
      const answer = await visitor.login(credentials("editor"));
      const session = await answer.json();
      assert.equal(answer.status, 200, JSON.stringify(session));
      assert.equal(session.plugin, server);
      assert.equal(session.canRefresh, renews);
      assert.doesNotMatch(JSON.stringify(session), jwt);
      const me = await (await visitor.send(ME)).json();
      assert.equal(me.name, "Edith Editor");
      const draft = { title: "Through the backend", status: "draft" };
      const posted = await visitor.post("/rest/wp/v2/posts", draft);
      assert.equal(posted.status, 201, await posted.clone().text());
      const { id } = await posted.json();
      const drafts = await visitor.send("/rest/wp/v2/posts?status=draft&per_page=100");
      assert.ok((await drafts.json()).some((post) => post.id === id));
      const image = await visitor.send("/rest/wp/v2/media", {
        method: "POST",
        body: Buffer.from(PIXEL, "base64"),
        headers: {
          "content-type": "image/png",
          "content-disposition": 'attachment; filename="pixel.png"',
        },
      });
      assert.equal(image.status, 201, await image.text());
      assert.equal(await (await visitor.post("/validate")).json(), true);
      await visitor.post("/logout");
      assert.equal(visitor.cookie(), "");
      assert.ok([401, 403].includes((await visitor.send(ME)).status));
    });

    it("says invalid_credentials for a wrong password", async () => {
      const answer = await browser(backend()).login({ username: "editor", password: "wrong-4711" });
      const { code } = await answer.json();
      assert.deepEqual([code, answer.status], ["invalid_credentials", 401]);
    });

    for (const [how, options] of [
      ["in the cookie", () => ({})],
      ["in a store", () => ({ store: memoryStore() })],
    ]) {
      it(`outlives its token: ${renews ? "renewed again and again" : "ends"}, ${how}`, async () => {
        const via = backend(options());
        const visitor = browser(via);
        await visitor.login(credentials("editor"));
        for (let round = 1; round <= 3; round++) {
          // Some give the same token twice in a second, and one of them is revoked.
          await realSecond();
          const { expiresAt } = await visitor.session();
          const jump = expiresAt - now();
          Date.now = () => now() + jump;
          const answers = await Promise.all([visitor.send(ME), visitor.send(ME)]);
          const statuses = answers.map(({ status }) => status);
          if (!renews) {
            assert.ok(statuses.every((status) => status === 401 || status === 403));
            assert.equal(visitor.cookie(), "");
            return;
          }
          assert.deepEqual(statuses, [200, 200], `round ${round}`);
          const session = await visitor.session();
          assert.equal(session.user.username ?? "editor", "editor");
          assert.ok(session.expiresAt > expiresAt);
        }
      });
    }
  });
}

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("WPGraphQL JWT Authentication", () => {
  const use = useSite({ server: "wp-graphql-jwt-authentication" });

  it("its GraphQL endpoint is passed on as well, and `allow` is asked", async () => {
    use.site.setOptions({ mode: "0.7" });
    const calls = [];
    const allow = ({ route }) => calls.push(route) && route !== "/wp/v2/users/me";
    const visitor = browser(createBackend({ site: use.site.url, secret: SECRET, allow }));
    await visitor.login(credentials("editor"));
    const answer = await visitor.post("/rest/graphql", { query: "{ viewer { databaseId } }" });
    assert.ok((await answer.json()).data.viewer.databaseId > 0);
    // With it, WordPress would serve the REST API in its place (`rest_api_loaded()`).
    const { query } = use.site.log().at(-1);
    assert.equal(new URLSearchParams(query).get("rest_route"), null);
    assert.equal((await visitor.send(ME)).status, 403);
    assert.deepEqual(calls, ["/graphql", "/wp/v2/users/me"]);
  });
});

describe("credentials that are sent as they are", () => {
  for (const [server, plugin, given, settings] of [
    ["basic-auth", "basic-auth", () => credentials("editor")],
    ["api-key", "api-key", () => ({ apiKey: "a-key-for-tests-only" }), { mode: "bearer" }],
    ["application-passwords", "application-passwords", applicationPassword],
  ]) {
    describe(server, () => {
      const use = useSite({ server });

      it("logs in, calls and logs out, and the browser keeps nothing readable", async () => {
        use.site.setOptions(settings ?? {});
        const visitor = browser(createBackend({ site: use.site.url, secret: SECRET, plugin }));
        const secrets = await given(use.site);
        const answer = await visitor.login(secrets);
        const session = await answer.json();
        assert.equal(answer.status, 200, JSON.stringify(session));
        assert.equal(session.expiresAt, null);
        assert.equal((await (await visitor.send(ME)).json()).name, "Edith Editor");
        const text = JSON.stringify([session, [...answer.headers]]);
        for (const secret of Object.values(secrets)) {
          if (secret !== "editor") assert.ok(!text.includes(secret));
        }
        await visitor.post("/logout");
        assert.equal(visitor.cookie(), "");
      });
    });
  }
});

async function applicationPassword(site) {
  const { request, signIn, restNonce } = person(site);
  await signIn("editor");
  const answer = await request("wp-json/wp/v2/users/me/application-passwords", {
    method: "POST",
    headers: { "content-type": "application/json", "x-wp-nonce": await restNonce() },
    body: JSON.stringify({ name: "a backend" }),
  });
  return { username: "editor", password: answer.body.password };
}

describe("oauth1", () => {
  const use = useSite({ server: "oauth1" });
  const consumer = { consumerKey: "anAppsKey", consumerSecret: "anAppsSecret" };

  async function accessToken() {
    const { site } = use;
    const callback = "http://127.0.0.1:1/done";
    const { consumerKey: key, consumerSecret: secret } = consumer;
    site.setOptions({ consumers: [{ key, secret, callback, name: "An app" }] });
    const post = async (path, more, oauth) => {
      const url = `${site.url}/oauth1/${path}`;
      const authorization = await sign({
        method: "POST",
        url,
        credentials: { ...consumer, ...more },
        oauth,
      });
      const answer = await fetch(url, { method: "POST", headers: { authorization } });
      const told = new URLSearchParams(await answer.text());
      return { token: told.get("oauth_token"), tokenSecret: told.get("oauth_token_secret") };
    };
    const temporary = await post("request", {}, { oauth_callback: callback });
    const { request, signIn } = person(site);
    await signIn("editor");
    const page = `wp-login.php?action=oauth1_authorize&oauth_token=${temporary.token}`;
    const form = fields((await request(page)).text, "oauth1_authorize");
    const back = await request(page, { form: { ...form, "wp-submit": "authorize" } });
    const verifier = new URL(back.headers.get("location")).searchParams.get("oauth_verifier");
    return post("access", temporary, { oauth_verifier: verifier });
  }

  it("signs every call, forms included", async () => {
    const backend = createBackend({ site: use.site.url, secret: SECRET, plugin: "oauth1" });
    const visitor = browser(backend);
    const wp = await backend.client(visitor.request("/"));
    await wp.login({ ...consumer, ...(await accessToken()) });
    visitor.keep({ headers: wp.headers() });
    assert.equal((await (await visitor.send(`${ME}?context=edit`)).json()).name, "Edith Editor");
    const posted = await visitor.send("/rest/wp/v2/posts", {
      method: "POST",
      body: String(new URLSearchParams({ title: "By form & more", status: "draft" })),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    assert.equal(posted.status, 201, await posted.clone().text());
    assert.equal((await posted.json()).title.raw, "By form & more");
    const json = await visitor.post("/rest/wp/v2/posts?_fields=id", { title: "x" });
    assert.equal(json.status, 201);
  });
});
