// client(): a visitor's client on the server, over a request or a framework's cookie store.
import assert from "node:assert/strict";
import { it } from "node:test";
import { memoryStore, PresskeyError } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { browser } from "./lib/browser.mjs";
import { REFRESH, setWorld } from "./lib/world.mjs";

const world = setWorld();

/** The cookie stores of frameworks, over one map, with what is particular to each. */
const stores = {
  // Next.js: `get` gives an object; awaited before.
  "Next.js": (map) => ({
    get: (name) => (map.has(name) ? { name, value: map.get(name) } : undefined),
    set: (name, value, options) => put(map, name, value, options),
  }),
  // Next.js 15 and later without await.
  "Next.js, not awaited": (map) => Promise.resolve(stores["Next.js"](map)),
  // SvelteKit: `get` gives text, `set` insists on a path.
  SvelteKit: (map) => ({
    get: (name) => map.get(name),
    set(name, value, options) {
      if (typeof options?.path !== "string") throw new Error("You must specify a `path`");
      put(map, name, value, options);
    },
  }),
  // Astro: methods that need their `this`.
  Astro: (map) => new AstroCookies(map),
  asynchronous: (map) => ({
    get: async (name) => map.get(name) ?? null,
    set: async (name, value, options) => put(map, name, value, options),
  }),
};

class AstroCookies {
  constructor(map) {
    this.map = map;
  }
  get(name) {
    return this.map.has(name) ? { value: this.map.get(name), json() {} } : undefined;
  }
  set(name, value, options) {
    put(this.map, name, value, options);
  }
}

function put(map, name, value, options) {
  assert.equal(options.httpOnly, true);
  assert.equal(options.sameSite, "lax");
  assert.equal(options.path, "/");
  if (options.maxAge === 0) map.delete(name);
  else map.set(name, value);
}

/** Next.js's cookies in a server component: `set` is there, and throws. */
const readOnly = (map) => ({
  get: (name) => map.get(name),
  set() {
    throw new Error("Cookies can only be modified in a Server Action or Route Handler.");
  },
});

for (const [name, make] of Object.entries(stores)) {
  it(`${name}: logs in, is known by the next request, and logs out`, async () => {
    const backend = world.backend();
    const map = new Map([["other", "1"]]);
    const wp = await backend.client(make(map));
    assert.deepEqual(wp.session, { status: "anonymous" });
    const session = await wp.login(credentials("editor"));
    assert.equal(session.user.username, "editor");
    assert.equal(wp.session, session);
    assert.deepEqual([...map.keys()], ["other", "__Host-presskey"]);

    const next = await backend.client(make(map));
    assert.equal(next.session.status, "authenticated");
    assert.equal((await next.json("/wp/v2/users/me")).name, "Edith Editor");
    assert.equal(next.claims().data.user.id, "2");

    await next.logout();
    assert.deepEqual(next.session, { status: "anonymous", reason: "logged_out" });
    assert.deepEqual([...map.keys()], ["other"]);
    assert.equal((await backend.client(make(map))).session.status, "anonymous");
  });

  it(`${name}: renews an expired token and keeps it`, async () => {
    const backend = world.backend();
    const map = await expired(backend, make);
    const before = map.get("__Host-presskey");
    const wp = await backend.client(make(map));
    assert.equal((await wp.json("/wp/v2/users/me")).name, "Edith Editor");
    assert.notEqual(map.get("__Host-presskey"), before);
    assert.equal(world.got(REFRESH).length, 1);
  });
}

async function expired(backend, make = stores.SvelteKit) {
  const map = new Map();
  world.site.setOptions({ lifetime: 1 });
  await (await backend.client(make(map))).login(credentials("editor"));
  await new Promise((done) => setTimeout(done, 1100));
  world.site.setOptions({ lifetime: 3600 });
  world.site.clearLog();
  return map;
}

for (const [how, make] of [
  ["without `set`", (map) => ({ get: (name) => map.get(name) })],
  ["whose `set` throws", readOnly],
]) {
  it(`cookies ${how}: an expired token is not renewed, and the hint says what helps`, async () => {
    const backend = world.backend();
    const map = await expired(backend);
    const wp = await backend.client(make(map));
    assert.deepEqual(wp.session, { status: "anonymous", reason: "expired" });
    assert.equal((await wp.fetch("/wp/v2/posts")).status, 200);
    await assert.rejects(wp.json("/wp/v2/users/me", { auth: "required" }), (error) => {
      assert.ok(error instanceof PresskeyError);
      assert.equal(error.code, "session_expired");
      assert.match(error.hint, /backend\.renew\(request\)/);
      return true;
    });
    assert.equal(world.got(REFRESH).length, 0);
    // The next request, which can, renews it.
    const { cookies } = await backend.renew(
      new Request("https://app.example.com/", {
        headers: { cookie: `__Host-presskey=${map.get("__Host-presskey")}` },
      }),
    );
    assert.equal(cookies.length, 1);
  });

  it(`cookies ${how}: a token that is refused in the middle is not renewed either`, async () => {
    const backend = world.backend();
    const map = new Map();
    await (await backend.client(stores.SvelteKit(map))).login(credentials("editor"));
    world.site.setOptions({
      answer: ({ route }) =>
        route === "/x" && { status: 403, body: { code: "jwt_auth_invalid_token", message: "no" } },
    });
    const wp = await backend.client(make(map));
    assert.equal(wp.session.status, "authenticated");
    await assert.rejects(wp.json("/x", { method: "POST" }), { code: "session_expired" });
    assert.equal(world.got(REFRESH).length, 0);
  });

  it(`cookies ${how}, with a store: an expired token is renewed`, async () => {
    const backend = world.backend({ store: memoryStore() });
    const map = await expired(backend);
    const wp = await backend.client(make(map));
    assert.equal((await wp.json("/wp/v2/users/me")).name, "Edith Editor");
    assert.equal(world.got(REFRESH).length, 1);
    assert.equal((await backend.client(make(map))).session.status, "authenticated");
  });

  it(`cookies ${how}: nobody can log in`, async () => {
    const wp = await world.backend().client(make(new Map()));
    await assert.rejects(wp.login(credentials("editor")), { code: "storage_unavailable" });
    assert.equal(wp.session.status, "anonymous");
  });
}

/** The cookies that a login over plain http: on this machine sets, by name. */
async function local(backend, username) {
  const visitor = browser(backend, { origin: "http://localhost:3000" });
  const { headers } = await visitor.login(credentials(username));
  return new Map(headers.getSetCookie().map((line) => /^([^=]+)=([^;]*)/.exec(line).slice(1)));
}

// Holds B2 of SECURITY.md.
it("a cookie store's session is the one that the host set, not one that a sibling domain planted", async () => {
  const backend = world.backend();
  const own = new Map();
  const who = async (map) =>
    (await backend.client({ get: (name) => map.get(name) })).session.user?.username;
  await (await backend.client(stores.SvelteKit(own))).login(credentials("editor"));
  await new Promise((done) => setTimeout(done, 1100));
  const theirs = await local(backend, "admin");
  // A browser takes no cookie with the prefix from a sibling domain.
  const planted = new Map([...theirs].filter(([name]) => !name.startsWith("__Host-")));
  assert.deepEqual([...planted.keys()], ["presskey"]);
  assert.equal(await who(planted), undefined);
  assert.equal(await who(new Map([...own, ...planted])), "editor");
  // Nor does the proof of one session hold for another.
  const mine = await local(backend, "editor");
  assert.equal(await who(new Map([...mine, ...planted])), undefined);
});

it("a login on loopback http: is known to a cookie store in production too, renewed and removed", async () => {
  const backend = world.backend();
  const map = await local(backend, "editor");
  assert.deepEqual([...map.keys()], ["presskey", "__Host-presskey-local"]);
  const wp = await backend.client(stores.SvelteKit(map));
  assert.equal(wp.session.user.username, "editor");
  await wp.refresh();
  assert.equal((await backend.client(stores.SvelteKit(map))).session.status, "authenticated");
  await (await backend.client(stores.SvelteKit(map))).logout();
  assert.deepEqual([...map.keys()], []);
});

it("the second step of a login is not the one that a sibling domain planted", async () => {
  const asked = [];
  const get = (name) => {
    asked.push(name);
    return undefined;
  };
  await (await world.backend().client({ get, set() {} })).login(credentials("editor"));
  assert.ok(asked.includes("__Host-presskey-code"), asked.join());
  assert.ok(!asked.includes("presskey-code"));
});

it("in development a cookie store takes the cookie without the prefix as it is", async () => {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "development";
  try {
    const backend = world.backend();
    const map = await local(backend, "editor");
    map.delete("__Host-presskey-local");
    assert.equal((await backend.client(stores.SvelteKit(map))).session.status, "authenticated");
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
});

// Holds B7 of SECURITY.md.
it("a Request's client gives the headers to send", async () => {
  const backend = world.backend();
  const visitor = browser(backend);
  const wp = await backend.client(visitor.request("/login"));
  assert.deepEqual([...wp.headers()], []);
  await wp.login(credentials("editor"), { remember: false });
  const headers = wp.headers();
  assert.equal(headers.get("cache-control"), "private, no-store");
  assert.equal(headers.getSetCookie().length, 1);
  assert.doesNotMatch(headers.getSetCookie()[0], /Max-Age/);
  visitor.keep({ headers });
  assert.equal((await visitor.session()).user.username, "editor");
  const again = await backend.client(visitor.request("/"));
  assert.equal((await again.json("/wp/v2/users/me")).name, "Edith Editor");
  // What is rendered with it is for this visitor.
  assert.deepEqual([...again.headers()], [["cache-control", "private, no-store"]]);
});

for (const [what, set] of [
  [
    "throws",
    () => assert.fail("Cookies can only be modified in a Server Action or Route Handler."),
  ],
  ["is missing", undefined],
]) {
  it(`logout() says that the cookie stays if a cookie store's set() ${what}`, async () => {
    const jar = new Map();
    const kept = { get: (name) => jar.get(name), set: (name, value) => void jar.set(name, value) };
    const backend = world.backend();
    await (await backend.client(kept)).login(credentials("editor"));
    const wp = await backend.client({ get: kept.get, set });
    await assert.rejects(wp.logout(), {
      code: "storage_unavailable",
      hint: /^Log out from a place/,
    });
    assert.equal(wp.session.status, "anonymous");
    // With a store, no copy of the cookie is good any more. Nobody has anything to end, either.
    await (await world.backend().client({ get: () => undefined, set })).logout();
  });
}

it("a page whose session ended while it was rendered is kept from shared caches", async () => {
  const backend = world.backend({ store: memoryStore() });
  const visitor = browser(backend);
  await visitor.post("/login", credentials("editor"));
  const wp = await backend.client(visitor.request("/account"));
  assert.equal((await wp.json("/wp/v2/users/me")).name, "Edith Editor");
  // In another tab.
  await visitor.post("/logout", {});
  await wp.refresh().catch(() => {});
  assert.equal(wp.session.status, "anonymous");
  assert.deepEqual([...wp.headers()], [["cache-control", "private, no-store"]]);
});

for (const [what, type, body, hint, hintNot] of [
  ["text of another format", "text/csv", "a,b", /such as CSV/, /empty|PHP|firewall/],
  ["a firewall's page", "text/html", "<title>Just a moment...</title>", /firewall/i, /empty/],
  ["a long page", "text/html", `<p>${" ".repeat(2 ** 21)}`, /HTML page/, /empty/],
]) {
  it(`explains ${what} by its body`, async () => {
    const wp = await world.backend().client(browser(world.backend()).request("/"));
    const answer = ({ route }) =>
      route === "/x" ? { status: 203, headers: { "content-type": type }, body } : undefined;
    world.site.setOptions({ answer });
    const error = await wp.explain(await wp.fetch("/x"));
    assert.equal(error.code, "malformed_response");
    assert.match(error.hint, hint);
    assert.doesNotMatch(error.hint, hintNot);
  });
}

it("has what Client has of the kind", async () => {
  const backend = world.backend();
  const visitor = browser(backend);
  await visitor.login(credentials("editor"));
  const wp = await backend.client(visitor.request("/"));
  assert.equal(await wp.validate(), true);
  assert.equal((await wp.refresh()).status, "authenticated");
  assert.equal(wp.headers().getSetCookie().length, 1);
  const items = [];
  for await (const item of wp.paginate("/wp/v2/posts")) items.push(item);
  assert.deepEqual(items, [{ id: 1 }]);
  const response = await wp.fetch("/none");
  assert.equal((await wp.explain(response)).status, 404);
  const { fetch } = wp;
  assert.equal((await fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(
    Object.keys(wp).filter((name) => /token|storage|subscribe|close/i.test(name)),
    [],
  );
});

it("a token from elsewhere can be adopted on the server", async () => {
  const backend = world.backend();
  world.site.setOptions({ mode: "free" });
  const visitor = browser(backend);
  const wp = await backend.client(visitor.request("/"));
  await wp.login({ token: world.site.token(3) });
  visitor.keep({ headers: wp.headers() });
  assert.equal((await visitor.send("/rest/wp/v2/users/me")).status, 200);
  await assert.rejects(wp.login({ token: "x" }), { code: "token_rejected" });
  assert.equal(wp.session.status, "authenticated");
});

it("clients of one backend are different visitors'", async () => {
  const backend = world.backend();
  const names = ["editor", "admin", "subscriber"];
  const visitors = names.map(() => browser(backend));
  await Promise.all(names.map((name, index) => visitors[index].login(credentials(name))));
  const ids = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const answer = await visitors[index % 3].send("/rest/wp/v2/users/me");
      return (await answer.json()).id;
    }),
  );
  assert.deepEqual(ids, Array.from({ length: 10 }, () => [2, 1, 3]).flat());
});

it("nothing but a Request or a cookie store is taken", async () => {
  const backend = world.backend();
  for (const visitor of [undefined, null, {}, "x", new Map().entries()]) {
    await assert.rejects(backend.client(visitor), { code: "invalid_option" });
  }
});

it("a store that fails is told without what it says, and logs nobody out", async () => {
  let down = false;
  const memory = memoryStore();
  const fail =
    (name) =>
    async (...given) => {
      if (down) throw new Error("redis://user:hunter2@db:6379 is away");
      return memory[name](...given);
    };
  const store = { get: fail("get"), set: fail("set"), delete: fail("delete") };
  const backend = world.backend({ store });
  const visitor = browser(backend);
  await visitor.login(credentials("editor"));
  down = true;
  for (const call of [
    () => visitor.send("/session"),
    () => visitor.send("/rest/wp/v2/users/me"),
    () => visitor.login(credentials("editor")),
  ]) {
    const answer = await call();
    assert.equal(answer.status, 503);
    const text = await answer.text();
    assert.match(text, /storage_unavailable/);
    assert.doesNotMatch(text, /hunter2/);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  await assert.rejects(backend.client(visitor.request("/")), { code: "storage_unavailable" });
  const request = visitor.request("/");
  assert.deepEqual(await backend.renew(request), { cookies: [], request });
  down = false;
  assert.equal((await visitor.session()).status, "authenticated");
});

it("options that make no sense are refused at once", () => {
  const bad = [
    {},
    { secret: undefined },
    { secret: "short" },
    { secret: ["x".repeat(32), "short"] },
    { secret: [] },
    { site: undefined },
    { site: "x" },
    { plugin: "none" },
    { plugin: "cookie" },
    { basePath: "api" },
    { basePath: "//evil.example" },
    { basePath: "/a/../b" },
    { basePath: "/a?b" },
    { cookie: { name: "a b" } },
    { cookie: { name: "__Host-x", domain: "example.com" } },
    { cookie: { name: "__Host-x", path: "/app" } },
    { cookie: { domain: "example.com; Secure" } },
    { cookie: { path: "/a; HttpOnly" } },
    { cookie: { path: "/elsewhere" } },
    { cookie: { sameSite: "none" } },
    { cookie: { maxAge: 0 } },
    { cookie: { maxAge: "1" } },
    { store: {} },
    { allow: true },
    { fetch: "x" },
    { timeout: -1 },
    { trustedOrigins: "https://a.example" },
    { trustedOrigins: ["a.example"] },
    { trustedOrigins: ["https://a.example/path"] },
    { trustedOrigins: ["*"] },
    { trustedOrigins: ["null"] },
  ];
  for (const more of bad.slice(1)) {
    assert.throws(() => world.backend(more), { code: "invalid_option" }, JSON.stringify(more));
  }
  assert.throws(() => world.backend({ site: "http://example.com" }), { code: "insecure_site" });
  world.backend({ site: "http://example.com", allowInsecure: true });
});
