// What `wp.fetch()` makes of its arguments: the request that is sent, or why none is.
import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

const site = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api" });
const ROOT = "https://wordpress.test/wp-json";
const sent = [];
/** Records a request in the members that a server or the browser sees. */
async function fetch(input, init) {
  const request = new Request(input, init);
  const { url, method, headers } = request;
  const body = await request.text();
  const { credentials, redirect, cache, body: given } = init;
  sent.push({ url, method, headers, body, kind: typeof given, credentials, redirect, cache });
  return site.fetch(url, { ...init, method, headers, body: body || undefined });
}

const anonymous = createClient({ site: site.site, fetch, storage: "memory" });
const editor = createClient({ site: site.site, fetch, storage: "memory" });
before(async () => {
  const [{ username, password }] = site.users;
  await editor.login({ username, password });
  await anonymous.fetch("/");
});
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

  for (const [name, init, message] of [
    ["json with a GET", { json: {} }, "`json` needs a method with a body, not GET."],
    ["json with a lower-case get", { method: "get", json: {} }, "not GET."],
    ["json with a HEAD", { method: "HEAD", json: {} }, "not HEAD."],
    ["json and body", { method: "POST", json: {}, body: "" }, "Set `json` or `body`, not both."],
    ["a function as json", { method: "POST", json: () => 1 }, "`json` contains a value"],
    ["a circle as json", { method: "POST", json: circle() }, "`json` contains a value"],
    ["a header that is none", { headers: { "a b": "c" } }, "`headers` contains a value"],
    ["no-cors", { mode: "no-cors" }, "no-cors"],
    ["an unknown auth", { auth: "always" }, '`auth` must be "auto" or "required" or "omit"'],
    ["a negative timeout", { timeout: -1 }, "`timeout` must be"],
    ["a timeout that is no number", { timeout: "soon" }, "`timeout` must be"],
    ["an array as query", { query: [] }, "`query` must be a plain object"],
    ["an object in query", { query: { a: {} } }, "`query.a` must be a string, number, boolean"],
  ]) {
    it(`refuses ${name}`, async () => {
      const call = anonymous.fetch("/wp/v2/posts", init);
      await assert.rejects(call, (error) => {
        assert.deepEqual([error.code, error.sent], ["invalid_option", "no"]);
        assert.ok(error.message.includes(message), error.message);
        return true;
      });
      assert.deepEqual(sent, []);
    });
  }

  for (const method of ["FORGET", "HEADER"]) {
    it(`${method} may have a body`, async () => {
      const got = await request("/wp/v2/posts", { method, json: [1] });
      assert.deepEqual([got.method, got.body], [method, "[1]"]);
    });
  }

  it("gives fetch a form as a string, which every runtime sends", async () => {
    const init = { method: "POST", body: new URLSearchParams("a=b") };
    assert.equal((await request("/wp/v2/posts", init)).kind, "string");
  });

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

describe("streams and uploads", () => {
  const bytes = () => new TextEncoder().encode("abc");
  const stream = () => new Blob(["abc"]).stream();
  async function* pieces() {
    yield bytes();
  }
  const form = new FormData();
  form.set("a", "b");

  for (const [name, body] of Object.entries({ "a stream": stream, "an iterable": pieces })) {
    it(`sends ${name}, and once only`, async () => {
      const init = { method: "POST", body: body(), headers: { "Content-Type": "text/x" } };
      assert.equal((await request("/wp/v2/posts", init)).body, "abc");
    });
  }

  it("leaves duplex alone for other bodies", async () => {
    let duplex;
    const fetch = (input, init) => {
      if (init.method === "POST") ({ duplex } = init);
      return site.fetch(input, init);
    };
    const wp = createClient({ site: site.site, fetch, storage: "memory" });
    await wp.fetch("/wp/v2/posts", { method: "POST", body: "abc" });
    assert.equal(duplex, undefined);
    await wp.fetch("/wp/v2/posts", { method: "POST", body: stream() });
    assert.equal(duplex, "half");
  });

  for (const [name, body, isTimed] of [
    ["a text", "abc", true],
    ["bytes", bytes(), true],
    ["a form", new URLSearchParams("a=b"), true],
    ["a Blob", new Blob(["abc"]), false],
    ["FormData", form, false],
    ["a stream", stream(), false],
    ["an iterable", pieces(), false],
  ]) {
    it(`${name}: ${isTimed ? "the client's timeout holds" : "no timeout unless the call has one"}`, async () => {
      const wp = createClient({ site: site.site, fetch: slow, storage: "memory", timeout: 20 });
      const init = { method: "POST", body };
      if (isTimed) {
        await assert.rejects(wp.fetch("/wp/v2/posts", init), { code: "timeout" });
        await wp.fetch("/wp/v2/posts", { ...init, timeout: 0 });
      } else if (body instanceof Blob || body === form) {
        await wp.fetch("/wp/v2/posts", init);
        const timed = wp.fetch("/wp/v2/posts", { ...init, timeout: 20 });
        await assert.rejects(timed, { code: "timeout" });
      } else await wp.fetch("/wp/v2/posts", init);
    });
  }

  /** Responds to a POST after 100 milliseconds, unless it is aborted before. */
  async function slow(input, init) {
    if (init.method === "POST") {
      await new Promise((resolve, reject) => {
        setTimeout(resolve, 100);
        init.signal?.addEventListener("abort", () => reject(init.signal.reason));
      });
      init = { ...init, body: undefined };
    }
    return site.fetch(input, init);
  }
});

describe("addresses and signals", () => {
  for (const input of [undefined, null, "", "wp/v2/posts", {}]) {
    it(`refuses ${JSON.stringify(input)} as an address`, async () => {
      const call = anonymous.fetch(input);
      await assert.rejects(call, { code: "invalid_option", sent: "no" });
      assert.deepEqual(sent, []);
    });
  }

  for (const input of [
    "https://a:b@wordpress.test/wp-json/wp/v2/posts",
    "https://a@wordpress.test/",
    "https://:b@elsewhere.example/x/",
  ]) {
    it(`refuses ${input}`, async () => {
      const call = anonymous.fetch(input);
      await assert.rejects(call, { code: "invalid_option", message: /user name or password/ });
      assert.deepEqual(sent, []);
    });
  }

  it("rejects with the reason of an aborted signal, of init or of a Request", async () => {
    const signal = AbortSignal.abort(new Error("mine"));
    const url = `${ROOT}/wp/v2/posts`;
    await assert.rejects(anonymous.fetch(url, { signal }), /mine/);
    await assert.rejects(anonymous.fetch(new Request(url, { signal })), /mine/);
    assert.deepEqual(sent, []);
  });

  it("does not use a Request up, and sends the changed method to the changed address", async () => {
    const input = new Request(`${ROOT}/wp/v2/posts/1`, { method: "DELETE", body: "abc" });
    const init = { methodOverride: true };
    const got = await request(input, init, editor);
    assert.equal(input.bodyUsed, false);
    assert.equal(got.url, `${ROOT}/wp/v2/posts/1?_method=DELETE`);
    assert.deepEqual([got.method, got.body], ["POST", "abc"]);
  });
});

describe("headerName", () => {
  const wp = createClient({ site: site.site, fetch, storage: "memory", headerName: "X-Auth" });
  before(async () => {
    const [{ username, password }] = site.users;
    await wp.login({ username, password });
  });

  it("carries the token in the place of Authorization", async () => {
    const { headers, redirect } = await request("/wp/v2/posts", {}, wp);
    assert.match(headers.get("X-Auth"), /^Bearer ey/);
    assert.deepEqual([headers.get("Authorization"), redirect], [null, "manual"]);
  });

  for (const name of ["X-Auth", "Authorization"]) {
    it(`gives way to the app's own ${name}`, async () => {
      const other = name === "X-Auth" ? "Authorization" : "X-Auth";
      const { headers, redirect } = await request("/wp/v2/posts", { headers: { [name]: "a" } }, wp);
      assert.deepEqual([headers.get(name), headers.get(other), redirect], ["a", null, "manual"]);
    });
  }
});

it("auth: required sends with the token, or nothing", async () => {
  const init = { auth: "required" };
  assert.match((await request("/wp/v2/posts", init, editor)).headers.get("Authorization"), /ey/);
  sent.splice(0);
  const call = anonymous.fetch("/wp/v2/posts", init);
  await assert.rejects(call, { code: "not_authenticated", sent: "no" });
  assert.deepEqual(sent, []);
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
