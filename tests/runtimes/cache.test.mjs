// No cache may store a request that carries or returns a secret, nor what discovery learns. Next.js
// itself, which has such a cache, is built and searched in tests/environments.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

let site;
before(async () => {
  site = await startMock({ mode: "pro" });
});
after(() => site.stop());
beforeEach(() => site.setOptions());

/** A client whose requests are written down. */
function recorded(options) {
  const sent = [];
  const record = (input, init) => {
    sent.push({ url: String(input.url ?? input), init });
    return fetch(input, init);
  };
  const wp = createClient({ site: site.url, fetch: record, ...options });
  return { wp, sent };
}

// Holds P5 of SECURITY.md.
it("everything of presskey's own is sent with no-store", async () => {
  const { wp, sent } = recorded();
  await wp.login(credentials("editor"));
  await wp.refresh();
  await wp.validate();
  await wp.json("/wp/v2/users/me");
  await wp.diagnose();
  await wp.logout();
  assert.ok(sent.length > 10);
  const stored = sent.filter(({ init }) => init.cache !== "no-store");
  // The doctor's look through a visitor's eyes.
  assert.deepEqual(
    stored.map(({ url }) => new URL(url).pathname),
    ["/wp-json/wp/v2/users/me"],
  );
  assert.equal(new Headers(stored[0].init.headers).has("authorization"), false);
});

const wishes = { cache: "force-cache", next: { revalidate: 60 } };

it("a call with a token is never stored, whatever the app says", async () => {
  const { wp, sent } = recorded();
  await wp.login(credentials("editor"));
  sent.length = 0;
  const cf = { cacheTtl: 60, cacheEverything: true, polish: "off" };
  await wp.json("/wp/v2/posts", { ...wishes, cf });
  await wp.json(new Request(`${site.url}/wp-json/wp/v2/posts`, { cache: "force-cache" }));
  const headers = { Authorization: `Bearer ${site.token()}` };
  await wp.json("/wp/v2/posts", { ...wishes, headers });
  await wp.json("/wp/v2/posts", { ...wishes, auth: "omit", headers: { Cookie: "a=b" } });
  assert.equal(sent.length, 4);
  for (const { init } of sent) {
    assert.equal(init.cache, "no-store");
    assert.equal("next" in init, false);
  }
  assert.deepEqual(sent[0].init.cf, { polish: "off" });
});

for (const refused of [false, true]) {
  it(`nor does the \`cf\` of a Request count, on Cloudflare${refused ? " without `cache`" : ""}`, async () => {
    /** As workerd's: `cf` is the Request's until `fetch` gets another one. */
    class CloudflareRequest extends Request {
      constructor(input, init) {
        super(input, init);
        this.cf = init?.cf ?? input.cf;
      }
      clone() {
        return new CloudflareRequest(super.clone(), { cf: this.cf });
      }
    }
    const sent = [];
    const workerd = (input, init) => {
      if (refused && "cache" in init) throw new TypeError(refusal);
      sent.push(init.cf ?? input.cf);
      return fetch(input, init);
    };
    const wp = createClient({ site: site.url, fetch: workerd });
    await wp.login(credentials("editor"));
    sent.length = 0;
    for (const [cf, left] of [
      [{ cacheTtl: 60, cacheEverything: true }, {}],
      [{ cacheTtl: 60, polish: "off" }, { polish: "off" }],
    ]) {
      await wp.json(new CloudflareRequest(`${site.url}/wp-json/wp/v2/posts`, { cf }));
      await wp.json(new CloudflareRequest(`${site.url}/wp-json/wp/v2/posts`, { cf }), { cf: null });
      assert.deepEqual(sent.splice(0), [left, left]);
    }
  });
}

it("a visitor's call is stored as the app says", async () => {
  const { wp, sent } = recorded();
  await wp.json("/wp/v2/posts", wishes);
  await wp.json("/wp/v2/posts");
  const [, asked, plain] = sent.map(({ init }) => init);
  assert.equal(asked.cache, "force-cache");
  assert.deepEqual(asked.next, { revalidate: 60 });
  assert.equal("cache" in plain, false);
});

/** As workerd says it under a compatibility date before 2024-11-11. */
const refusal = "The 'cache' field on 'RequestInitializerDict' is not implemented.";

it("a runtime that throws on `cache` gets the header instead", async () => {
  const asked = [];
  const old = async (input, init) => {
    if ("cache" in init) throw new TypeError(refusal);
    asked.push(new Headers(init.headers).get("cache-control"));
    return fetch(input, init);
  };
  const wp = createClient({ site: site.url, fetch: old });
  await wp.login(credentials("editor"));
  assert.equal((await wp.json("/wp/v2/users/me")).id, 2);
  const { ok } = await wp.diagnose();
  assert.equal(ok, true);
  assert.ok(asked.length > 10);
  // The doctor's look through a visitor's eyes.
  assert.equal(asked.filter((header) => header !== "no-store").length, 1);
});

it("a polyfill that knows no `cache` is not given it", async (t) => {
  const { cache } = Object.getOwnPropertyDescriptors(Request.prototype);
  delete Request.prototype.cache;
  t.after(() => Object.defineProperty(Request.prototype, "cache", cache));
  const { wp, sent } = recorded();
  await wp.login(credentials("editor"));
  assert.ok(sent.length > 1);
  for (const { init } of sent) {
    assert.equal("cache" in init, false);
    assert.equal(new Headers(init.headers).get("cache-control"), "no-store");
  }
});

it("a framework's own signal is passed on, unexplained", async () => {
  const signal = Object.assign(new Error("no-store fetch"), { digest: "DYNAMIC_SERVER_USAGE" });
  let asked = 0;
  const framework = () => {
    asked++;
    throw signal;
  };
  const wp = createClient({ site: site.url, fetch: framework });
  for (const run of [() => wp.login(credentials("editor")), () => wp.json("/wp/v2/posts")]) {
    await assert.rejects(run, (error) => error === signal);
  }
  assert.equal(asked, 2);
});

it("the doctor finds a cache that gives a user's answer to visitors, and obeys `no-cache`", async () => {
  let kept;
  site.setOptions({
    answer({ route, method, headers, token }) {
      if (method !== "GET" || route !== "/wp/v2/users/me") return undefined;
      if (kept && headers["cache-control"] !== "no-cache") return kept;
      if (!token) return undefined;
      kept = { body: { id: 2, name: "Edith Editor" } };
      return kept;
    },
  });
  const { wp } = recorded();
  await wp.login(credentials("editor"));
  const { findings } = await wp.diagnose();
  const failing = findings.filter(({ status }) => status === "fail");
  assert.deepEqual(
    failing.map(({ id }) => id),
    ["cache"],
  );
});

/** As SvelteKit gives it to a universal `load`: what is read of a response goes into the page. */
function watched(page) {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { get } = response.headers;
    response.headers.get = (name) => {
      const value = get.call(response.headers, name);
      if (value) throw new Error(`Failed to get response header "${name}"`);
      return value;
    };
    const text = async () => {
      const body = await response.text();
      page.push(body);
      return body;
    };
    return new Proxy(response, {
      get(_, key) {
        if (key === "text") return text;
        const value = Reflect.get(response, key, response);
        return typeof value === "function" ? value.bind(response) : value;
      },
    });
  };
}

it("a `fetch` that writes what is read into the page gets no token, and hears each body once", async () => {
  const page = [];
  const wp = createClient({ site: site.url, fetch: watched(page) });
  await wp.login(credentials("editor"));
  await wp.refresh();
  assert.equal((await wp.json("/wp/v2/users/me")).id, 2);
  await assert.rejects(wp.json("/wp/v2/nothing"), { wpCode: "rest_no_route" });
  assert.deepEqual(
    page.map((body) => JSON.parse(body).id ?? JSON.parse(body).code),
    [2, "rest_no_route"],
  );
  for (const secret of site.secrets()) assert.ok(!page.join().includes(secret));
});
