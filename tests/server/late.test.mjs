// Responses that come late, and visitors who do not wait for them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials } from "../support/app.mjs";
import { browser } from "./lib/browser.mjs";
import { REFRESH, setWorld } from "./lib/world.mjs";

const world = setWorld();
const me = (visitor, more) => visitor.send("/rest/wp/v2/users/me", more);
const nameOf = async (visitor) => (await (await me(visitor)).json()).name;

/** Holds requests to a route back until `release()`. */
function hold(text) {
  const held = {};
  const released = new Promise((resolve) => {
    held.release = resolve;
  });
  const begun = new Promise((resolve) => {
    held.begin = resolve;
  });
  world.site.setOptions({
    answer: async ({ method, route }) => {
      if (`${method} ${route}` !== text) return;
      held.begin();
      await released;
    },
  });
  return { ...held, begun };
}

for (const [what, lifetime] of [
  ["the old session's end", 3600],
  ["the old session's renewal", 1],
]) {
  it(`a response with ${what} does not touch the cookie of the next login`, async () => {
    const visitor = browser(world.backend());
    world.site.setOptions({ lifetime });
    await visitor.login(credentials("editor"));
    if (lifetime === 1) await sleep(1100);
    world.site.setOptions({ lifetime: 3600 });
    const held = hold("GET /wp/v2/users/me");
    const late = me(visitor);
    await held.begun;
    await visitor.post("/logout", {});
    await visitor.login(credentials("admin"));
    const cookie = visitor.cookie();
    held.release();
    await late;
    assert.equal(visitor.cookie(), cookie);
    assert.equal(await nameOf(visitor), "admin");
  });
}

/** Cookies as a framework hands them out: those of the request, and what is set goes with its response. */
function cookieStore(visitor) {
  const cookies = new Map(visitor.cookies().map(({ key, value }) => [key, value]));
  const lines = [];
  const set = (name, value, { maxAge }) => lines.push([name, value, maxAge]);
  return { lines, get: (name) => cookies.get(name), set };
}

const laterWays = {
  "a middleware": async (backend, visitor) => {
    const { cookies } = await backend.renew(visitor.request());
    assert.deepEqual(cookies, []);
  },
  "a store of cookies": async (backend, visitor) => {
    const store = cookieStore(visitor);
    const wp = await backend.client(store);
    await wp.json("/wp/v2/users/me").catch(() => {});
    // Only what asks whether cookies can be set.
    for (const line of store.lines) assert.deepEqual(line, ["__Host-presskey.probe", "", 0]);
  },
};

for (const [where, renewLate] of Object.entries(laterWays)) {
  it(`a late renewal in ${where} does not touch the cookie of the next login`, async () => {
    const backend = world.backend();
    const visitor = browser(backend);
    world.site.setOptions({ lifetime: 1 });
    await visitor.login(credentials("editor"));
    await sleep(1100);
    world.site.setOptions({ lifetime: 3600 });
    const held = hold(REFRESH);
    const late = renewLate(backend, visitor);
    await held.begun;
    await visitor.post("/logout", {});
    await visitor.login(credentials("admin"));
    held.release();
    await late;
  });
}

it("a visitor who leaves during a renewal loses nothing and disturbs nobody", async () => {
  const backend = world.backend();
  const [visitor, other] = [browser(backend), browser(backend)];
  world.site.setOptions({ lifetime: 1 });
  await visitor.login(credentials("editor"));
  world.site.setOptions({ lifetime: 3600 });
  await other.login(credentials("admin"));
  await sleep(1100);
  world.site.clearLog();
  const held = hold(REFRESH);
  const leaving = new AbortController();
  const left = me(visitor, { signal: leaving.signal });
  await held.begun;
  leaving.abort();
  await left;
  const waiting = hold("GET /wp/v2/users/me");
  const others = nameOf(other);
  await waiting.begun;
  held.release();
  await sleep(100);
  waiting.release();
  assert.equal(await others, "admin");
  assert.equal(await nameOf(visitor), "Edith Editor");
  assert.equal(world.got(REFRESH).length, 1);
});
