// Expired tokens: one renewal for all requests of a session, and no refresh token used twice.
import assert from "node:assert/strict";
import { it } from "node:test";
import { memoryStore } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { browser } from "./lib/browser.mjs";
import { REFRESH, setWorld } from "./lib/world.mjs";

const world = setWorld();

/** A visitor whose token has expired, and can be renewed. */
async function expired(backend = world.backend(), more) {
  const visitor = browser(backend, more);
  world.site.setOptions({ lifetime: 1 });
  assert.equal((await visitor.login(credentials("editor"))).status, 200);
  await new Promise((done) => setTimeout(done, 1100));
  world.site.setOptions({ lifetime: 3600 });
  world.site.clearLog();
  return visitor;
}

/** Holds the next refresh: `asked` when it has come, until `go()`. */
function heldRefresh() {
  let go;
  const held = new Promise((done) => {
    go = done;
  });
  const asked = new Promise((begun) => {
    world.site.setOptions({
      answer: ({ route }) => {
        if (!route.endsWith("/refresh")) return undefined;
        begun();
        return held;
      },
    });
  });
  return { asked, go };
}

const me = (visitor) => visitor.send("/rest/wp/v2/users/me");

for (const [how, options] of [
  ["in the cookie", () => ({})],
  ["in a store", () => ({ store: memoryStore() })],
]) {
  it(`parallel requests share one renewal, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    const answers = await Promise.all(Array.from({ length: 30 }, () => me(visitor)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(world.got(REFRESH).length, 1);
  });

  it(`a repeated logout ends no session that has begun since, also not a renewed one, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    await me(visitor);
    assert.equal(world.got(REFRESH).length, 1);
    // It began a second ago.
    const now = Date.now();
    const left = (ago) => ({ kept: `true ${now - ago} *`, now });
    const since = await visitor.post("/logout", left(60_000));
    assert.deepEqual([since.status, (await since.json()).code], [409, "user_mismatch"]);
    assert.deepEqual(since.headers.getSetCookie(), []);
    assert.equal((await visitor.session()).status, "authenticated");
    assert.equal((await visitor.post("/logout", left(500))).status, 200);
    assert.equal((await visitor.session()).status, "anonymous");
  });

  it(`a request with the old cookie is answered by the new session, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    const old = visitor.cookie();
    assert.equal((await me(visitor)).status, 200);
    const late = await visitor.send("/rest/wp/v2/users/me", { headers: { cookie: old } });
    assert.equal(late.status, 200);
    assert.equal(world.got(REFRESH).length, 1);
  });

  it(`a refresh that is refused ends the session for all, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    world.site.setOptions({ refresh_error: "jwt_auth_invalid_refresh_token" });
    const answers = await Promise.all(Array.from({ length: 10 }, () => me(visitor)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
    assert.equal(world.got(REFRESH).length, 1);
    assert.equal(visitor.cookie(), "");
  });

  it(`what a visitor may read is read as nobody when the session ends, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    world.site.setOptions({ refresh_error: "jwt_auth_invalid_refresh_token" });
    const read = () => visitor.send("/rest/wp/v2/posts");
    const answers = await Promise.all([read(), read(), read()]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
  });

  it(`a server that is away ends nothing, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    world.site.setOptions({ answer: ({ route }) => route.endsWith("/refresh") && "break" });
    const answer = await me(visitor);
    assert.equal(answer.status, 502);
    assert.notEqual(visitor.cookie(), "");
    world.site.setOptions({ answer: undefined });
    assert.equal((await me(visitor)).status, 200);
  });

  it(`a logout wins over a renewal that is under way, ${how}`, async () => {
    const visitor = await expired(world.backend(options()));
    const old = visitor.cookie();
    const { asked, go } = heldRefresh();
    const call = me(visitor);
    await asked;
    await visitor.post("/logout");
    go();
    const answer = await call;
    assert.deepEqual(
      answer.headers.getSetCookie().filter((line) => !line.includes("Max-Age=0")),
      [],
    );
    visitor.keep(answer);
    assert.equal(visitor.cookie(), "");
    const { status } = await visitor.send("/rest/wp/v2/users/me", { headers: { cookie: old } });
    assert.equal(status, 401);
  });
}

it("the old cookie is good for 30 seconds, and no longer", async (t) => {
  const visitor = await expired();
  const old = visitor.cookie();
  assert.equal((await me(visitor)).status, 200);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 31_000 });
  const late = await visitor.send("/rest/wp/v2/users/me", { headers: { cookie: old } });
  assert.equal(late.status, 401);
  assert.equal(world.got(REFRESH).length, 2);
  t.mock.timers.reset();
});

// Holds P6 of SECURITY.md.
it("a logout wins over a renewal of another copy of the backend in the process", async () => {
  const backend = world.backend();
  const [proxy, page] = [world.copy(), world.copy()];
  const visitor = await expired(backend);
  const before = visitor.request("/drafts");
  const { asked, go } = heldRefresh();
  const renewing = proxy.renew(before);
  await asked;
  await visitor.post("/logout");
  go();
  const { cookies } = await renewing;
  for (const cookie of cookies) assert.match(cookie, /Max-Age=0/);
  // Nor does a copy of the cookie count there.
  assert.equal((await page.client(before)).session.status, "anonymous");
});

it("the response to the renewal may get lost", async () => {
  const visitor = await expired();
  const old = visitor.cookie();
  await me(visitor);
  const fresh = browser(world.backend());
  assert.ok(fresh);
  // The next response brings the new cookie once more.
  const again = await visitor.send("/session", { headers: { cookie: old } });
  const [line] = again.headers.getSetCookie();
  assert.match(line, /^__Host-presskey=[\w-]+; /);
});

it("a revoked token is renewed once, and the call repeated, also with a body", async () => {
  const visitor = browser(world.backend());
  await visitor.login(credentials("editor"));
  let refused = false;
  world.site.setOptions({
    answer({ method, route }) {
      if (method !== "POST" || route !== "/wp/v2/posts" || refused) return undefined;
      refused = true;
      return { status: 403, body: { code: "jwt_auth_invalid_token", message: "no" } };
    },
  });
  const answer = await visitor.post(
    "/rest/wp/v2/posts",
    { title: "again" },
    { headers: { "content-length": "17" } },
  );
  assert.equal(answer.status, 201);
  assert.equal(world.got(REFRESH).length, 1);
});

it("renew() renews ahead, and passes the new cookie on", async () => {
  const backend = world.backend();
  const visitor = await expired(backend);
  const before = visitor.request("/drafts", { "x-mine": "1" });
  const { cookies, request } = await backend.renew(before);
  assert.equal(cookies.length, 1);
  assert.equal(request.headers.get("x-mine"), "1");
  assert.equal(request.url, before.url);
  assert.notEqual(request.headers.get("cookie"), before.headers.get("cookie"));
  const client = await backend.client(request);
  assert.equal((await client.json("/wp/v2/users/me")).name, "Edith Editor");
  assert.deepEqual(client.headers().getSetCookie(), []);
  assert.equal(world.got(REFRESH).length, 1);
});

it("renew() keeps cookies of others", async () => {
  const backend = world.backend();
  const visitor = await expired(backend);
  const request = new Request("https://app.example.com/", {
    headers: { cookie: `a=1; ${visitor.cookie()}; b="2"` },
  });
  const renewed = await backend.renew(request);
  const own = renewed.cookies[0].split(";")[0];
  assert.equal(renewed.request.headers.get("cookie"), `a=1; b="2"; ${own}`);
});

it("renew() does nothing where nothing is to be done", async () => {
  const backend = world.backend();
  const visitor = browser(backend);
  const anonymous = visitor.request("/");
  assert.deepEqual(await backend.renew(anonymous), { cookies: [], request: anonymous });
  await visitor.login(credentials("editor"));
  const valid = visitor.request("/");
  assert.deepEqual(await backend.renew(valid), { cookies: [], request: valid });
});

it("renew() never rejects, and removes a session that has ended", async () => {
  const backend = world.backend();
  const visitor = await expired(backend);
  world.site.setOptions({ answer: () => "break" });
  const away = visitor.request("/");
  assert.deepEqual(await backend.renew(away), { cookies: [], request: away });
  world.site.setOptions({ answer: undefined, refresh_error: "jwt_auth_invalid_refresh_token" });
  const { cookies, request } = await backend.renew(visitor.request("/"));
  assert.match(cookies[0], /^__Host-presskey=; .*Max-Age=0/);
  assert.equal(request.headers.get("cookie"), null);
});

it("POST /refresh renews, and says so where a server cannot", async () => {
  const visitor = browser(world.backend());
  await visitor.login(credentials("editor"));
  const before = visitor.cookie();
  assert.equal((await visitor.post("/refresh")).status, 200);
  assert.notEqual(visitor.cookie(), before);
  world.site.setOptions({ mode: "free" });
  const other = browser(world.backend());
  await other.login(credentials("editor"));
  const answer = await other.post("/refresh");
  assert.equal(answer.status, 409);
  assert.equal((await answer.json()).code, "refresh_unsupported");
  assert.equal((await browser(world.backend()).post("/refresh")).status, 401);
});

it("POST /validate asks the server", async () => {
  const visitor = browser(world.backend());
  assert.equal(await (await visitor.post("/validate")).json(), false);
  await visitor.login(credentials("editor"));
  assert.equal(await (await visitor.post("/validate")).json(), true);
  assert.equal(world.got("POST /jwt-auth/v1/token/validate").length, 1);
});

it("a renewal may take twice `timeout`: until then nobody else renews", async (t) => {
  const visitor = await expired(world.backend());
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  let begin;
  const begun = new Promise((resolve) => {
    begin = resolve;
  });
  world.site.setOptions({
    answer: async ({ route }) => {
      if (!route.endsWith("/refresh")) return undefined;
      begin();
      await held;
    },
  });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const calls = [me(visitor)];
  await begun;
  calls.push(me(visitor));
  for (let ms = 0; ms < 59_000; ms += 1000) {
    t.mock.timers.tick(1000);
    await new Promise(setImmediate);
  }
  t.mock.timers.reset();
  assert.equal(world.got(REFRESH).length, 1);
  // They waited as long as for any response.
  for (const { status } of await Promise.all(calls)) assert.equal(status, 504);
  answer();
  assert.equal((await me(visitor)).status, 200);
  assert.equal(world.got(REFRESH).length, 1);
});
