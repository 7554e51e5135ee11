// The sealed cookie: what does not open is ignored and removed, however it was made.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createBackend, memoryStore } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { sign } from "../support/mock-wordpress.mjs";
import { browser } from "./lib/browser.mjs";
import { SECRET, setWorld } from "./lib/world.mjs";

const world = setWorld();

const NAME = "__Host-presskey";
const OTHER = "another secret of 32 characters!!";

async function loggedIn(backend = world.backend(), username = "editor") {
  const visitor = browser(backend);
  const answer = await visitor.login(credentials(username));
  assert.equal(answer.status, 200, await answer.text());
  return visitor;
}

const value = (visitor) => visitor.cookies().find(({ key }) => key === NAME).value;

/** What a backend makes of a Cookie header: the session's status, and what it sets. */
async function seen(backend, cookie) {
  const answer = await browser(backend).send("/session", { headers: { cookie } });
  return { ...(await answer.json()), set: answer.headers.getSetCookie() };
}

async function assertIgnored(backend, cookie) {
  const { status, set } = await seen(backend, cookie);
  assert.equal(status, "anonymous");
  const names = cookie.split("; ").map((pair) => pair.split("=")[0]);
  const removed = set.map((line) => line.split("=")[0]);
  assert.deepEqual(removed.sort(), names.sort());
  for (const line of set) assert.match(line, /=; Path=\/; Max-Age=0; .*HttpOnly; Secure; SameSite/);
}

it("is HttpOnly, Secure, SameSite=Lax, for this host alone, and holds nothing readable", async () => {
  const visitor = await loggedIn();
  const [cookie] = visitor.cookies();
  const { key, httpOnly, secure, sameSite, path, hostOnly, maxAge } = cookie;
  assert.deepEqual(
    { key, httpOnly, secure, sameSite, path, hostOnly, maxAge },
    {
      key: NAME,
      httpOnly: true,
      secure: true,
      sameSite: "lax",
      path: "/",
      hostOnly: true,
      maxAge: 2_592_000,
    },
  );
  const text = Buffer.from(cookie.value, "base64url").toString("latin1");
  for (const secret of ["eyJ", "editor", "token", "http"]) {
    assert.ok(!cookie.value.includes(secret) && !text.includes(secret), secret);
  }
});

it("two cookies of one session differ throughout", async () => {
  const backend = world.backend();
  const [one, two] = [value(await loggedIn(backend)), value(await loggedIn(backend))];
  const same = [...one].filter((char, index) => char === two[index]).length;
  assert.ok(same < one.length / 10, `${same} of ${one.length} characters`);
});

// Holds B2 of SECURITY.md.
it("a cookie that was changed anywhere does not open", async () => {
  const backend = world.backend();
  const good = value(await loggedIn(backend));
  assert.equal((await seen(backend, `${NAME}=${good}`)).status, "authenticated");
  for (let at = 0; at < good.length; at += 37) {
    const other = good[at] === "A" ? "B" : "A";
    const changed = good.slice(0, at) + other + good.slice(at + 1);
    await assertIgnored(backend, `${NAME}=${changed}`);
  }
});

it("a forged cookie costs the same work wherever it is wrong, and never reaches the store", async (t) => {
  const asked = [];
  const memory = memoryStore();
  const store = { ...memory, get: (key) => asked.push(key) && memory.get(key) };
  for (const options of [{}, { store }]) {
    const backend = world.backend({ secret: [SECRET, OTHER], ...options });
    const good = value(await loggedIn(backend));
    asked.length = 0;
    // WebCrypto compares the tag in constant time; nothing else may look at the value before.
    const { decrypt } = crypto.subtle;
    const works = [];
    t.mock.method(crypto.subtle, "decrypt", function (...given) {
      works.at(-1).push(given[2].byteLength);
      return decrypt.apply(this, given);
    });
    const last = good.length - 1;
    for (const at of [0, 1, 15, 16, 17, good.length >> 1, last - 20, last - 1]) {
      works.push([]);
      const changed = good.slice(0, at) + (good[at] === "A" ? "B" : "A") + good.slice(at + 1);
      await assertIgnored(backend, `${NAME}=${changed}`);
    }
    t.mock.reset();
    assert.equal(works[0].length, 2, "each secret is tried");
    for (const work of works) assert.deepEqual(work, works[0]);
    assert.deepEqual(asked, []);
  }
});

it("a name that only begins like the cookie's to a program is another cookie", async () => {
  const backend = world.backend();
  const good = value(await loggedIn(backend));
  for (const blank of ["\u00a0", "\ufeff", "\u3000", "\v"]) {
    const name = Buffer.from(blank).toString("latin1");
    for (const before of [blank, name]) {
      if ([...before].some((char) => char > "\u00ff")) continue;
      assert.equal((await seen(backend, `${before}${NAME}=${good}`)).status, "anonymous");
    }
  }
  assert.equal((await seen(backend, ` \t${NAME} =${good} `)).status, "authenticated");
});

it("a cookie that is cut, longer, doubled or rubbish does not open", async () => {
  const backend = world.backend();
  const good = value(await loggedIn(backend));
  const forms = [
    good.slice(0, -1),
    good.slice(1),
    good.slice(0, 16),
    good.slice(0, 20),
    `${good}A`,
    `${good}=`,
    good + good,
    `${good.slice(0, -1)}${good.at(-1) === "A" ? "B" : "A"}`,
    "",
    "x",
    "e30",
    "null",
    '{"id":"x"}',
    "%00",
    "é",
    "A".repeat(3000),
    Buffer.from('{"at":9999999999,"id":"x","payload":{}}').toString("base64url"),
    sign({ sub: 1 }),
  ];
  for (const form of forms) await assertIgnored(backend, `${NAME}=${form}`);
});

it("base64 that is spelled in another way does not open", async () => {
  const backend = world.backend();
  const good = value(await loggedIn(backend));
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const rest = good.length % 4;
  // The unused bits of the last character.
  if (rest) {
    const last = alphabet[alphabet.indexOf(good.at(-1)) | (rest === 2 ? 1 : 1)];
    await assertIgnored(backend, `${NAME}=${good.slice(0, -1)}${last}`);
  }
  await assertIgnored(backend, `${NAME}=${good.replaceAll("-", "+").replaceAll("_", "/")} `.trim());
});

it("opens for no other secret, site, name or way of keeping", async () => {
  const backend = world.backend({ cookie: { name: "__Host-one" } });
  const visitor = browser(backend);
  await visitor.login(credentials("editor"));
  const sealed = visitor.cookies()[0].value;
  const { url } = world.site;
  const make = (more) => createBackend({ site: url, secret: SECRET, ...more });
  assert.equal((await seen(backend, `__Host-one=${sealed}`)).status, "authenticated");
  await assertIgnored(make({ cookie: { name: "__Host-two" } }), `__Host-two=${sealed}`);
  await assertIgnored(make(), `${NAME}=${sealed}`);
  const name = { cookie: { name: "__Host-one" } };
  await assertIgnored(make({ ...name, secret: OTHER }), `__Host-one=${sealed}`);
  await assertIgnored(make({ ...name, site: `${url}/blog` }), `__Host-one=${sealed}`);
  await assertIgnored(make({ ...name, site: "https://example.com" }), `__Host-one=${sealed}`);
  await assertIgnored(make({ ...name, store: memoryStore() }), `__Host-one=${sealed}`);
});

it("a new secret logs nobody out; an old one that was removed does", async () => {
  const visitor = await loggedIn(world.backend({ secret: OTHER }));
  const cookie = `${NAME}=${value(visitor)}`;
  const rotated = world.backend({ secret: [SECRET, OTHER] });
  assert.equal((await seen(rotated, cookie)).status, "authenticated");
  // The first one seals.
  const fresh = await loggedIn(rotated);
  assert.equal((await seen(world.backend(), `${NAME}=${value(fresh)}`)).status, "authenticated");
  await assertIgnored(world.backend(), cookie);
});

it("is good for its age, whatever the browser says", async (t) => {
  const backend = world.backend({ cookie: { maxAge: 3600 } });
  const visitor = await loggedIn(backend);
  const cookie = `${NAME}=${value(visitor)}`;
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 3_500_000 });
  const late = await seen(backend, cookie);
  assert.equal(late.status, "authenticated");
  assert.match(late.set[0], /^__Host-presskey=[\w-]{100,}; Path=\/; Max-Age=3600;/);
  t.mock.timers.setTime(Date.now() + 200_000);
  await assertIgnored(backend, cookie);
  t.mock.timers.setTime(Date.now() - 3_700_000 - 400_000);
  await assertIgnored(backend, cookie);
  t.mock.timers.reset();
});

it("follows `remember`, and `maxAge: null` until the browser closes", async () => {
  const line = async (more, query) => {
    const answer = await browser(world.backend(more)).login(credentials("editor"), query);
    return answer.headers.getSetCookie()[0];
  };
  assert.match(await line({}, "?remember=true"), /Max-Age=2592000/);
  assert.doesNotMatch(await line({}, "?remember=false"), /Max-Age|Expires/);
  assert.doesNotMatch(await line({ cookie: { maxAge: null } }), /Max-Age|Expires/);
  assert.match(await line({ cookie: { maxAge: null } }, "?remember=true"), /Max-Age=2592000/);
  assert.match(await line({ cookie: { sameSite: "strict" } }), /SameSite=Strict/);
});

it("has no prefix and no Secure on loopback http:, unless TLS ends before it", async () => {
  const backend = world.backend();
  const first = async (origin, headers) => {
    const visitor = browser(backend, { origin, headers });
    const answer = await visitor.login(credentials("editor"));
    return answer.headers.getSetCookie()[0].replace(/=[^;]*/, "");
  };
  for (const host of ["localhost:3000", "127.0.0.1:3000", "app.localhost", "[::1]:3000"]) {
    const line = await first(`http://${host}`);
    assert.equal(line, "presskey; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
  }
  for (const headers of [
    { host: "app.example.com" },
    { "x-forwarded-proto": "https" },
    { origin: "https://app.example.com" },
  ]) {
    assert.match(await first("http://localhost:3000", headers), /^__Host-presskey; .*Secure/);
  }
  assert.match(await first("https://localhost"), /^__Host-presskey; .*Secure/);
  assert.match(await first("http://0.0.0.0:3000", { host: "localhost:3000" }), /^presskey; /);
});

it("behind TLS a cookie without the prefix is nobody's: a sibling domain can set it", async () => {
  const backend = world.backend();
  const local = browser(backend, { origin: "http://localhost:3000" });
  await local.login(credentials("editor"));
  const { status, set } = await seen(backend, local.cookie());
  assert.deepEqual([status, set], ["anonymous", []]);
});

it("nor is it if a proxy names loopback as the host, and the page is behind TLS", async () => {
  const backend = world.backend();
  // An attacker's own client needs no page.
  const local = browser(backend, { origin: "http://127.0.0.1:3000" });
  await local.login(credentials("editor"));
  const request = (headers) =>
    new Request("http://127.0.0.1:3000/api/presskey/session", {
      headers: { cookie: local.cookie(), "sec-fetch-site": "same-origin", ...headers },
    });
  const status = async (headers) => (await (await backend.handle(request(headers))).json()).status;
  assert.equal(await status({ referer: "https://app.example.com/" }), "anonymous");
  assert.equal(await status({ referer: "http://127.0.0.1:3000/" }), "authenticated");
});

it("with `domain` or `path` the prefix is __Secure-", async () => {
  const line = async (cookie, base) => {
    const backend = world.backend({ cookie, ...(base && { basePath: base }) });
    const answer = await browser(backend, { base }).login(credentials("editor"));
    return answer.headers.getSetCookie()[0].replace(/=[^;]*/, "");
  };
  assert.equal(
    await line({ domain: "example.com" }),
    "__Secure-presskey; Path=/; Domain=example.com; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax",
  );
  assert.match(await line({ path: "/app" }, "/app/session"), /^__Secure-presskey; Path=\/app; Max/);
});

it("is split over several cookies when it is long, and mended when it becomes shorter", async () => {
  const backend = world.backend();
  let size = 5000;
  world.site.setOptions({
    answer: ({ route, method }) =>
      method === "POST" && route === "/jwt-auth/v1/token"
        ? { body: { token: world.site.token(2, { filler: "x".repeat(size) }) } }
        : undefined,
  });
  const visitor = browser(backend);
  const login = () => visitor.login({ username: "editor", password: "x" });
  const answer = await login();
  const lines = answer.headers.getSetCookie();
  assert.equal(lines.length, 3);
  for (const line of lines) assert.ok(Buffer.byteLength(line) <= 3900, `${line.length} bytes`);
  assert.deepEqual(
    lines.map((line) => line.split("=")[0]),
    [`${NAME}.0`, `${NAME}.1`, `${NAME}.2`],
  );
  assert.equal((await visitor.session()).status, "authenticated");
  const parts = visitor.cookies().map(({ key, value }) => [key, value]);
  const header = (entries) => entries.map((pair) => pair.join("=")).join("; ");

  const swapped = [
    [parts[0][0], parts[0][1]],
    [parts[1][0], parts[2][1]],
    [parts[2][0], parts[1][1]],
  ];
  await assertIgnored(backend, header(swapped));
  await assertIgnored(backend, header(parts.slice(0, 2)));
  await assertIgnored(backend, header(parts.slice(1)));
  await assertIgnored(backend, header([parts[0]]));
  const renamed = [[parts[0][0], parts[0][1].replace("3.", "2.")], parts[1]];
  await assertIgnored(backend, header(renamed));

  // One left over from another session does no harm, and goes.
  const stale = [...parts, [`${NAME}.5`, "x"]];
  assert.equal((await seen(backend, header(stale))).status, "authenticated");

  size = 10;
  const shorter = await login();
  const set = shorter.headers.getSetCookie();
  assert.equal(set.filter((line) => line.includes("Max-Age=0")).length, 3);
  assert.deepEqual(
    visitor.cookies().map(({ key }) => key),
    [NAME],
  );
  assert.equal((await visitor.session()).status, "authenticated");
  size = 5000;
  await login();
  assert.equal(visitor.cookies().length, 3);
  await visitor.post("/logout");
  assert.equal(visitor.cookie(), "");
});

it("a session too large for eight cookies asks for a store", async () => {
  world.site.setOptions({
    answer: ({ route, method }) =>
      method === "POST" && route === "/jwt-auth/v1/token"
        ? { body: { token: world.site.token(2, { filler: "x".repeat(30_000) }) } }
        : undefined,
  });
  const visitor = browser(world.backend());
  const answer = await visitor.login({ username: "editor", password: "x" });
  assert.equal(answer.status, 500);
  const { code, hint } = await answer.json();
  assert.equal(code, "internal_error");
  assert.match(hint, /`store`/);
  assert.deepEqual(answer.headers.getSetCookie(), []);
  const kept = browser(world.backend({ store: memoryStore() }));
  assert.equal((await kept.login({ username: "editor", password: "x" })).status, 200);
  assert.ok(kept.cookie().length < 300);
});

it("with a store, a logout ends every copy of the cookie at once, in all processes", async () => {
  const store = memoryStore();
  const [one, two] = [world.backend({ store }), world.backend({ store })];
  const visitor = await loggedIn(one);
  const cookie = visitor.cookie();
  assert.equal((await seen(two, cookie)).status, "authenticated");
  await visitor.post("/logout");
  await assertIgnored(two, cookie);
  await assertIgnored(one, cookie);
});

// Next.js bundles the app's backend, and with it the call of memoryStore(), three times.
it("a session in a memoryStore() is there for all copies of the backend", async () => {
  const [route, proxy] = [1, 2].map(() => world.copy({ store: memoryStore() }));
  const visitor = await loggedIn(route);
  const request = visitor.request("/");
  assert.deepEqual(await proxy.renew(request), { cookies: [], request });
  assert.equal((await proxy.client(request)).session.status, "authenticated");
  const other = world.copy({
    store: memoryStore(),
    secret: "another secret of 32 characters..",
  });
  assert.equal((await other.client(request)).session.status, "anonymous");
});

it("a store that keeps a renewed session only after the logout does not bring it back", async () => {
  const kept = memoryStore();
  let arrived;
  let go;
  const set = kept.set;
  const store = { get: kept.get, delete: kept.delete, set: (...given) => set(...given) };
  const [one, two] = [world.backend({ store }), world.backend({ store })];
  const visitor = await loggedIn(one);
  const cookie = visitor.cookie();
  const setting = new Promise((done) => {
    arrived = done;
  });
  store.set = async (...given) => {
    arrived();
    await new Promise((done) => {
      go = done;
    });
    store.set = set;
    return set(...given);
  };
  const refreshed = visitor.post("/refresh", undefined, { headers: { cookie } });
  await setting;
  await visitor.post("/logout", undefined, { headers: { cookie } });
  go();
  await refreshed;
  await assertIgnored(two, cookie);
  await assertIgnored(one, cookie);
});

function deferred() {
  const it = {};
  it.promise = new Promise((resolve) => {
    it.resolve = resolve;
  });
  return it;
}

for (const late of ["the mark", "the session"]) {
  it(`a logout in one process is not undone by ${late} that another one stores late`, async () => {
    const kept = memoryStore();
    const slow = { ...kept };
    const arrived = deferred();
    const gate = deferred();
    const [one, two] = [world.backend({ store: slow }), world.backend({ store: kept })];
    const visitor = await loggedIn(one);
    const cookie = visitor.cookie();
    slow.set = async (key, ...rest) => {
      if (key.endsWith(":writing") === (late === "the mark")) {
        arrived.resolve();
        await gate.promise;
      }
      return kept.set(key, ...rest);
    };
    const refreshed = visitor.post("/refresh", undefined, { headers: { cookie } });
    await arrived.promise;
    const elsewhere = browser(two);
    const out = await elsewhere.post("/logout", undefined, { headers: { cookie } });
    assert.equal(out.status, 200);
    gate.resolve();
    const answer = await refreshed;
    assert.deepEqual(await answer.json(), { status: "anonymous", reason: "logged_out" });
    for (const backend of [one, two, world.backend({ store: kept })]) {
      await assertIgnored(backend, cookie);
    }
  });
}

it("a session that a killed process stored after the logout is not taken", async () => {
  const kept = memoryStore();
  const slow = { ...kept };
  const [one, two] = [world.backend({ store: slow }), world.backend({ store: kept })];
  const visitor = await loggedIn(one);
  const cookie = visitor.cookie();
  let lateWrite;
  const arrived = deferred();
  slow.set = (key, ...rest) => {
    if (key.endsWith(":writing")) return kept.set(key, ...rest);
    lateWrite = () => kept.set(key, ...rest);
    arrived.resolve();
    // The process never hears of it.
    return new Promise(() => {});
  };
  visitor.post("/refresh", undefined, { headers: { cookie } });
  await arrived.promise;
  await browser(two).post("/logout", undefined, { headers: { cookie } });
  await lateWrite();
  await assertIgnored(two, cookie);
  await assertIgnored(world.backend({ store: kept }), cookie);
});

it("a logout that the store does not get says so, and removes the cookie", async () => {
  for (const broken of [["delete"], ["get", "set", "delete"]]) {
    const kept = memoryStore();
    const store = { ...kept };
    const visitor = await loggedIn(world.backend({ store }));
    const cookie = visitor.cookie();
    for (const name of broken) {
      store[name] = async () => {
        throw new Error("redis://user:hunter2@db:6379 is away");
      };
    }
    const answer = await visitor.post("/logout");
    assert.equal(answer.status, 503, String(broken));
    const text = await answer.text();
    assert.equal(JSON.parse(text).code, "storage_unavailable");
    assert.match(JSON.parse(text).hint, /copy of the cookie/);
    assert.doesNotMatch(text, /hunter2/);
    assert.equal(visitor.cookie(), "");
    // It is as the error says.
    assert.equal((await seen(world.backend({ store: kept }), cookie)).status, "authenticated");
  }
});

it("a repeated logout that can't tell when the session began leaves it", async () => {
  const store = memoryStore();
  const { get } = store;
  const visitor = await loggedIn(world.backend({ store }));
  const cookie = visitor.cookie();
  store.get = () => Promise.reject(new Error("away"));
  const now = Date.now();
  const answer = await visitor.post("/logout", { kept: `false ${now - 500} *`, now });
  assert.deepEqual([answer.status, (await answer.json()).code], [503, "storage_unavailable"]);
  assert.equal(visitor.cookie(), cookie);
  store.get = get;
  assert.equal((await visitor.session()).status, "authenticated");
});

it("without a store, a logout ends every copy of the cookie in its own process", async () => {
  const backend = world.backend();
  const visitor = await loggedIn(backend);
  const cookie = visitor.cookie();
  await visitor.post("/logout");
  await assertIgnored(backend, cookie);
});

it("a login makes a new session: the cookie that was there before is of no use", async () => {
  const store = memoryStore();
  const backend = world.backend({ store });
  const visitor = await loggedIn(backend, "subscriber");
  const before = visitor.cookie();
  await visitor.login(credentials("editor"));
  assert.notEqual(visitor.cookie(), before);
  assert.equal((await visitor.session()).user.username, "editor");
  await assertIgnored(backend, before);
});

it("what a store holds is sealed, and its keys make no cookie", async () => {
  const entries = new Map();
  const store = {
    get: async (key) => entries.get(key) ?? null,
    set: async (key, text, ttl) => {
      assert.equal(ttl, 2_592_000);
      entries.set(key, text);
    },
    delete: async (key) => void entries.delete(key),
  };
  const backend = world.backend({ store });
  const visitor = await loggedIn(backend);
  assert.equal(entries.size, 1);
  const [[key, text]] = entries;
  assert.match(text, /^[\w-]+$/);
  assert.ok(!Buffer.from(text, "base64url").toString("latin1").includes("editor"));
  for (const forged of [key, text, `${key}.${text}`])
    await assertIgnored(backend, `${NAME}=${forged}`);
  // A writer of the store cannot give one visitor another's session.
  const other = await loggedIn(backend, "subscriber");
  const [first, second] = entries.keys();
  entries.set(second, entries.get(first));
  assert.equal((await other.session()).status, "anonymous");
  assert.equal((await visitor.session()).user.username, "editor");
});
