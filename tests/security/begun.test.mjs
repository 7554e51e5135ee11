// What was begun for one user ends as that user's, or not at all.
// Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { clientFactory, partsWith } from "../../pkg/dist/front.js";

const SITE = "https://example.com/wp-json";
const PLUGIN = "jwt-authentication-for-wp-rest-api";
const IDS = { anna: "1", bert: "2" };
const json = (body, status = 200, headers = {}) => Response.json(body, { status, headers });
const coded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (name, lifetime) => {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iat: now, exp: now + lifetime, data: { user: { id: IDS[name] } } };
  return `${coded({ alg: "HS256" })}.${coded(payload)}.c2ln`;
};

/**
 * A site with anna and bert; `meanwhile` runs before the first response to a call. With the lifetimes of
 * the tokens of further logins, in seconds.
 */
function site(meanwhile, { lifetimes = [], create = createClient, ...options } = {}) {
  const log = [];
  const fetch = async (url, { method = "GET", headers, body } = {}) => {
    const route = String(url).replace(SITE, "").replace(/\?.*/, "");
    if (route === "/jwt-auth/v1/token") {
      const name = /bert/.test(body) ? "bert" : "anna";
      return json({ token: tokenOf(name, lifetimes.shift() ?? 9999), user_nicename: name });
    }
    if (!/batch|media|posts/.test(route)) return json({ namespaces: ["wp/v2", "jwt-auth/v1"] });
    const token = new Headers(headers).get("Authorization")?.slice("Bearer ".length);
    const claims = token && JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    const as = Object.keys(IDS).find((name) => IDS[name] === claims?.data.user.id);
    log.push(`${method} ${route} as ${as ?? "nobody"}`);
    if (log.length === 1) await meanwhile(wp);
    if (method === "OPTIONS") return json({});
    if (route === "/wp/v2/posts")
      return json([{ id: 1 }], 200, { "X-WP-Total": "2", "X-WP-TotalPages": "2" });
    if (route === "/wp/v2/media") {
      const crashed = { code: "internal_server_error", message: "", data: { status: 500 } };
      return json(crashed, 500, { "X-WP-Upload-Attachment-ID": "77" });
    }
    const responses = (body ? JSON.parse(body).requests : []).map(() => ({ status: 201 }));
    return json({ responses }, 207);
  };
  const wp = create({ site: SITE, plugin: PLUGIN, fetch, storage: "memory", ...options });
  return { wp, log };
}
const asUser = (username) => ({ username, password: `the password of ${username}` });
const codeOf = (promise) =>
  promise.then(
    () => "resolved",
    ({ code, name }) => code ?? name,
  );

const METHODS = {
  batch: (wp) => wp.batch(Array.from({ length: 30 }, () => ({ path: "/wp/v2/posts" }))),
  upload: (wp) => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "x.png" }),
  async paginate(wp) {
    for await (const _ of wp.paginate("/wp/v2/posts"));
  },
};
for (const [name, run] of Object.entries(METHODS)) {
  it(`${name}() does not go on as the user who logs in meanwhile`, async () => {
    const { wp, log } = site(() => wp.login(asUser("bert")));
    await wp.login(asUser("anna"));
    assert.equal(await codeOf(run(wp)), "user_mismatch");
    assert.equal(log.length, 1, log.join());
    assert.match(log[0], / as anna$/);
  });
}

/** Makes clients for which the part with these methods comes when `release` is called. */
function slowly() {
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  const parts = partsWith(() => import("../../pkg/dist/core.js"));
  const content = async () => {
    await gate;
    return parts.content();
  };
  const login = () => import("../../pkg/dist/login.js");
  return { create: clientFactory({ ...parts, login, content }), release };
}

const PAGES = { ...METHODS, page: (wp) => wp.page("/wp/v2/posts") };
for (const [name, run] of Object.entries(PAGES)) {
  it(`${name}() is for whom the page showed when it was called, whatever it has to load`, async () => {
    const { create, release } = slowly();
    const { wp, log } = site(() => {}, { create });
    await wp.login(asUser("anna"));
    const begun = codeOf(run(wp));
    await wp.login(asUser("bert"));
    release();
    assert.equal(await begun, "user_mismatch");
    assert.deepEqual(log, []);
    // The same user can go on after another login.
    await wp.login(asUser("anna"));
    await codeOf(run(wp));
    assert.match(log[0], / as anna$/);
  });
}

for (const [name, run] of Object.entries(PAGES)) {
  it(`with via, ${name}() is for whom the page showed when it was called`, async () => {
    const { create, release } = slowly();
    const log = [];
    let shown = "anna";
    const fetch = async (url, { headers, body } = {}) => {
      const route = url.split("/rest")[1];
      if (route) {
        log.push(new Headers(headers).get("Presskey-User"));
        const fields = { code: "user_mismatch", message: "It is bert's.", sent: "no" };
        return json(fields, 409, { "Presskey-Error": "1" });
      }
      if (body) shown = JSON.parse(body).username;
      return json({ status: "authenticated", user: { username: shown }, shown });
    };
    const wp = create({ via: "https://app.example/api", fetch });
    await wp.ready();
    const begun = codeOf(run(wp));
    await wp.login(asUser("bert"));
    release();
    assert.equal(await begun, "user_mismatch");
    assert.deepEqual(log, ["anna"]);
  });
}

it("batch() that was begun for nobody is sent for who logs in meanwhile", async () => {
  const { create, release } = slowly();
  const { wp, log } = site(() => {}, { create });
  await wp.ready();
  const begun = METHODS.batch(wp);
  await wp.login(asUser("anna"));
  release();
  assert.equal((await begun).length, 30);
  assert.match(log[0], / as anna$/);
});

it("batch() and upload() do not go on as nobody", async () => {
  for (const name of ["batch", "upload"]) {
    const { wp, log } = site(() => wp.logout());
    await wp.login(asUser("anna"));
    assert.notEqual(await codeOf(METHODS[name](wp)), "resolved", name);
    assert.equal(log.length, 1, log.join());
  }
});

it("goes on as the same user after another login of theirs", async () => {
  const { wp, log } = site(() => wp.login(asUser("anna")));
  await wp.login(asUser("anna"));
  assert.equal((await wp.batch(Array(30).fill({ path: "/wp/v2/posts" }))).length, 30);
  assert.equal(log.length, 3, log.join());
});

for (const [name, requests] of [
  ["batch", 3],
  ["paginate", 2],
]) {
  it(`${name}() asks for a login if the session has expired on the way`, async () => {
    const asked = [];
    const { wp, log } = site(() => new Promise((done) => setTimeout(done, 2200)), {
      lifetimes: [2],
      onLoginRequired(reason) {
        asked.push(reason);
        return asUser("anna");
      },
    });
    await wp.login(asUser("anna"));
    await METHODS[name](wp);
    assert.deepEqual(asked, ["expired"]);
    assert.deepEqual(new Set(log.map((line) => line.split(" as ")[1])), new Set(["anna"]));
    assert.equal(log.length, requests, log.join());
  });
}

/** A client whose store takes its time once `slow()` was called: until its caller says so. */
function slowStore() {
  const kept = new Map();
  let wait;
  let reached;
  const storage = {
    get: async (key) => kept.get(key) ?? null,
    async set(key, value) {
      reached?.();
      await wait;
      kept.set(key, value);
    },
    remove: async (key) => void kept.delete(key),
  };
  const slow = () => {
    let done;
    wait = new Promise((resolve) => {
      done = resolve;
    });
    const begun = new Promise((resolve) => {
      reached = resolve;
    });
    return { begun, done };
  };
  return { storage, slow };
}

it("a login that is aborted while its session is stored tells what became of it", async () => {
  const { storage, slow } = slowStore();
  const answers = async (url, { body } = {}) => {
    const name = /bert/.test(body) ? "bert" : "anna";
    return /token$/.test(url)
      ? json({ token: tokenOf(name, 9999), user_nicename: name })
      : json({ namespaces: ["wp/v2", "jwt-auth/v1"] });
  };
  const wp = createClient({ site: SITE, plugin: PLUGIN, fetch: answers, storage });
  await wp.login(asUser("anna"));
  const { begun, done } = slow();
  const canceled = new AbortController();
  const login = codeOf(wp.login(asUser("bert"), { signal: canceled.signal }));
  await begun;
  canceled.abort();
  setTimeout(done, 50);
  assert.equal(await login, "resolved");
  assert.equal(wp.session.user.username, "bert");
});

it("a login whose own listener aborts it has not failed", async () => {
  const { wp } = site(() => {});
  const canceled = new AbortController();
  wp.subscribe(({ status }) => status === "authenticated" && canceled.abort());
  assert.equal(await codeOf(wp.login(asUser("anna"), { signal: canceled.signal })), "resolved");
});

it("a logout leaves the session of another user whom another client has stored", async () => {
  const { storage } = slowStore();
  const answers = async (url, { body } = {}) => {
    const name = /bert/.test(body) ? "bert" : "anna";
    return /token$/.test(url)
      ? json({ token: tokenOf(name, 9999), user_nicename: name })
      : json({ namespaces: ["wp/v2", "jwt-auth/v1"] });
  };
  const create = () => createClient({ site: SITE, plugin: PLUGIN, fetch: answers, storage });
  const [one, two] = [create(), create()];
  await one.login(asUser("anna"));
  await two.login(asUser("bert"));
  assert.equal(one.session.user.id, 1);
  const left = one.logout();
  assert.equal(one.session.status, "anonymous");
  await left;
  assert.equal((await create().ready()).user?.id, 2);
  assert.equal(one.session.user?.id, 2, "it shows whose session it is");
  // A client that shows nobody has nobody to log out, also if somebody has left it before.
  const four = create();
  assert.equal((await four.ready()).user?.id, 2);
  await four.logout();
  const five = create();
  assert.equal((await five.ready()).status, "anonymous");
  await two.login(asUser("bert"));
  for (const client of [four, five]) {
    await client.logout();
    assert.equal((await create().ready()).user?.id, 2);
    assert.equal(client.session.user?.id, 2, "it shows whose session it is");
  }
  // A client that has not read it has shown nobody else.
  const three = create();
  await three.logout();
  assert.equal((await create().ready()).status, "anonymous");
});

it("with `via`, a logout before the client is loaded ends no session that has begun since", async () => {
  const bodies = [];
  const answers = async (url, { body } = {}) => {
    if (/logout/.test(url)) bodies.push(JSON.parse(body));
    return json({ status: "anonymous" });
  };
  const wp = createClient({ via: "https://app.example.com/api/presskey", fetch: answers });
  const before = Date.now();
  await wp.logout();
  const [{ kept, now }] = bodies;
  assert.match(kept, /^false \d{13} \*,$/);
  // The part may take its time, or come only with the next try.
  const at = Number(kept.split(" ")[1]);
  assert.ok(before <= at && at <= now && now <= Date.now());
  // From then on the client says whom it shows.
  await wp.logout();
  assert.match(bodies[1].kept, /^false \d{13} ,$/);
});

for (const plugin of ["application-passwords", "basic-auth"]) {
  it(`${plugin}: a logout leaves another user's session, also if the site hides its users`, async () => {
    const kept = new Map();
    const storage = {
      get: (key) => kept.get(key) ?? null,
      set: (key, value) => void kept.set(key, value),
      remove: (key) => void kept.delete(key),
    };
    const fetch = async (url, { headers } = {}) => {
      if (/users|introspect/.test(url)) return json({ code: "rest_no_route" }, 404);
      if (!/posts/.test(url)) return json({ namespaces: ["wp/v2"], authentication: {} });
      return new Headers(headers).get("Authorization")
        ? json([{ id: 1 }])
        : json({ code: "rest_forbidden_context" }, 401);
    };
    const make = () => createClient({ site: SITE, plugin, fetch, storage });
    const as = (name) => ({ username: `${name}@example.com`, password: "abcd efgh 1234" });
    const [anna, bert, next] = [make(), make(), make()];
    const { user } = await anna.login(as("anna"));
    assert.deepEqual([user.id, user.username, user.email], [null, null, null]);
    await bert.login(as("bert"));
    await anna.logout();
    assert.equal((await next.ready()).status, "authenticated");
    // The same user again, with another client.
    await next.login(as("bert"));
    await bert.logout();
    assert.equal((await make().ready()).status, "anonymous");
  });
}
