// createClient() says at once what cannot work; nothing is sent.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient, PresskeyError } from "presskey";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { PLUGIN } from "../support/stage.mjs";

const site = "https://example.com";

const invalid = {
  "no site": undefined,
  null: null,
  "an empty site": "",
  "no URL": "not a url",
  "no site in the options": {},
  "a path": "/wp-json",
  "another scheme": "ftp://example.com",
  "javascript:": "javascript:alert(1)",
  "data:": "data:text/html,x",
  "a name and a password": "https://user:secret@example.com",
  "an unknown plugin": { site, plugin: "jwt-whatever" },
  "an unknown storage": { site, storage: "cookie" },
  "a storage without get": { site, storage: {} },
  "an unknown refresh": { site, refresh: "sometimes" },
  "a negative margin": { site, expiryMargin: -1 },
  "a margin that is none": { site, expiryMargin: Number.NaN },
  "a negative timeout": { site, timeout: -1 },
  "a textual timeout": { site, timeout: "soon" },
  "allowedOrigins that are none": { site, allowedOrigins: ["nonsense"] },
  "allowedOrigins that are no list": { site, allowedOrigins: "https://a.example" },
  "a header name with a space": { site, headerName: "My Header" },
  "a fetch that is none": { site, fetch: 7 },
  "an onLoginRequired that is none": { site, onLoginRequired: true },
};

for (const [what, options] of Object.entries(invalid)) {
  it(`${what}: invalid_option`, () => {
    assert.throws(
      () => createClient(options),
      (error) => {
        assert.ok(error instanceof PresskeyError, String(error));
        assert.equal(error.code, "invalid_option");
        assert.equal(error.sent, "no");
        assert.ok(error.message.length > 10);
        assert.ok(!error.message.includes("secret"));
        return true;
      },
    );
  });
}

it("http: is insecure_site, and the hint names allowInsecure", () => {
  for (const each of ["http://example.com", "http://10.0.0.1", "http://localhost.example.com"]) {
    assert.throws(
      () => createClient(each),
      ({ code, hint, sent }) => {
        assert.deepEqual([code, sent], ["insecure_site", "no"]);
        assert.match(hint, /allowInsecure/);
        return true;
      },
    );
    createClient({ site: each, allowInsecure: true }).close();
  }
});

it("http: is fine on this machine", () => {
  for (const host of ["localhost", "a.localhost", "127.0.0.1:8080", "127.9.9.9", "[::1]:80"]) {
    createClient(`http://${host}`).close();
  }
});

it("takes every form of an address, as text and as URL", () => {
  for (const tail of ["", "/", "/blog", "/blog/", "/wp-json", "/blog/wp-json/", "/?rest_route=/"]) {
    createClient(site + tail).close();
    createClient(new URL(site + tail)).close();
    createClient({ site: new URL(site + tail) }).close();
  }
});

it("gives methods that need no `this`, and a client that can be disposed of", async () => {
  const wp = createClient(site);
  const { ready, subscribe, token, close } = wp;
  assert.deepEqual(wp.session, { status: "loading" });
  assert.equal(typeof subscribe(() => {}), "function");
  await ready();
  assert.equal(token(), null);
  close();
  close();
  if (Symbol.dispose) createClient(site)[Symbol.dispose]();
});

it("uses the fetch it is given", async () => {
  const asked = [];
  const wp = createClient({
    site,
    plugin: PLUGIN,
    fetch: async (input, init) => {
      asked.push([String(input?.url ?? input), init?.redirect, init?.credentials]);
      return Response.json({ code: "jwt_auth_failed", message: "No &amp; no" }, { status: 403 });
    },
  });
  const login = wp.login({ username: "a", password: "b" });
  await assert.rejects(login, { code: "invalid_credentials", message: "No & no" });
  assert.equal(asked.length, 1);
  const [url, redirect, credentials] = asked[0];
  assert.ok(url.startsWith(site));
  assert.deepEqual([redirect, credentials], ["manual", "omit"]);
});

it("carries the token in the header it is told to", async () => {
  const site = await startMock();
  const seen = [];
  const wp = createClient({
    site: site.url,
    plugin: PLUGIN,
    headerName: "X-Token",
    fetch: (input, init) => {
      const { headers } = new Request(input, init);
      seen.push([headers.has("X-Token"), headers.has("Authorization")]);
      return fetch(input, init);
    },
  });
  await wp.login(credentials("editor"));
  await wp.fetch("/wp/v2/posts", { auth: "required" });
  await wp.fetch("/wp/v2/posts", { headers: { "X-Token": "the app's own" } });
  assert.deepEqual(seen[0], [false, false]);
  assert.deepEqual(seen.at(-2), [true, false]);
  assert.deepEqual(seen.at(-1), [true, false]);
  await site.stop();
});

it("takes an adapter that cannot be written as JSON", async () => {
  const kept = new Map();
  const storage = {
    get: (key) => kept.get(key) ?? null,
    set: (key, text) => void kept.set(key, text),
    remove: (key) => void kept.delete(key),
  };
  storage.self = storage;
  const wp = createClient({ site, storage });
  assert.deepEqual(await wp.ready(), { status: "anonymous" });
});

it("takes an empty token for a token, and sends nothing", async () => {
  const fetch = () => assert.fail("a request was sent");
  const wp = createClient({ site, plugin: PLUGIN, fetch });
  await assert.rejects(wp.login({ token: "" }), { code: "token_rejected", sent: "no" });
});
