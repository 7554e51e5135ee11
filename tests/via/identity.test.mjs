// Whose session it is: the page, its cookie and the backend agree, whatever comes late or not at all.
// Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { afterEach, beforeEach, it } from "node:test";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";

const ORIGIN = "https://app.example.com";
const rest = "/wp/v2";

/** What a page needs of a browser. */
class Storage {
  #kept = new Map();
  getItem = (key) => this.#kept.get(key) ?? null;
  setItem = (key, value) => void this.#kept.set(key, String(value));
  removeItem = (key) => void this.#kept.delete(key);
}

let site;
let backend;
let jar;
let clients;
beforeEach(() => {
  globalThis.location = new URL(ORIGIN);
  globalThis.document = { addEventListener() {}, removeEventListener() {} };
  globalThis.window = globalThis;
  globalThis.localStorage = new Storage();
  globalThis.sessionStorage = new Storage();
  site = createTestSite({ plugin: "simple-jwt-login" });
  backend = createBackend({
    site: site.site,
    plugin: "simple-jwt-login",
    secret: "a secret of at least 32 characters",
    fetch: (input, init) => site.answer(new Request(input, init)),
  });
  jar = new Map();
  clients = [];
});
afterEach(() => {
  for (const client of clients) client.close();
});

const keep = (lines) => {
  for (const [pair] of lines.map((line) => line.split(";"))) {
    const [, name, value] = /^([^=]*)=(.*)$/.exec(pair);
    if (value) jar.set(name, value);
    else jar.delete(name);
  }
};
const cookie = () => [...jar].map((pair) => pair.join("=")).join("; ");

/** A tab: `late(path)` runs between the response of the server and the page. */
function tab({ before, late } = {}) {
  const seen = { before, late };
  const wp = createClient({
    via: "/api/presskey",
    async fetch(input, init) {
      const { pathname } = new URL(input);
      await seen.before?.(pathname);
      const headers = new Headers(init.headers);
      headers.set("Sec-Fetch-Site", "same-origin");
      const sends = init.credentials !== "omit";
      if (sends && jar.size) headers.set("Cookie", cookie());
      const response = await backend.handle(new Request(input, { ...init, headers }));
      await seen.late?.(pathname);
      if (sends) keep(response.headers.getSetCookie());
      return response;
    },
  });
  clients.push(wp);
  return Object.assign(seen, { wp });
}

const [admin, editor] = createTestSite({ plugin: "simple-jwt-login" }).users;
const as = ({ username, password }) => ({ username, password });
const nameOf = async (wp) => (await wp.fetch(`${rest}/users/me`)).status;
const post = (wp) => wp.fetch(`${rest}/posts`, { method: "POST", json: { title: "x" } });
const codeOf = (promise) =>
  promise.then(
    ({ status }) => status,
    ({ code }) => code,
  );

/** Holds the first request for a path back. */
function holding(path) {
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  let arrived;
  const came = new Promise((resolve) => {
    arrived = resolve;
  });
  let isFirst = true;
  const wait = async (pathname) => {
    if (!pathname.endsWith(path) || !isFirst) return;
    isFirst = false;
    arrived();
    await gate;
  };
  return { wait, came, release };
}

it("headers of another origin are not the backend's", async () => {
  const foreign = (status) => {
    const headers = {
      "Presskey-Error": "1",
      "Presskey-Explanation": encodeURIComponent(JSON.stringify({ code: "session_expired" })),
      "Presskey-Session": "changed",
    };
    return Response.json({ code: "session_expired", message: "Pay here" }, { status, headers });
  };
  const asked = [];
  let prompts = 0;
  const wp = createClient({
    via: "/api/presskey",
    onLoginRequired: () => void prompts++,
    async fetch(input, init) {
      const { origin, pathname } = new URL(input);
      if (origin === ORIGIN) return backend.handle(new Request(input, init));
      asked.push(pathname);
      return foreign(Number(pathname.slice(1)));
    },
  });
  clients.push(wp);
  const response = await wp.fetch("https://other.example/200");
  assert.equal((await response.json()).message, "Pay here");
  await assert.rejects(wp.json("https://other.example/401"), { code: "malformed_response" });
  assert.deepEqual(asked, ["/200", "/401"]);
  assert.equal(prompts, 0);
});

it("a failed login leaves a logout that the server did not get", async () => {
  const seen = tab();
  const { wp } = seen;
  await wp.login(as(admin));
  seen.before = (path) => {
    if (path.endsWith("/logout")) throw new TypeError("Failed to fetch");
  };
  await wp.logout();
  assert.equal(await codeOf(wp.login({ ...as(editor), password: "wrong" })), "invalid_credentials");
  assert.equal(await nameOf(wp), 401);
  assert.equal((await post(wp)).status, 401);
  seen.before = undefined;
  const reloaded = tab().wp;
  assert.equal((await reloaded.ready()).status, "anonymous");
  assert.equal(jar.size, 0);
});

it("a call is not sent as a user whom the page does not show", async () => {
  const { wp } = tab();
  await wp.login(as(admin));
  const server = await backend.client(new Request(ORIGIN, { headers: { cookie: cookie() } }));
  await server.login(as(editor));
  keep(server.headers().getSetCookie());
  const error = await post(wp).catch((error) => error);
  assert.deepEqual([error.code, error.sent], ["user_mismatch", "no"]);
  // The page knows the user from now on.
  assert.equal(wp.session.user.username, editor.username);
  assert.equal((await (await post(wp)).json()).author, editor.id);
});

it("a page whose cookie is gone writes nothing as nobody", async () => {
  const { wp } = tab();
  await wp.login(as(admin));
  jar.clear();
  const sent = site.requests.length;
  // As nobody on purpose.
  const omit = { method: "POST", json: { title: "x" }, auth: "omit" };
  assert.equal((await wp.fetch(`${rest}/posts`, omit)).status, 401);
  assert.equal(site.requests.length, sent + 1);
  for (const method of ["POST", "PUT", "DELETE"]) {
    assert.equal(wp.session.status, "authenticated");
    const call = wp.fetch(`${rest}/posts/1`, { method, json: { title: "x" } });
    assert.equal(await codeOf(call), "session_expired");
    assert.equal(site.requests.length, sent + 1);
    assert.equal(wp.session.status, "anonymous");
    await wp.login(as(admin));
    jar.clear();
    site.requests.splice(sent + 1);
  }
  // A page of posts is the same for nobody.
  assert.equal((await wp.fetch(`${rest}/posts`)).status, 200);
  assert.equal((await wp.ready()).status, "anonymous");
});

it("a page that shows nobody calls as nobody", async () => {
  const { wp } = tab();
  await wp.ready();
  const server = await backend.client(new Request(ORIGIN));
  await server.login(as(editor));
  keep(server.headers().getSetCookie());
  assert.equal(await nameOf(wp), 401);
  assert.ok(jar.size);
});

for (const [what, begin] of [
  ["refresh", (wp) => wp.refresh()],
  ["login", (wp) => wp.login(as(admin))],
]) {
  it(`a late ${what} does not undo a logout`, async () => {
    const seen = tab();
    await seen.wp.login(as(admin));
    const { wait, came, release } = holding(`/${what}`);
    seen.late = wait;
    const pending = codeOf(begin(seen.wp));
    await came;
    await seen.wp.logout();
    release();
    assert.equal(await pending, "session_expired");
    assert.equal(seen.wp.session.status, "anonymous");
    assert.equal(await nameOf(seen.wp), 401);
    assert.equal((await tab().wp.ready()).status, "anonymous");
  });

  it(`after a late ${what}, the page shows the user of its cookie`, async () => {
    const seen = tab();
    await seen.wp.login(as(admin));
    const { wait, came, release } = holding(`/${what}`);
    seen.late = wait;
    const pending = codeOf(begin(seen.wp));
    await came;
    await seen.wp.login(as(editor));
    release();
    assert.equal(await pending, "session_expired");
    const me = await seen.wp.fetch(`${rest}/users/me`);
    assert.equal(seen.wp.session.user?.id, me.ok ? (await me.json()).id : undefined);
  });
}
