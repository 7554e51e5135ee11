// createClient() throws immediately if an option cannot work. It sends nothing.
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

it("the message about a mistake names what is missing", async () => {
  const wp = createClient({ site, fetch: () => assert.fail("nothing is sent") });
  const code = "invalid_option";
  await assert.rejects(wp.json("wp/v2/posts"), { code, message: /a route with "\/"/ });
  await assert.rejects(wp.login(), { code, message: /`username`/ });
  for (const options of ["example.com", { site, allowedOrigins: ["b.example"] }]) {
    assert.throws(() => createClient(options), { code, message: /`site` and `allowedOrigins`/ });
  }
});

// Holds P2 of SECURITY.md.
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

it("asks whose credentials they are without following redirects", async () => {
  const site = await startMock();
  const sent = [];
  const wp = createClient({
    site: site.url,
    plugin: "basic-auth",
    fetch(input, init) {
      if (init.headers.has("Authorization")) sent.push([init.method, init.redirect]);
      return fetch(input, init);
    },
  });
  await assert.rejects(wp.login({ username: "editor", password: "x" }));
  assert.deepEqual(sent, [["GET", "manual"]]);
  await site.stop();
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
  await assert.rejects(login, { code: "invalid_credentials", serverMessage: "No & no" });
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
      seen.push([headers.get("X-Token"), headers.get("Authorization")]);
      return fetch(input, init);
    },
  });
  await wp.login(credentials("editor"));
  const header = `Bearer ${wp.token()}`;
  await wp.fetch("/wp/v2/posts", { auth: "required" });
  await wp.fetch("/wp/v2/posts", { headers: { "X-Token": "the app's own" } });
  await wp.fetch("/echo", { headers: { Authorization: "Basic eDp5" } });
  assert.deepEqual(seen[0], [null, null]);
  assert.deepEqual(seen.slice(-3), [
    [header, null],
    ["the app's own", null],
    [null, "Basic eDp5"],
  ]);
  await site.stop();
});

it("sends no cookies unless it is told to, and follows no redirect with a token in hand", async () => {
  const site = await startMock();
  let sent;
  const wp = createClient({
    site: site.url,
    plugin: PLUGIN,
    fetch: (input, init) => {
      sent = [init.credentials, init.redirect, new Headers(init.headers).get("Authorization")];
      return fetch(input, init);
    },
  });
  const [posts, basic] = ["/wp/v2/posts", "Basic eDp5"];
  await wp.fetch(posts);
  assert.deepEqual(sent, ["omit", undefined, null]);
  await wp.login(credentials("editor"));
  assert.deepEqual(sent, ["omit", "manual", null]);
  const header = `Bearer ${wp.token()}`;
  await wp.fetch(posts);
  assert.deepEqual(sent, ["omit", "manual", header]);
  await wp.fetch(posts, { auth: "omit", redirect: "error" });
  assert.deepEqual(sent, ["omit", "error", null]);
  await wp.fetch(posts, { credentials: "include", redirect: "follow" });
  assert.deepEqual(sent, ["include", "manual", header]);
  const own = { headers: { Authorization: basic } };
  for (const input of [posts, new Request(`${site.url}/wp-json${posts}`, own)]) {
    await wp.fetch(input, input === posts ? own : undefined);
    assert.deepEqual(sent, ["omit", "manual", basic]);
  }
  const blind = new Request(`${site.url}/wp-json${posts}`, { mode: "no-cors" });
  await assert.rejects(wp.fetch(blind), { code: "invalid_option", sent: "no" });
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

it("leaves no timer that would keep a process alive", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((what) => what === "Timeout");
  const site = await startMock({ mode: "pro", lifetime: 600 });
  const before = timers();
  const wp = createClient({ site: site.url, plugin: PLUGIN });
  await wp.login(credentials("editor"));
  await wp.fetch("/wp/v2/posts");
  await wp.refresh();
  await wp.json("/nothing/here").catch(() => {});
  assert.deepEqual(timers(), before);
  await wp.logout();
  assert.deepEqual(timers(), before);
  await site.stop();
});

it("a server keeps no session in a storage that its runtime shares among all visitors", async () => {
  const site = await startMock();
  const kept = {};
  const area = { getItem: (key) => kept[key] ?? null, setItem: (key, text) => (kept[key] = text) };
  for (const name of ["sessionStorage", "localStorage"]) {
    Object.defineProperty(globalThis, name, { value: area, configurable: true });
  }
  try {
    for (const storage of ["session", "local"]) {
      const wp = createClient({ site: site.url, plugin: PLUGIN, storage });
      assert.equal((await wp.login(credentials("editor"))).persisted, false);
      assert.deepEqual(kept, {});
      assert.equal((await createClient({ site: site.url, storage }).ready()).status, "anonymous");
    }
  } finally {
    for (const name of ["sessionStorage", "localStorage"]) delete globalThis[name];
    await site.stop();
  }
});

it("sends nothing for a required call of nobody", async () => {
  const fetch = () => assert.fail("a request was sent");
  const wp = createClient({ site, fetch });
  const call = wp.fetch("/wp/v2/users/me", { auth: "required" });
  await assert.rejects(call, { code: "not_authenticated", sent: "no" });
});

/** A client that is logged in to a server of the mock's, in Node. */
async function loggedIn(settings, options) {
  const site = await startMock(settings);
  const wp = createClient({ site: site.url, plugin: PLUGIN, ...options });
  await wp.login(credentials("editor"));
  return { site, wp };
}

// No timer counts that far: Node and browsers would fire it immediately.
for (const timeout of [0, Number.POSITIVE_INFINITY, 2 ** 31]) {
  it(`a timeout of ${timeout} is none, for a refresh too`, async () => {
    const { site, wp } = await loggedIn({ mode: "pro" }, { timeout });
    const answer = () => new Promise((done) => setTimeout(done, 50));
    site.setOptions({ answer });
    const { status } = await wp.refresh().finally(() => site.stop());
    assert.equal(status, "authenticated");
  });
}

it("getToken() is null where no token lives so long, and rejects where the server fails", async () => {
  const long = { minValidity: 1e9 };
  const free = await loggedIn({});
  assert.equal(await free.wp.getToken(long), null);
  assert.equal(await free.wp.getToken(), free.wp.token());
  await free.site.stop();
  const pro = await loggedIn({ mode: "pro" });
  pro.site.setOptions({ answer: () => ({ status: 500 }) });
  await assert.rejects(pro.wp.getToken(long), { code: "refresh_failed" });
  await pro.site.stop();
});

it("a refused refresh ends a session that a server keeps by an adapter", async () => {
  const kept = new Map();
  const storage = {
    get: (key) => kept.get(key),
    set: (key, text) => void kept.set(key, text),
    remove: (key) => void kept.delete(key),
  };
  const { site, wp } = await loggedIn({ mode: "pro" }, { storage });
  site.setOptions({ refresh_error: "jwt_auth_invalid_refresh_token" });
  await assert.rejects(wp.refresh(), { code: "session_expired" });
  assert.deepEqual(wp.session, { status: "anonymous", reason: "revoked" });
  await site.stop();
});
