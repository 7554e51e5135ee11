// The front goes on sending calls when the engine is there, as long as nothing has to be decided. Whatever
// happens to the session, they go out as the engine would send them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../support/app.mjs";
import { sign } from "../support/mock-wordpress.mjs";
import { PLUGIN, setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

const POSTS = "/wp/v2/posts";
const ME = "/wp/v2/users/me";
const page = (status) => ({ status, headers: { "content-type": "text/html" }, body: "<p>A page" });

/** A client in Node that is logged in, and has sent a call. */
async function loggedIn(options, username = "editor") {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN, ...options });
  await wp.login(credentials(username));
  await wp.fetch(POSTS);
  stage.site.clearLog();
  return wp;
}

/** The token of the last request. */
const lastToken = () => stage.site.log().at(-1).token;

it("after a logout a call goes out without the token, after a login with the new user's", async () => {
  const wp = await loggedIn();
  await wp.logout();
  await wp.fetch(POSTS);
  assert.deepEqual(stage.calls(), [`GET ${POSTS}`]);
  await wp.login(credentials("subscriber"));
  const { id } = await wp.json(ME);
  assert.equal(id, wp.session.user.id);
  assert.equal(lastToken(), wp.token());
});

it("a call that begins during a login or a logout goes out with the session in force", async () => {
  const wp = await loggedIn();
  const before = wp.token();
  const login = wp.login(credentials("subscriber"));
  await wp.fetch(POSTS);
  const early = stage.site.log().find(({ route }) => route === POSTS);
  assert.equal(early.token, before);
  await login;
  const left = wp.logout();
  await wp.fetch(POSTS);
  assert.equal(lastToken(), undefined);
  await left;
});

it("a response that arrives after a login of another user is not repeated for them", async () => {
  const wp = await loggedIn();
  const old = wp.token();
  let answer;
  const changed = new Promise((resolve) => {
    answer = resolve;
  });
  stage.site.setOptions({
    answer: async ({ route, token }) => {
      if (route !== ME || token !== old) return undefined;
      await changed;
      return { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired token" } };
    },
  });
  const call = wp.fetch(ME);
  await wp.login(credentials("subscriber"));
  answer();
  assert.equal((await call).status, 403);
  assert.deepEqual(
    stage.calls().filter((line) => line.includes(ME)),
    [`GET ${ME} +token`],
  );
});

it("after a refresh a call carries the new token", async () => {
  stage.site.setOptions({ mode: "pro" });
  const wp = await loggedIn();
  const before = wp.token();
  await wp.refresh();
  await wp.fetch(POSTS);
  assert.notEqual(lastToken(), before);
  assert.equal(lastToken(), wp.token());
});

it("an expired token is renewed before calls, and once", async (test) => {
  stage.site.setOptions({ mode: "pro" });
  const wp = await loggedIn({ refresh: "on-demand" });
  const { expiresAt } = wp.session;
  test.mock.method(Date, "now", () => expiresAt - 1000);
  const statuses = await Promise.all([wp.fetch(ME), wp.fetch(POSTS), wp.fetch(ME)]);
  assert.deepEqual(
    statuses.map(({ status }) => status),
    [200, 200, 200],
  );
  const calls = stage.calls();
  assert.equal(calls.filter((line) => line.includes("refresh")).length, 1, calls.join());
  assert.match(calls[0], /refresh/);
  assert.equal(calls.length, 4);
});

it("a session that has expired ends with the next call, which goes out without the token", async (test) => {
  const wp = await loggedIn();
  const { expiresAt } = wp.session;
  test.mock.method(Date, "now", () => expiresAt);
  await wp.fetch(POSTS);
  assert.deepEqual(stage.calls(), [`GET ${POSTS}`]);
  assert.deepEqual(wp.session, { status: "anonymous", reason: "expired" });
});

it("a clock that is set back makes no token last longer", async (test) => {
  stage.site.setOptions({ mode: "pro", lifetime: 600 });
  const wp = await loggedIn({ refresh: "on-demand", expiryMargin: 0 });
  const { expiresAt } = wp.session;
  const start = Date.now();
  let now = start;
  test.mock.method(Date, "now", () => now);
  const pass = async (ms) => {
    now += ms;
    await wp.fetch(POSTS);
  };
  await pass(500_000);
  // The session's times move along with the clock.
  await pass(-400_000);
  assert.equal(wp.session.expiresAt, expiresAt - 400_000);
  await pass(90_000);
  assert.deepEqual(stage.calls(), Array(3).fill(`GET ${POSTS} +token`));
  await pass(20_000);
  assert.match(stage.calls()[3], /refresh/);
});

it("calls with a token that the server forgot share one refresh, and go out twice at most", async () => {
  stage.site.setOptions({ mode: "pro" });
  const wp = await loggedIn();
  const old = wp.token();
  stage.site.setOptions({
    answer: ({ token }) =>
      token === old
        ? { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired token" } }
        : undefined,
  });
  const post = { method: "POST", json: { title: "x" } };
  const calls = [wp.json(ME), wp.json(POSTS), wp.json(POSTS, post)];
  const [me, posts, created] = await Promise.all(calls);
  assert.deepEqual([me.id, posts.length, created.id], [wp.session.user.id, 1, 7]);
  const log = stage.calls();
  assert.equal(log.filter((line) => line.includes("refresh")).length, 1, log.join());
  assert.equal(log.length, 7);
});

it("the app is asked once for calls that are refused one after the other", async () => {
  let asked = 0;
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  const wp = await loggedIn({
    async onLoginRequired() {
      asked++;
      release();
      // The second call is refused in the meantime.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return credentials("editor");
    },
  });
  const old = wp.token();
  stage.site.setOptions({
    answer: async ({ route, token }) => {
      if (token !== old) return undefined;
      if (route === POSTS) await gate;
      return { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired token" } };
    },
  });
  const required = { auth: "required" };
  const answers = await Promise.all([wp.fetch(ME, required), wp.fetch(POSTS, required)]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(asked, 1);
  assert.equal(lastToken(), wp.token());
});

it("when routes move, calls take one detour, whenever their responses arrive", async () => {
  const wp = await loggedIn();
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  stage.site.setOptions({
    answer: async ({ url, route }) => {
      if (!url.pathname.startsWith("/wp-json")) return undefined;
      // This response comes when the other call has taken the detour.
      if (route === ME) await gate;
      return page(404);
    },
  });
  const late = wp.json(ME);
  assert.equal((await wp.json(POSTS)).length, 1);
  release();
  assert.equal((await late).id, wp.session.user.id);
  const found = stage.calls().length;
  await wp.json(ME);
  assert.equal(stage.calls().length, found + 1, stage.calls().join());
  assert.deepEqual(stage.calls().slice(-1), [`GET ${ME} +token`]);
});

it("a root that has answered the front is not searched for again", async () => {
  const wp = await loggedIn();
  stage.site.setOptions({ answer: ({ method }) => (method === "POST" ? page(405) : undefined) });
  assert.equal((await wp.fetch(POSTS, { method: "POST", json: {} })).status, 405);
  assert.deepEqual(stage.calls(), [`POST ${POSTS} +token`]);
});

it("a method that the site refuses goes as a POST once that has worked", async () => {
  const wp = await loggedIn();
  stage.site.setOptions({
    answer: ({ method, query }) =>
      method === "DELETE" ? page(405) : query.has("_method") ? { body: { id: 7 } } : undefined,
  });
  const remove = (init) => wp.fetch(`${POSTS}/7`, { method: "DELETE", ...init });
  assert.equal((await remove()).status, 405);
  assert.equal((await remove({ methodOverride: true })).status, 200);
  stage.site.clearLog();
  assert.equal((await remove()).status, 200);
  assert.deepEqual(stage.calls(), [`POST ${POSTS}/7 +token`]);
});

it("explains a response of the front with the server's words, but not after a logout", async () => {
  const wp = await loggedIn();
  const secret = wp.token();
  await wp.logout();
  await wp.login(credentials("editor"));
  stage.site.setOptions({
    answer: ({ route }) =>
      route === "/words" ? { status: 400, body: { code: "x", message: "In words." } } : undefined,
  });
  const response = await wp.fetch("/words");
  const error = await wp.explain(response);
  assert.deepEqual([error.wpCode, error.serverMessage], ["x", "In words."]);
  const late = await wp.fetch("/words");
  await wp.logout();
  assert.ok(!JSON.stringify(await wp.explain(late)).includes("In words."));
  assert.notEqual(secret, null);
});

it("a `fetch` that hides headers is no reason to send a call twice", async () => {
  const hiding = async (...given) => {
    const response = await fetch(...given);
    // SvelteKit, on the server.
    response.headers.get = () => {
      throw new Error("not released");
    };
    return response;
  };
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN, fetch: hiding });
  await wp.login(credentials("editor"));
  stage.site.clearLog();
  assert.equal((await wp.fetch(POSTS)).status, 200);
  assert.deepEqual(stage.calls(), [`GET ${POSTS} +token`]);
});

it("a request that the browser keeps back is explained, as is one with a signal of jsdom sent again", async () => {
  const jwt = sign({ exp: Math.floor(Date.now() / 1000) + 600, data: { user: { id: "2" } } });
  const Link = '<http://example.com/wp-json/>; rel="https://api.w.org/"';
  const answer = (body) => Response.json(body, { headers: { Link } });
  let thrown;
  let sent = 0;
  const wp = createClient({
    ...{ site: "http://example.com", plugin: PLUGIN, allowInsecure: true },
    async fetch(url) {
      if (/token/.test(url)) return answer({ token: jwt });
      sent++;
      const error = thrown;
      thrown = undefined;
      if (error) throw error;
      return answer([]);
    },
  });
  await wp.login(credentials("editor"));
  thrown = new TypeError('Expected signal ("AbortSignal {}") to be an instance of AbortSignal.');
  assert.equal((await wp.fetch(POSTS)).status, 200);
  assert.equal(sent, 2);
  thrown = new TypeError("Failed to fetch");
  globalThis.location = { protocol: "https:" };
  try {
    await assert.rejects(wp.fetch(POSTS), { code: "mixed_content" });
  } finally {
    delete globalThis.location;
  }
  assert.equal(sent, 3);
});

it("a redirect is one also where the runtime can only follow it", async () => {
  // React Native.
  const { cache, redirect } = Object.getOwnPropertyDescriptors(Request.prototype);
  delete Request.prototype.cache;
  delete Request.prototype.redirect;
  try {
    const follow = async (...given) => {
      const response = await fetch(...given);
      const url = response.url.replace(POSTS, "/elsewhere");
      return Object.defineProperty(response, "url", { value: url });
    };
    const wp = createClient({ site: stage.site.url, plugin: PLUGIN, fetch: follow });
    await wp.login(credentials("editor"));
    await wp.fetch(ME);
    await assert.rejects(wp.fetch(POSTS), { code: "redirected" });
  } finally {
    Object.defineProperties(Request.prototype, { cache, redirect });
  }
});

for (const storage of ["session", "local"]) {
  const open = async () => {
    const page = await FrontPage.open(stage, { storage });
    await page.returning();
    await page.create();
    await page.takenOver();
    await page.run(() => wp.fetch("/wp/v2/posts").then(({ status }) => status));
    stage.site.clearLog();
    return page;
  };
  const keyIn = (storage) =>
    Object.keys(storage)
      .find((name) => name.endsWith(":front"))
      .slice(0, -":front".length);

  it(`${storage}: a logout that another tab has only left a marker of holds for the next call`, async () => {
    const page = await open();
    const [status, session] = await page.run(
      async ([code, storage]) => {
        const key = new Function(`return (${code})`)()(window[`${storage}Storage`]);
        localStorage[`${key}:logout`] = `${wp.session.user.id}=elsewhere`;
        return [(await wp.fetch("/wp/v2/posts")).status, wp.session];
      },
      [keyIn.toString(), storage],
    );
    assert.equal(status, 200);
    assert.deepEqual(stage.calls(), [`GET ${POSTS}`]);
    assert.deepEqual(session, { status: "anonymous", reason: "logged_out" });
  });
}

it("a session that another tab has stored unheard is used by the next call", async () => {
  const other = await FrontPage.open(stage, { storage: "local" });
  const theirs = await other.returning("subscriber");
  const items = await other.run(() => ({ ...localStorage }));
  const page = await FrontPage.open(stage, { storage: "local" });
  await page.returning();
  await page.create();
  await page.takenOver();
  stage.site.clearLog();
  const id = await page.run(async (items) => {
    await wp.fetch("/wp/v2/posts");
    // No event comes of what a page stores itself.
    Object.assign(localStorage, items);
    return (await wp.json("/wp/v2/users/me")).id;
  }, items);
  assert.equal(id, theirs.session.user.id);
  assert.equal(lastToken(), theirs.token);
  assert.equal(await page.run(() => wp.session.user.id), id);
});

it("a session whose record was cleared is used as long as the page is open", async () => {
  const page = await FrontPage.open(stage);
  await page.returning();
  await page.create();
  await page.takenOver();
  stage.site.clearLog();
  await page.run(async () => {
    sessionStorage.clear();
    await wp.fetch("/wp/v2/posts");
  });
  assert.deepEqual(stage.calls(), [`GET ${POSTS} +token`]);
});
