// What `wp.fetch()` makes of its arguments: the request that is sent, or why none is.
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

const site = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api" });
const ROOT = "https://wordpress.test/wp-json";
const sent = [];
const fetch = async (input, init) => {
  sent.push(await shown(input, init));
  return site.fetch(input, init);
};

/** A request in the members that a server or the browser sees. */
async function shown(input, init) {
  const { method, headers } = new Request(input, init);
  const body = await new Request(input, init).text();
  const { credentials, redirect, cache } = init;
  return { url: input.url ?? input, method, headers, body, credentials, redirect, cache };
}

const anonymous = createClient({ site: site.site, fetch, storage: "memory" });
const editor = createClient({ site: site.site, fetch, storage: "memory" });
const [{ username, password }] = site.users;
await editor.login({ username, password });
await anonymous.fetch("/");
beforeEach(() => sent.splice(0));

/** What one call sends. */
async function request(input, init, wp = anonymous) {
  await wp.fetch(input, init);
  assert.equal(sent.length, 1);
  return sent[0];
}

describe("query", () => {
  for (const [query, text] of [
    [undefined, ""],
    [null, ""],
    [{}, ""],
    [{ a: null, b: undefined }, ""],
    [{ a: "" }, "a="],
    [{ a: 0, b: false }, "a=0&b=false"],
    [{ a: [1, "b"] }, "a%5B%5D=1&a%5B%5D=b"],
    [{ a: [] }, ""],
    [{ a: "b c&d=e#f" }, "a=b+c%26d%3De%23f"],
  ]) {
    it(JSON.stringify(query) ?? "none", async () => {
      const url = async (input) => (await request(input, { query })).url;
      assert.equal(await url("/wp/v2/posts"), `${ROOT}/wp/v2/posts${text && `?${text}`}`);
      sent.splice(0);
      assert.equal(await url("/wp/v2/posts?x=1#y"), `${ROOT}/wp/v2/posts?x=1${text && `&${text}`}`);
    });
  }

  for (const query of [
    "a=1",
    [["a", 1]],
    new URLSearchParams("a=1"),
    new Map(),
    { a: {} },
    { a: [null] },
    { a: [undefined, 1] },
    { a: [[1]] },
    { a: () => 1 },
  ]) {
    it(`refuses ${Object.prototype.toString.call(query)} ${JSON.stringify(query)}`, async () => {
      const call = anonymous.fetch("/wp/v2/posts", { query });
      await assert.rejects(call, { code: "invalid_option", sent: "no", message: /`query/ });
      assert.deepEqual(sent, []);
    });
  }
});

describe("methods and bodies", () => {
  for (const [init, wanted] of [
    [{}, { method: "GET", body: "", type: null }],
    [{ method: "HEAD" }, { method: "HEAD", body: "", type: null }],
    [
      { method: "POST", json: [1] },
      { method: "POST", body: "[1]", type: "application/json" },
    ],
    [
      { method: "POST", json: null },
      { method: "POST", body: "null", type: "application/json" },
    ],
    [
      { method: "POST", json: 1, headers: { "Content-Type": "application/x+json" } },
      { method: "POST", body: "1", type: "application/x+json" },
    ],
    [
      { method: "POST", body: new URLSearchParams("a=b c") },
      {
        method: "POST",
        body: "a=b+c",
        type: "application/x-www-form-urlencoded;charset=UTF-8",
      },
    ],
    [
      { method: "POST", body: "x", headers: { "Content-Type": "text/x" } },
      { method: "POST", body: "x", type: "text/x" },
    ],
  ]) {
    it(JSON.stringify(init), async () => {
      const { method, body, headers } = await request("/wp/v2/posts", init);
      assert.deepEqual({ method, body, type: headers.get("Content-Type") }, wanted);
    });
  }

  for (const [name, init] of Object.entries({
    "json with a GET": { json: {} },
    "json with a lower-case get": { method: "get", json: {} },
    "json with a HEAD": { method: "HEAD", json: {} },
    "json and body": { method: "POST", json: {}, body: "" },
    "a function as json": { method: "POST", json: () => 1 },
    "a circle as json": { method: "POST", json: circle() },
    "a header that is none": { headers: { "a b": "c" } },
    "no-cors": { mode: "no-cors" },
    "an unknown auth": { auth: "always" },
    "a negative timeout": { timeout: -1 },
    "a timeout that is no number": { timeout: "soon" },
  })) {
    it(`refuses ${name}`, async () => {
      const call = anonymous.fetch("/wp/v2/posts", init);
      await assert.rejects(call, { code: "invalid_option", sent: "no" });
      assert.deepEqual(sent, []);
    });
  }

  it("refuses a Request with mode no-cors", async () => {
    const given = new Request(`${ROOT}/wp/v2/posts`, { mode: "no-cors" });
    await assert.rejects(anonymous.fetch(given), { code: "invalid_option", sent: "no" });
  });
});

describe("methodOverride and envelope", () => {
  for (const [init, method, query] of [
    [{ method: "PUT" }, "PUT", ""],
    [{ method: "PUT", methodOverride: true }, "POST", "?_method=PUT"],
    [{ method: "patch", methodOverride: true }, "POST", "?_method=PATCH"],
    [{ method: "DELETE", methodOverride: true }, "POST", "?_method=DELETE"],
    [{ method: "POST", methodOverride: true }, "POST", ""],
    [{ method: "XDELETE", methodOverride: true }, "XDELETE", ""],
    [{ method: "PUTX", methodOverride: true }, "PUTX", ""],
    [{ methodOverride: true }, "GET", ""],
    [{ query: { a: 1 }, envelope: true }, "GET", "?a=1&_envelope=1"],
    [
      { method: "DELETE", methodOverride: true, envelope: true },
      "POST",
      "?_method=DELETE&_envelope=1",
    ],
  ]) {
    it(JSON.stringify(init), async () => {
      const got = await request("/wp/v2/posts/1", init);
      assert.deepEqual([got.method, got.url], [method, `${ROOT}/wp/v2/posts/1${query}`]);
    });
  }
});

describe("the token", () => {
  it("makes a request follow no redirect and enter no cache, and carries no cookie", async () => {
    const got = await request("/wp/v2/users/me", {}, editor);
    assert.match(got.headers.get("Authorization"), /^Bearer ey/);
    const { credentials, redirect, cache } = got;
    assert.deepEqual({ credentials, redirect, cache }, SECRET);
  });

  it("does so whatever the app says about redirects and caches", async () => {
    const init = { redirect: "follow", cache: "force-cache" };
    const { credentials, redirect, cache } = await request("/wp/v2/users/me", init, editor);
    assert.deepEqual({ credentials, redirect, cache }, SECRET);
  });

  for (const name of ["Authorization", "authorization"]) {
    it(`gives way to the app's own ${name}, which is as secret`, async () => {
      const init = { headers: { [name]: "Basic eDp5" }, redirect: "follow" };
      const got = await request("/wp/v2/posts", init, editor);
      assert.equal(got.headers.get("Authorization"), "Basic eDp5");
      const { credentials, redirect, cache } = got;
      assert.deepEqual({ credentials, redirect, cache }, SECRET);
    });
  }

  it("is not sent with auth: omit, nor by anybody who is not logged in", async () => {
    const plain = { credentials: "omit", redirect: undefined, cache: undefined };
    for (const [init, wp] of [
      [{ auth: "omit" }, editor],
      [{}, anonymous],
    ]) {
      const { headers, credentials, redirect, cache } = await request("/wp/v2/posts", init, wp);
      assert.equal(headers.get("Authorization"), null);
      assert.deepEqual({ credentials, redirect, cache }, plain);
      sent.splice(0);
    }
  });

  it("is not sent where cookies are, unless the app wants both", async () => {
    const got = await request("/wp/v2/posts", { credentials: "include" });
    assert.deepEqual([got.credentials, got.cache], ["include", "no-store"]);
  });

  it("carries a Request of the app, which can be used again", async () => {
    const input = new Request(`${ROOT}/wp/v2/posts?search=x`, { headers: { "X-A": "b" } });
    const got = await request(input, {}, editor);
    assert.equal(got.url, `${ROOT}/wp/v2/posts?search=x`);
    assert.equal(got.headers.get("X-A"), "b");
    assert.match(got.headers.get("Authorization"), /^Bearer ey/);
    assert.equal(got.headers.get("Accept"), "application/json");
  });
});

const SECRET = { credentials: "omit", redirect: "manual", cache: "no-store" };

function circle() {
  const object = {};
  object.object = object;
  return object;
}

it("sends Accept for JSON, unless the app wants something else", async () => {
  assert.equal((await request("/wp/v2/posts")).headers.get("Accept"), "application/json");
  sent.splice(0);
  const init = { headers: { accept: "text/html" } };
  assert.equal((await request("/wp/v2/posts", init)).headers.get("Accept"), "text/html");
});
