// Storage of an app's own, and storage that is full, blocked or holds rubbish.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials, jwt } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const ME = ["/wp/v2/users/me", { auth: "required" }];

/** An asynchronous adapter over localStorage that writes down its calls. */
const adapter = () => {
  const soon = (value) => new Promise((done) => setTimeout(done, 20, value));
  window.asked = [];
  return {
    storage: {
      get: (key) => soon(window.asked.push(["get", key]) && localStorage.getItem(`own:${key}`)),
      set: (key, value) =>
        soon(window.asked.push(["set", key]) && localStorage.setItem(`own:${key}`, value)),
      remove: (key) =>
        soon(window.asked.push(["remove", key]) && localStorage.removeItem(`own:${key}`)),
    },
  };
};

it("an asynchronous adapter keeps the session", async () => {
  const app = await stage.visit({}, { extra: adapter });
  const session = await app.login();
  assert.equal(session.persisted, true);
  assert.match(await app.stored(), jwt);
  await app.reload();
  assert.deepEqual(await app.call("ready"), session);
  assert.equal((await app.fetch(...ME)).status, 200);
  await app.logout();
  assert.doesNotMatch(await app.stored(), jwt);
  await app.reload();
  assert.equal((await app.call("ready")).status, "anonymous");
});

it("the default key is the site's address, and storageKey replaces it", async () => {
  for (const [client, key] of [
    [{}, `presskey:${stage.site.url}`],
    [{ site: `${stage.site.url}/` }, `presskey:${stage.site.url}`],
    [{ storageKey: "mine" }, "mine"],
  ]) {
    const app = await stage.visit(client, { extra: adapter });
    await app.login();
    const keys = await app.run(() =>
      window.asked.filter(([how]) => how === "set").map((one) => one[1]),
    );
    assert.ok(keys.length > 0);
    // What belongs to the site, not to the session, has a suffix.
    assert.ok(
      keys.every((one) => one.startsWith(key)),
      keys.join(),
    );
  }
});

it("a call waits for a slow adapter", async () => {
  const app = await stage.visit({}, { extra: adapter });
  const { user } = await app.login();
  await app.page.reload();
  await app.make();
  assert.equal((await app.json(...ME)).id, user.id);
});

it("before the store was read calls without a token go out, and a logout ends what it holds", async () => {
  const map = new Map();
  const storage = {
    get: async (key) => map.get(key) ?? null,
    set: async (key, value) => void map.set(key, value),
    remove: (key) => new Promise((done) => setTimeout(() => done(map.delete(key)), 50)),
  };
  const make = () => createClient({ site: stage.site.url, plugin: PLUGIN, storage });
  await make().login(credentials("editor"));
  assert.match([...map.values()].join(), jwt);

  const wp = make();
  const headers = { Authorization: `Bearer ${stage.site.token()}` };
  for (const init of [{ auth: "omit" }, { auth: "required", headers }]) {
    assert.equal((await wp.fetch("/wp/v2/posts", init)).status, 200);
    assert.deepEqual(wp.session, { status: "loading" });
  }
  await wp.logout();
  assert.doesNotMatch([...map.values()].join(), jwt);
  assert.equal((await make().ready()).status, "anonymous");
});

for (const [what, broken] of [
  ["throws", "get() { throw new Error('broken') }"],
  ["rejects", "get: () => Promise.reject(new Error('broken'))"],
  ["gives what is no text", "get: () => ({})"],
]) {
  it(`an adapter whose get ${what} rejects before a password is sent`, async () => {
    const app = await stage.visit(
      {},
      { extra: `() => ({ storage: { set() {}, remove() {}, ${broken} } })` },
    );
    await assert.rejects(app.call("ready"), { code: "storage_unavailable", sent: "no" });
    await assert.rejects(app.login(), { code: "storage_unavailable", sent: "no" });
    assert.deepEqual(stage.sent(), []);
  });
}

it("an adapter that has given what is no text is asked again", async () => {
  const kept = new Map();
  const storage = {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
  const make = () => createClient({ site: stage.site.url, plugin: PLUGIN, storage });
  await make().login(credentials("editor"));
  for (const key of [...kept.keys()]) {
    const text = kept.get(key);
    const wp = make();
    for (const value of [{}, 7, false]) {
      kept.set(key, value);
      await assert.rejects(wp.ready(), { code: "storage_unavailable", sent: "no" }, key);
      await assert.rejects(wp.fetch("/wp/v2/posts"), { code: "storage_unavailable" }, key);
    }
    kept.set(key, text);
    assert.equal((await wp.ready()).status, "authenticated", key);
    assert.equal((await wp.fetch(...ME)).status, 200, key);
  }
});

for (const [what, broken] of [
  ["throws", "set() { throw new Error('broken') }"],
  ["rejects", "set: () => Promise.reject(new Error('broken'))"],
]) {
  it(`an adapter whose set ${what} fails the login, and nobody is logged in`, async () => {
    const app = await stage.visit(
      {},
      { extra: `() => ({ storage: { get: () => null, remove() {}, ${broken} } })` },
    );
    await assert.rejects(app.login(), { code: "storage_unavailable", sent: "answered" });
    assert.equal((await app.session()).status, "anonymous");
    assert.equal(await app.call("token"), null);
  });
}

/** A client over a Map. What `broken` returns takes the place of a method after the login. */
const broken = async (methods) => {
  const kept = new Map();
  const storage = {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
  const make = () => createClient({ site: stage.site.url, plugin: PLUGIN, storage });
  const wp = make();
  await wp.login(credentials("editor"));
  assert.match([...kept.values()].join(), jwt);
  Object.assign(storage, methods);
  stage.site.clearLog();
  return { make, wp, left: () => [...kept.values()].join() };
};

const fail = () => Promise.reject(new Error("broken"));
const UNCLEARED = { code: "storage_unavailable", sent: "answered" };
const OUT = { status: "anonymous", reason: "logged_out" };

// Holds P4 of SECURITY.md.
for (const [when, of] of [
  ["", ({ wp }) => wp],
  [" before the session was read", ({ make }) => make()],
]) {
  it(`a logout${when} empties what an adapter can't remove`, async () => {
    const app = await broken({ remove: fail });
    const wp = of(app);
    await wp.logout();
    assert.deepEqual(wp.session, OUT);
    assert.doesNotMatch(app.left(), jwt);
    assert.equal((await app.make().ready()).status, "anonymous");
  });

  it(`a logout${when} rejects if an adapter can neither remove nor empty the session`, async () => {
    const app = await broken({ remove: fail, set: fail });
    const wp = of(app);
    const done = wp.logout();
    assert.deepEqual(wp.session, OUT);
    await assert.rejects(done, UNCLEARED);
    assert.match(app.left(), jwt);
  });
}

it("a logout whose storage fails revokes the token first", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await broken({ remove: fail, set: fail });
  await assert.rejects(app.wp.logout(), UNCLEARED);
  assert.match(stage.calls().join(), /revoke/);
});

it("an adapter that never ends holds up a logout for 5 seconds at most", async () => {
  const app = await broken({ remove: () => new Promise(() => {}) });
  await assert.rejects(app.wp.logout(), UNCLEARED);
  assert.deepEqual(app.wp.session, OUT);
});

it("a login that a logout interrupts rejects if its session stays stored", async () => {
  const kept = new Map();
  let out;
  const storage = {
    get: (key) => kept.get(key) ?? null,
    remove: fail,
    set(key, value) {
      if (out) return fail();
      kept.set(key, value);
      if (jwt.test(value)) out = wp.logout();
      return out?.catch(() => {});
    },
  };
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN, storage });
  await assert.rejects(wp.login(credentials("editor")), UNCLEARED);
  await assert.rejects(out, UNCLEARED);
});

/** A page whose app has kept a session in localStorage, and is reloaded with another `storage`. */
async function changedTo(storage, extra) {
  const app = await stage.visit({ storage: "local", storageKey: "mine" });
  await app.login();
  app.extra = extra;
  app.options.storage = storage;
  await app.reload();
  assert.equal((await app.call("ready")).status, "anonymous");
  return app;
}
const kept = (app) =>
  app.run(() => ["mine", "mine:front"].map((name) => localStorage.getItem(name)));

// Holds P4 of SECURITY.md.
it("a logout in memory removes the session of that user that the app kept before", async () => {
  const app = await changedTo("memory");
  const before = await kept(app);
  // Another client of the page may have that one.
  await app.login("admin");
  await app.logout();
  assert.deepEqual(await kept(app), before);
  await app.login();
  assert.deepEqual(await kept(app), before);
  await app.logout();
  assert.deepEqual(await kept(app), [null, null]);
});

// Holds P4 of SECURITY.md.
it("an adapter: a login or a logout removes the session that the app kept before", async () => {
  for (const act of ["login", "logout"]) {
    const app = await changedTo(undefined, adapter);
    await app[act]();
    assert.deepEqual(await kept(app), [null, null], act);
  }
});

it("an adapter may keep its session in localStorage, also in its own form", async () => {
  for (const extra of [
    () => ({
      storage: {
        get: (key) => localStorage.getItem(key),
        set: (key, text) => localStorage.setItem(key, text),
        remove: (key) => localStorage.removeItem(key),
      },
    }),
    () => ({
      storage: {
        get: (key) => atob(localStorage.getItem(key) ?? ""),
        set: (key, text) => localStorage.setItem(key, btoa(text)),
        remove: (key) => localStorage.removeItem(key),
      },
    }),
  ]) {
    const app = await stage.visit({ storageKey: "mine" }, { extra });
    await app.login();
    await app.reload();
    assert.equal((await app.call("ready")).status, "authenticated");
  }
});

it("a session that an adapter tells to be removed has ended", async () => {
  let changed;
  const map = new Map();
  const storage = {
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    subscribe: (_, listener) => {
      changed = listener;
    },
  };
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN, storage });
  await wp.login(credentials("editor"));
  const ended = new Promise((resolve) => wp.subscribe(resolve));
  map.clear();
  changed();
  assert.deepEqual(await ended, { status: "anonymous", reason: "logged_out" });
});

it("an adapter that tells of changes is heard", async () => {
  const extra = () => ({
    storage: {
      get: (key) => localStorage.getItem(key),
      set: (key, value) => localStorage.setItem(key, value),
      remove: (key) => localStorage.removeItem(key),
      subscribe(key, changed) {
        const listen = (event) => event.key === key && changed();
        addEventListener("storage", listen);
        return () => removeEventListener("storage", listen);
      },
    },
  });
  const one = await stage.visit({}, { extra });
  const two = await stage.visit({}, { extra, beside: one });
  await two.call("ready");
  const { user } = await one.login();
  assert.deepEqual((await two.sessionWith({ status: "authenticated" })).user, user);
  await one.logout();
  await two.sessionWith({ status: "anonymous" });
});

for (const storage of ["session", "local"]) {
  const area = `${storage}Storage`;

  it(`goes on in memory when ${storage} is blocked`, async () => {
    const app = await stage.visit(
      { storage },
      {
        first: `Object.defineProperty(window, "${area}", {
          get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
        })`,
      },
    );
    assert.deepEqual(await app.call("ready"), { status: "anonymous" });
    const session = await app.login();
    assert.deepEqual([session.status, session.persisted], ["authenticated", false]);
    assert.equal((await app.fetch(...ME)).status, 200);
    await app.logout();
    assert.equal((await app.session()).status, "anonymous");
  });

  it(`goes on in memory when ${storage} is full`, async () => {
    const app = await stage.visit({ storage });
    await app.run((area) => {
      for (let size = 2 ** 22; size >= 1; ) {
        try {
          window[area].setItem(`fill${Math.random()}`, "x".repeat(size));
        } catch {
          size /= 2;
        }
      }
    }, area);
    const session = await app.login();
    assert.deepEqual([session.status, session.persisted], ["authenticated", false]);
    assert.equal((await app.fetch(...ME)).status, 200);
    await app.logout();
    assert.equal((await app.session()).status, "anonymous");
  });

  it(`takes rubbish in ${storage} for nothing`, async () => {
    const app = await stage.visit({ storage });
    await app.login();
    const keys = await app.run((area) => Object.keys(window[area]), area);
    assert.ok(keys.length > 0);
    const real = await app.run((area) => ({ ...window[area] }), area);
    const longest = Object.values(real).sort((a, b) => b.length - a.length)[0];
    for (const rubbish of [
      "",
      "null",
      "[]",
      "{}",
      "{",
      "\u0000",
      '{"version":1}',
      '{"version":99,"token":"x"}',
      '{"version":1,"token":7,"user":null}',
      longest.slice(0, -5),
      longest.replaceAll("eyJ", "???"),
      "x".repeat(200_000),
      "[".repeat(50_000),
    ]) {
      await app.run(
        (area, keys, rubbish) => {
          for (const key of keys) window[area].setItem(key, rubbish);
        },
        area,
        keys,
        rubbish,
      );
      await app.reload();
      const found = await app.call("ready");
      assert.equal(found.status, "anonymous", rubbish.slice(0, 80));
      assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
    }
    assert.equal((await app.login()).status, "authenticated");
    await app.reload();
    assert.equal((await app.call("ready")).status, "authenticated");
  });
}

// Holds P7 of SECURITY.md.
it("a stored session is never taken to another site", async () => {
  const app = await stage.visit({ storageKey: "shared" });
  await app.login();
  const other = await app.run(
    (site, plugin) => presskey.createClient({ site, plugin, storageKey: "shared" }).ready(),
    "http://127.0.0.1:1",
    app.options.plugin,
  );
  assert.equal(other.status, "anonymous");
});

it("the name of a device is a text also where the store takes its time, and fails", async () => {
  const kept = new Map();
  const storage = {
    get: async (key) => (key.endsWith(":device") ? Promise.reject(new Error("no")) : kept.get(key)),
    set: async (key, text) =>
      key.endsWith(":device") ? Promise.reject(new Error("no")) : kept.set(key, text),
    remove: async (key) => kept.delete(key),
  };
  const devices = [];
  const fetch = async (_, { method, body } = {}) => {
    if (method === "POST") devices.push(new URLSearchParams(body).get("device"));
    return Response.json(
      { code: "invalid_username", message: "no", statusCode: 403 },
      { status: 403 },
    );
  };
  const site = "https://example.com/wp-json";
  const wp = createClient({ site, plugin: "jwt-auth", storage, fetch });
  for (let round = 0; round < 2; round++) {
    await assert.rejects(wp.login(credentials("editor")), { code: "invalid_credentials" });
  }
  assert.match(devices[0], /^[a-z0-9]{5,}$/);
  assert.deepEqual(new Set(devices).size, 1);
});
