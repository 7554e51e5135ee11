// What a changed store or a hostile site can't talk presskey into.
//
// Holds P1, P2, P4, P7 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

/** Spellings of a place outside of the site, for servers that decode a path more than once. */
const OUTSIDE = [
  "%252e%252e/tenant",
  "%25%32%65%25%32%65/tenant",
  "%252%65%252%65/tenant",
  "..%25%32%66tenant",
  "..%25%35%63tenant",
  "..%25%33%62/tenant",
  "..%253ftenant",
  "%c0%ae%c0%ae/tenant",
  "%u002e%u002e/tenant",
];

/** A client whose store and responses somebody may have changed, and what it sent. */
function start({ stored, changed = (response) => response } = {}) {
  const test = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api" });
  const sent = [];
  const store = new Map();
  const storage = {
    get: (key) => store.get(key) ?? null,
    set: (key, value) => void store.set(key, value),
    remove: (key) => void store.delete(key),
  };
  const key = `presskey:${test.site}`;
  for (const [name, record] of Object.entries(stored?.(test) ?? {})) {
    store.set(key + name, JSON.stringify(record));
  }
  const fetch = async (input, init) => {
    const request = new Request(input, init);
    const { url, method } = request;
    const authorization = request.headers.get("authorization");
    sent.push({ url, method, authorization, body: await request.clone().text() });
    return changed(await test.fetch(request), test);
  };
  const wp = createClient({ site: test.site, fetch, storage });
  const { username, password } = test.users[1];
  const login = () => wp.login({ username, password });
  const secret = () => sent.filter(({ body, authorization }) => authorization || /\S/.test(body));
  return { test, wp, sent, store, key, login, secret, password };
}

const record = (test, members) => ({ version: 1, root: `${test.site}/wp-json`, ...members });
const isInside = ({ url }) => !/tenant/.test(url);

it("no spelling of a path outside of the site gets the token", async () => {
  const { test, wp, login, sent } = start();
  await login();
  for (const path of OUTSIDE) {
    sent.length = 0;
    for (const target of [`/${path}/x`, `${test.site}/${path}/x`]) {
      await wp.fetch(target).catch(() => undefined);
    }
    const carried = sent.filter((one) => one.authorization).map((one) => one.url);
    assert.deepEqual(carried, [], path);
  }
  for (const path of ["caf%C3%A9", "100%25", "caf%e9.jpg", "a?search=100%25%32%65"]) {
    sent.length = 0;
    await wp.fetch(`${test.site}/${path}`).catch(() => undefined);
    assert.ok(sent[0].authorization, path);
  }
});

it("a stored root outside of the site gets no password", async () => {
  for (const path of OUTSIDE) {
    const stored = (test) => ({
      ":site": record(test, {
        root: `${test.site}/${path}/wp-json`,
        plugin: "jwt-authentication-for-wp-rest-api",
      }),
    });
    const { login, sent } = start({ stored });
    assert.equal((await login()).status, "authenticated", path);
    assert.ok(sent.every(isInside), path);
  }
});

it("a Link header that names a root outside of the site is not followed", async () => {
  for (const path of OUTSIDE) {
    const changed = (response, { site }) => {
      const headers = new Headers(response.headers);
      headers.set("link", `<${site}/${path}/wp-json/>; rel="https://api.w.org/"`);
      return new Response(response.body, { status: response.status, headers });
    };
    const { login, sent } = start({ changed });
    assert.equal((await login()).status, "authenticated", path);
    assert.ok(sent.every(isInside), path);
  }
});

const KEEPERS = ["basic-auth", "application-passwords", "api-key", "oauth1", "cookie"];

it("a stored finding can't make a password the session", async () => {
  for (const plugin of KEEPERS) {
    const stored = (test) => ({ ":site": record(test, { plugin }) });
    const { login, sent, store, key, password } = start({ stored });
    const session = await login();
    assert.equal(session.plugin, "jwt-authentication-for-wp-rest-api", plugin);
    assert.ok(!sent.some(({ authorization }) => /^Basic/.test(authorization ?? "")), plugin);
    const carried = sent.filter(({ body }) => body.includes(password));
    assert.deepEqual(
      carried.map(({ method }) => method),
      ["POST"],
    );
    assert.doesNotMatch(store.get(`${key}:site`), new RegExp(plugin));
  }
});

it("nor can a stored session, where no server is found", async () => {
  const none = (response) =>
    response.headers.get("content-type")?.includes("json")
      ? new Response('{"namespaces":["wp/v2"],"routes":{}}', {
          headers: { "content-type": "application/json" },
        })
      : response;
  for (const plugin of ["basic-auth", "application-passwords"]) {
    for (const withSite of [true, false]) {
      const session = ({ site }) => ({
        version: 1,
        site,
        plugin,
        token: btoa("u:stolen"),
        refreshToken: null,
        user: { id: 1, username: "u" },
        issuedAt: null,
        expiresAt: null,
        receivedAt: Date.now(),
        marker: "",
      });
      const stored = (test) => ({
        "": session(test),
        ...(withSite && { ":site": record(test, { plugin: null }) }),
      });
      const { wp, login, sent, password } = start({ stored, changed: none });
      assert.equal((await wp.ready()).plugin, plugin);
      await assert.rejects(login(), { code: "plugin_missing" });
      const basic = btoa(`editor:${password}`);
      assert.ok(!sent.some(({ authorization }) => authorization?.includes(basic)));
      assert.ok(!sent.some(({ body }) => body.includes(password)));
    }
  }
});
