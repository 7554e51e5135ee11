// What stays in memory.
import assert from "node:assert/strict";
import { it } from "node:test";
import { getHeapSnapshot } from "node:v8";

const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    const memory = Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory);
    if (memory) memories.push(memory);
  }
};

// Only now, so that its instances are seen.
const { createClient } = await import("presskey");
const { createBackend, memoryStore } = await import("presskey/server");
const { createTestSite } = await import("presskey/testing");

/** Whether the bytes of a text are anywhere in the memory. */
const holds = (text) =>
  memories.some(({ buffer }) => Buffer.from(buffer).includes(Buffer.from(text)));

// Holds P4 of SECURITY.md.
it("has neither tokens nor the password after a logout", async () => {
  const test = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api", edition: "pro" });
  const stored = [];
  const storage = { get: () => null, set: (_, text) => stored.push(text), remove: () => {} };
  const wp = createClient({ site: test.site, fetch: test.fetch, storage });
  const { username, password } = test.users[1];
  await wp.login({ username, password });
  await wp.refresh();
  const token = await wp.token();
  assert.ok(holds(token), "what is searched for is found while it is in force");
  assert.ok(!holds(password), "the password");

  await wp.logout();
  const records = stored.flatMap((text) =>
    text.includes("refreshToken") ? [JSON.parse(text)] : [],
  );
  assert.ok(records.length >= 2);
  for (const record of records) {
    assert.ok(!holds(record.token), "an access token");
    assert.ok(!holds(record.refreshToken), "a refresh token");
  }
  assert.ok(!holds(token.split(".")[2]), "a piece of the token");
});

/** The strings that something still refers to, of those that hold a text. */
async function referredTo(text) {
  let snapshot = "";
  for await (const piece of getHeapSnapshot().setEncoding("utf8")) snapshot += piece;
  return JSON.parse(snapshot).strings.filter((each) => each !== text && each.includes(text));
}

// Holds P4 of SECURITY.md.
it("refers to no credentials after a logout", async () => {
  const fetch = async (url) =>
    Response.json(
      /users\/me/.test(url)
        ? { id: 7, username: "editor" }
        : { namespaces: ["wp/v2"], home: "https://example.com" },
    );
  const wp = createClient({ site: "https://example.com", fetch, plugin: "basic-auth" });
  // No variable and no literal is the password, or what is sent of it.
  const parts = () => ["c0rrect", "h0rse", String(process.pid)];
  await wp.login({ username: "editor", password: parts().join("-") });
  const encoded = btoa(`editor:${parts()[0]}-${parts()[1]}-`);
  assert.notEqual((await referredTo(encoded)).length, 0, "while the session lasts");
  await wp.logout();
  assert.deepEqual(await referredTo(encoded), []);
});

/** A server whose tokens are in no variable and no literal: they begin with `parts()`. */
const parts = () => ["0paque", "t0ken", String(process.pid)];
const plugin = {
  id: "own",
  opaque: true,
  login: { path: "/own/v1/login" },
  refresh: { path: "/own/v1/refresh", with: "refreshToken", body: { token: "$refreshToken" } },
  token: "token",
  refreshToken: "refresh",
  user: { id: "id" },
};

// Holds P4 of SECURITY.md.
for (const [what, failing] of [
  ["a page", (page) => page(500)],
  [
    "a redirect",
    (page, url) =>
      /posts/.test(url) ? Response.redirect("https://example.com/elsewhere/", 302) : page(200),
  ],
]) {
  it(`refers to nothing that explained an error after a logout: ${what} with the token`, async () => {
    const begin = () => ["d0ctor", ...parts()].join(".");
    const html = { "content-type": "text/html" };
    const page = (status) =>
      new Response(`<html><title>Debug</title><body>Bearer ${begin()}.a`, { status, headers: html });
    let isBroken = false;
    const fetch = async (given) => {
      const url = decodeURIComponent(given?.url ?? given);
      if (/own\/v1/.test(url)) return Response.json({ token: `${begin()}.a`, id: 7 });
      if (isBroken) return failing(page, url);
      return Response.json({ namespaces: ["wp/v2", "own/v1"], home: "https://example.com" });
    };
    const wp = createClient({ site: "https://example.com", fetch, plugin, storage: "memory" });
    await wp.login({ username: "anna", password: "xyz-xyz-1" });
    isBroken = true;
    const code = await wp.json("/wp/v2/posts").catch((error) => error.code);
    assert.equal(typeof code, "string");
    await wp.logout();
    assert.deepEqual(await referredTo(begin()), []);
    assert.equal(wp.session.status, "anonymous");
  });
}

// Holds P4 of SECURITY.md.
for (const [where, options] of [
  ["in the cookie", () => ({})],
  ["in a store", () => ({ store: memoryStore() })],
]) {
  it(`a backend refers to no token after a logout, with the session ${where}`, async () => {
    const origin = "https://app.example.com";
    const fetch = async (url) =>
      Response.json(
        /own\/v1/.test(decodeURIComponent(url))
          ? { token: `${parts().join(".")}.a`, refresh: `${parts().join(".")}.r`, id: 7 }
          : { namespaces: ["wp/v2", "own/v1"] },
      );
    const backend = createBackend({
      ...{ site: "https://example.com", plugin, fetch, secret: "x".repeat(40) },
      ...options(),
    });
    /** @returns the cookie that is set */
    const call = async (method, path, cookie, body) => {
      const headers = { origin, "content-type": "application/json", ...(cookie && { cookie }) };
      const response = await backend.handle(
        new Request(`${origin}/api/presskey${path}`, { method, headers, body }),
      );
      await response.text();
      return response.headers.getSetCookie()[0]?.split(";")[0];
    };
    const first = await call("POST", "/login", undefined, '{"username":"anna","password":"xyz"}');
    const second = (await call("POST", "/refresh", first, "{}")) ?? first;
    for (const cookie of [first, second]) await call("GET", "/rest/wp/v2/posts", cookie);
    const begin = () => parts().join(".");
    assert.notEqual((await referredTo(begin())).length, 0, "while the session lasts");
    await call("POST", "/logout", second, "{}");
    assert.deepEqual(await referredTo(begin()), []);
    // Requests that were sent before, and come late.
    for (const cookie of [first, second]) await call("GET", "/rest/wp/v2/posts", cookie);
    assert.deepEqual(await referredTo(begin()), []);
  });
}

// Holds P4 of SECURITY.md.
for (const [where, options] of [
  ["in the cookie", () => ({})],
  ["in a store", () => ({ store: memoryStore() })],
]) {
  it(`a client that server code still holds has no WordPress cookie after a logout, with the session ${where}`, async () => {
    const [site, origin] = ["https://example.com", "https://app.example.com"];
    const begin = () => ["c00kie", ...parts()].join(".");
    const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: site, iat: now, nbf: now, exp: now + 600, data: { user: { id: 7 } } };
    const token = `${encoded({ alg: "HS256" })}.${encoded(claims)}.c2ln`;
    const user = { id: 7, email: "a@example.com", nicename: "a", displayName: "A" };
    const fetch = async (url) => {
      const path = decodeURIComponent(url);
      if (!/v1\/token(?!\/)/.test(path))
        return Response.json({ namespaces: ["wp/v2", "jwt-auth/v1"], home: site, success: true });
      const headers = { "Set-Cookie": `refresh_token=7.${begin()}; path=/; HttpOnly` };
      const code = "jwt_auth_valid_credential";
      return Response.json(
        { success: true, statusCode: 200, code, data: { token, ...user } },
        { headers },
      );
    };
    const backend = createBackend({
      ...{ site, plugin: "jwt-auth", fetch, secret: "x".repeat(40), ...options() },
    });
    const login = await backend.handle(
      new Request(`${origin}/api/presskey/login`, {
        ...{ method: "POST", headers: { origin, "content-type": "application/json" } },
        body: '{"username":"anna","password":"xyz-xyz-1"}',
      }),
    );
    assert.equal(login.status, 200, await login.text());
    const cookie = login.headers.getSetCookie()[0].split(";")[0];
    const held = await backend.client(new Request(origin, { headers: { cookie } }));
    assert.equal(held.session.status, "authenticated");
    assert.ok(holds(begin()) && (await referredTo(begin())).length, "while the session lasts");
    await held.logout();
    assert.deepEqual(await referredTo(begin()), []);
    assert.ok(!holds(begin()), "WebAssembly");
    assert.equal(held.session.status, "anonymous");
  });
}
