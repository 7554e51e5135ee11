// Failures, expiry, clocks, the log of requests and CORS of a test site.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import { createClient, decode, verify } from "presskey";
import { createTestSite, route } from "presskey/testing";
import { servers } from "../../pkg/testing/servers/index.js";
import { hmac } from "../../pkg/testing/sha256.js";

const credentials = ({ users }, index = 1) => {
  const { username, password } = users[index];
  return { username, password };
};

function start(options, more) {
  const test = createTestSite(options);
  return { test, wp: createClient({ site: test.site, fetch: test.fetch, ...more }) };
}

describe("options", () => {
  it("refuses what it cannot play, and says what it can", () => {
    const refused = (options, text) =>
      assert.throws(() => createTestSite(options), { name: "TypeError", message: text });
    refused({ plugin: "cookie" }, /`plugin` cannot be "cookie"\. It can be jwt-auth/);
    refused({ edition: "premium" }, /free or pro, not "premium"/);
    refused({ site: "wordpress.test" }, /`site` must be/);
    refused({ tokenLifetime: 0 }, /`tokenLifetime`/);
    refused({ now: "soon" }, /`now`/);
    refused({ users: [{ role: "editor" }] }, /`username`/);
    refused({ users: [{ username: "x", role: "boss" }] }, /"boss" is no role/);
    refused({ posts: [{ date: "soon" }] }, /`date`/);
    assert.throws(
      () => createTestSite().fail("explode"),
      /fail\(\) knows .*offline, .*not "explode"/,
    );
  });

  it("has the users, posts and media that it is given", async () => {
    const { test, wp } = start({
      users: [{ username: "zoe", password: "geheim", displayName: "Zoë", role: "author" }],
      posts: [{ id: 40, title: "Mine", date: "2024-05-06T07:08:09Z" }, { title: "Next" }],
      media: [{ title: "A dot", file: "2024/05/dot.png", post: 40 }],
    });
    const session = await wp.login({ username: "zoe", password: "geheim" });
    assert.equal(session.user.displayName, "Zoë");
    const [mine] = await wp.json("/wp/v2/posts?slug=mine");
    assert.deepEqual([mine.id, mine.date, mine.author], [40, "2024-05-06T07:08:09", 1]);
    assert.equal((await wp.json("/wp/v2/posts?slug=next"))[0].id, 41);
    const [file] = await wp.json("/wp/v2/media");
    assert.equal(file.source_url, "https://wordpress.test/wp-content/uploads/2024/05/dot.png");
    assert.equal(test.media[0].post, 40);
  });

  it("makes as many posts as it is told, and takes posts as the REST API writes them", async () => {
    const { wp } = start({ posts: 23 });
    const ids = new Set();
    for await (const { id } of wp.paginate("/wp/v2/posts", { perPage: 10 })) ids.add(id);
    assert.equal(ids.size, 23);
    const [copied] = createTestSite({
      posts: [{ title: { rendered: "Hi" }, content: { raw: "Text" } }],
    }).posts;
    assert.deepEqual([copied.title, copied.content], ["Hi", "Text"]);
  });

  it("answers batches", async () => {
    const { test, wp } = start();
    await wp.login(credentials(test));
    const answers = await wp.batch([
      { path: "/wp/v2/posts", body: { title: "one" } },
      { path: "/wp/v2/posts/99999", body: { title: "none" } },
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 404],
    );
    assert.equal(test.posts.at(-1).title, "one");
  });

  it("stands at an address of its own, in a folder too", async () => {
    const { test, wp } = start({ site: "https://example.org/blog/" });
    assert.equal(test.site, "https://example.org/blog");
    await wp.login(credentials(test));
    assert.equal((await wp.json("/wp/v2/posts")).length, 10);
    assert.equal(decode(wp.token()).claims.iss, "https://example.org/blog");
    await assert.rejects(test.fetch("https://example.com/wp-json/"), TypeError);
  });

  it("follows a clock that is given, and lets tokens live as long as it is told", async () => {
    let now = Date.UTC(2030, 0, 1);
    const { test, wp } = start({ now: () => now, tokenLifetime: 60 }, { refresh: "manual" });
    await wp.login(credentials(test));
    const { claims } = decode(wp.token() ?? test.users[0].apiKey);
    assert.equal(claims.iat, now / 1000);
    assert.equal(claims.exp - claims.iat, 60);
    const headers = { Authorization: `Bearer ${wp.token()}` };
    const me = () => test.fetch(`${test.site}/wp-json/wp/v2/users/me`, { headers });
    assert.equal((await me()).status, 200);
    now += 61_000;
    assert.equal((await me()).status, 403);
  });

  it("takes its time", async () => {
    let waited = 0;
    const test = createTestSite({ latency: () => ++waited });
    await test.fetch(`${test.site}/wp-json/`);
    assert.equal(waited, 1);
    const slow = createTestSite({ latency: 60_000 });
    const signal = AbortSignal.timeout(20);
    await assert.rejects(slow.fetch(`${slow.site}/`, { signal }), { name: "TimeoutError" });
    assert.equal(slow.requests.length, 0);
  });

  it("signs tokens that verify() accepts", async () => {
    const { test, wp } = start({ secret: "0123456789abcdef0123456789abcdef" });
    await wp.login(credentials(test));
    const key = new TextEncoder().encode(test.secret);
    const { claims } = await verify(wp.token(), key, { algorithms: ["HS256"], issuer: test.site });
    assert.equal(claims.data.user.id, "2");
    const other = new TextEncoder().encode("x".repeat(32));
    await assert.rejects(verify(wp.token(), other, { algorithms: ["HS256"] }));
  });
});

it("hashes as everybody does", () => {
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const text = "ž".repeat(length);
    for (const secret of ["", "key", "k".repeat(64), "k".repeat(200)]) {
      const wanted = createHmac("sha256", secret).update(text).digest("hex");
      assert.equal(Buffer.from(hmac(text, secret)).toString("hex"), wanted, `${length}`);
    }
  }
});

describe("expireTokens()", () => {
  it("is answered with a refresh where there is one", async () => {
    const { test, wp } = start({ edition: "pro" });
    await wp.login(credentials(test));
    test.expireTokens();
    assert.equal((await wp.json("/wp/v2/users/me")).id, 2);
    const routes = test.requests.slice(-3).map(({ route, status }) => `${route} ${status}`);
    assert.deepEqual(routes, [
      "/wp/v2/users/me 401",
      "/jwt-auth/v1/token/refresh 200",
      "/wp/v2/users/me 200",
    ]);
  });

  it("ends the session where there is none, and another login begins one", async () => {
    const { test, wp } = start();
    await wp.login(credentials(test));
    test.expireTokens();
    await assert.rejects(wp.json("/wp/v2/users/me"));
    assert.equal(wp.session.status, "anonymous");
    await wp.login(credentials(test));
    assert.equal((await wp.json("/wp/v2/users/me")).id, 2);
  });

  it("ends it with the refresh tokens too", async () => {
    const { test, wp } = start({ edition: "pro" });
    await wp.login(credentials(test));
    test.expireTokens({ refreshTokens: true });
    await assert.rejects(wp.json("/wp/v2/users/me", { auth: "required" }));
    assert.equal(wp.session.status, "anonymous");
  });
});

describe("fail()", () => {
  const cases = {
    unreachable: "unreachable",
    timeout: "timeout",
    html: "malformed_response",
    malformed: "malformed_response",
    redirect: "redirected",
    403: "forbidden",
    404: "http_error",
    429: "rate_limited",
    500: "http_error",
  };
  for (const [next, code] of Object.entries(cases)) {
    it(`plays ${next} once: ${code}`, async () => {
      const { test, wp } = start({}, { timeout: 100 });
      await wp.login(credentials(test));
      test.fail(next);
      await assert.rejects(wp.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }), {
        code,
      });
      assert.ok(await wp.json("/wp/v2/posts"));
    });
  }

  it("waits for the route, as often as told", async () => {
    const { test, wp } = start();
    test.fail(500, { route: "/wp/v2/posts", times: 2 });
    assert.equal((await wp.fetch("/wp/v2/users")).status, 200);
    assert.equal((await wp.fetch("/wp/v2/posts")).status, 500);
    assert.equal((await wp.fetch("/wp/v2/posts")).status, 500);
    assert.equal((await wp.fetch("/wp/v2/posts")).status, 200);
    test.fail("503", { route: /users/, times: Number.POSITIVE_INFINITY });
    for (let times = 0; times < 3; times++) {
      assert.equal((await wp.fetch("/wp/v2/users")).status, 503);
    }
    test.reset();
    assert.equal((await wp.fetch("/wp/v2/users")).status, 200);
  });

  it("takes an answer of the app's own", async () => {
    const { test, wp } = start();
    const wpCode = "pending_approval";
    test.fail(() => Response.json({ code: wpCode, message: "Wait." }, { status: 403 }), {
      route: "/jwt-auth/v1/token",
    });
    await assert.rejects(wp.login(credentials(test)), { wpCode });
  });

  it("removes the Authorization header on the way", async () => {
    const { test, wp } = start();
    await wp.login(credentials(test));
    test.fail("stripped");
    assert.equal((await wp.fetch("/wp/v2/users/me")).status, 401);
    assert.equal(test.requests.at(-1).user, null);
  });
});

describe("requests", () => {
  it("says what was asked, by whom and with what answer, and never a token", async () => {
    const { test, wp } = start();
    await wp.login(credentials(test));
    test.requests.length = 0;
    await wp.json("/wp/v2/posts", { method: "POST", json: { title: "Hi" }, query: { a: [1, 2] } });
    assert.deepEqual(test.requests, [
      {
        method: "POST",
        route: "/wp/v2/posts",
        url: `${test.site}/wp-json/wp/v2/posts?a%5B%5D=1&a%5B%5D=2`,
        query: { a: ["1", "2"] },
        body: { title: "Hi" },
        authorization: "Bearer",
        user: "editor",
        status: 201,
      },
    ]);
    assert.ok(!JSON.stringify(test.requests).includes(wp.token()));
  });

  it("is emptied by reset(), which puts everything back", async () => {
    const { test, wp } = start();
    const { requests } = test;
    await wp.login(credentials(test));
    const { id } = await wp.json("/wp/v2/posts", { method: "POST", json: { title: "Hi" } });
    const token = wp.token();
    test.users[1].password = "changed";
    test.reset();
    assert.equal(test.requests, requests);
    assert.equal(requests.length, 0);
    assert.ok(!test.posts.some((post) => post.id === id));
    await wp.login(credentials(test));
    assert.notEqual(token, null);
  });
});

describe("in a page of another origin", () => {
  const page = (href) => {
    globalThis.location = new URL(href);
  };
  afterEach(() => {
    delete globalThis.location;
  });
  const login = "/wp-json/simple-jwt-login/v1/auth";
  const body = new URLSearchParams({ username: "editor", password: "wrong" });

  it("keeps what a browser would keep", async () => {
    const test = createTestSite({ plugin: "simple-jwt-login" });
    const init = { method: "POST", body };
    assert.equal((await test.fetch(test.site + login, init)).status, 401);
    page("https://app.example/");
    // It dies before WordPress writes its CORS headers.
    await assert.rejects(test.fetch(test.site + login, init), TypeError);
    page("https://wordpress.test/app");
    assert.equal((await test.fetch(test.site + login, init)).status, 401);
  });

  it("asks first where a browser would, and passes what WordPress allows", async () => {
    page("https://app.example/");
    const test = createTestSite();
    const posts = `${test.site}/wp-json/wp/v2/posts`;
    const get = (headers) => test.fetch(posts, { headers });
    assert.equal((await get({ Authorization: "Basic x" })).status, 200);
    await assert.rejects(get({ "X-Custom": "1" }), TypeError);
    assert.equal((await test.fetch(posts, { method: "DELETE" })).status, 404);
    const include = { credentials: "include" };
    assert.equal((await test.fetch(posts, include)).status, 200);
  });

  it("keeps cookies only where they are asked for", async () => {
    page("https://wordpress.test/");
    const test = createTestSite({ plugin: "jwt-auth" });
    const send = (fields, credentials) =>
      test.fetch(`${test.site}/wp-json/jwt-auth/v1/token`, {
        ...{ method: "POST", credentials, body: new URLSearchParams(fields) },
      });
    const { password } = test.users[1];
    await send({ username: "editor", password, device: "d" }, "omit");
    assert.equal((await send({ device: "d" }, "include")).status, 401);
    await send({ username: "editor", password, device: "d" }, "include");
    assert.equal((await send({ device: "d" }, "include")).status, 200);
    assert.equal((await send({ device: "d" }, "omit")).status, 401);
    test.reset();
    assert.equal((await send({ device: "d" }, "include")).status, 401);
    // On the page's own origin the browser sends them automatically.
    await send({ username: "editor", password, device: "d" });
    assert.equal((await send({ device: "d" })).status, 200);
    // Node has no page.
    delete globalThis.location;
    assert.equal((await send({ device: "d" })).status, 401);
  });
});

it("asks for a second factor where a user has one", async () => {
  const users = [{ username: "zoe", password: "x", role: "editor", secondFactor: "123456" }];
  const { wp } = start({ plugin: "simple-jwt-login", users });
  const login = wp.login({ username: "zoe", password: "x" });
  await assert.rejects(login, { code: "second_factor_required" });
  await assert.rejects(wp.login({ code: "000000" }));
  assert.equal((await wp.login({ code: "123456" })).user.username, "zoe");
});

const given = { applicationPasswords: ["abcd efgh"], apiKey: "key", role: "editor" };

for (const plugin of Object.keys(servers)) {
  it(`logs in a user as they stand in \`users\`: ${plugin}`, async () => {
    const users = [{ username: "ada", password: "secret", ...given }];
    const { test, wp } = start({ plugin, users }, { plugin });
    const user = { ...test.users[0] };
    // A site's own password is none of an application's.
    if (plugin === "application-passwords") user.password = given.applicationPasswords[0];
    const session = await wp.login(user);
    assert.equal(session.status, "authenticated");
    assert.equal(session.plugin, plugin);
    const me = await wp.json("/wp/v2/users/me");
    assert.equal(me.id, 1);
  });
}

it("sends further credentials along, lists and objects as PHP reads them", async () => {
  const { test, wp } = start();
  const { username, password } = test.users[1];
  const tags = ["a", "b"];
  const further = { tags, place: { city: "Ulm", at: [1, null] }, since: new Date(0), none: null };
  await wp.login({ username, password, ...further, remember: true });
  assert.deepEqual(test.requests.at(-1).body, {
    ...{ username, password, tags, remember: "true" },
    ...{ place: { city: "Ulm", at: ["1"] }, since: "1970-01-01T00:00:00.000Z" },
  });
  const endless = {};
  endless.self = endless;
  for (const value of [endless, { count: 1n }, () => {}, Symbol("x")]) {
    await assert.rejects(wp.login({ username, password, tags: value }), {
      code: "invalid_option",
      message: /`tags`/,
    });
  }
});

it("never shows what is inside of further credentials", async () => {
  const { test, wp } = start();
  const { username, password } = test.users[1];
  const echo = async (request) =>
    Response.json({ code: "x", message: await request.text() }, { status: 403 });
  test.fail(echo, { route: "/jwt-auth/v1/token" });
  const vault = { pins: ["pin-4711-4711"] };
  const error = await wp.login({ username, password, vault }).catch((error) => error);
  assert.match(error.serverMessage, /username=editor/);
  assert.ok(!JSON.stringify([error, error.message, error.serverMessage]).includes("4711"));
});

it("takes malformed escapes as they are", async () => {
  const test = createTestSite();
  for (const path of ["/wp-json/wp/v2/posts/%zz", "/wp-content/uploads/%zz"]) {
    assert.equal((await test.fetch(test.site + path)).status, 404);
  }
});

it("keeps files that were uploaded, at their address", async () => {
  const { test, wp } = start();
  await wp.login(credentials(test));
  const file = new Blob(["hello"], { type: "text/plain" });
  const { source_url } = await wp.upload(file, { filename: "a.txt" });
  assert.equal(await (await test.fetch(source_url)).text(), "hello");
});

it("gives a handler to Playwright, as a method and as a function", () => {
  const test = createTestSite();
  assert.equal(typeof route(test), "function");
  const asked = [];
  test.route({ route: (...given) => asked.push(given) });
  assert.equal(asked[0][0], "https://wordpress.test/**");
});
