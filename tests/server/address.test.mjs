// The visitor's address, for plugins that limit logins by address: only as the app tells it, and only
// to the app's own WordPress.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createBackend, nodeHandler } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { capture, serve } from "../support/servers.mjs";
import { PLUGIN } from "../support/stage.mjs";
import { BASE, browser, ORIGIN } from "./lib/browser.mjs";
import { setWorld } from "./lib/world.mjs";

const world = setWorld();

/** The addresses that WordPress gets while `work` runs. The plugin is detected once for all visitors. */
async function heard(more, work) {
  const addresses = [];
  const fetch = (url, init) => {
    addresses.push(new Headers(init.headers).get("x-forwarded-for"));
    return globalThis.fetch(url, init);
  };
  await work(world.backend({ plugin: PLUGIN, fetch, ...more }));
  return [...new Set(addresses)];
}

const visit = async (backend) => {
  const visitor = browser(backend, { headers: { "x-forwarded-for": "6.6.6.6" } });
  assert.equal((await visitor.login(credentials("editor"))).status, 200);
  assert.equal((await visitor.send("/rest/wp/v2/users/me")).status, 200);
  return visitor;
};

it("is not told unless the app says where it knows it from", async () => {
  assert.deepEqual(await heard({}, visit), [null]);
});

// Holds B5 of SECURITY.md.
it("goes with logins and calls, and a visitor cannot choose it", async () => {
  const clientAddress = (request) => request.headers.get("x-platform");
  const work = async (backend) => {
    const headers = { "x-platform": "192.0.2.7", "x-forwarded-for": "6.6.6.6" };
    const visitor = browser(backend, { headers });
    await visitor.login({ ...credentials("editor"), password: "wrong" });
    await visitor.login(credentials("editor"));
    await visitor.send("/rest/wp/v2/users/me");
    await visitor.post("/refresh");
    await backend.renew(visitor.request("/", headers));
    const wp = await backend.client(visitor.request("/", headers));
    await wp.json("/wp/v2/users/me");
  };
  assert.deepEqual(await heard({ clientAddress }, work), ["192.0.2.7"]);
});

for (const [given, sent] of [
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:DB8::1", "2001:db8::1"],
  ["192.0.2.7, 10.0.0.1", null],
  ["192.0.2.7:4711", null],
  ["192.0.2.300", null],
  ["0300.0.2.7", null],
  ["1.2.3", null],
  ["fe80::1%eth0", null],
  ["unknown", null],
  ["192.0.2.7\r\nX-Evil: 1", null],
  ["", null],
  [undefined, null],
  [null, null],
  [7, null],
  [{ toString: () => "192.0.2.7" }, null],
]) {
  it(`${JSON.stringify(given)} is told as ${sent}`, async () => {
    assert.deepEqual(await heard({ clientAddress: async () => given }, visit), [sent]);
  });
}

it("goes to no other host, and with nothing that follows redirects", async () => {
  const elsewhere = await capture();
  try {
    const backend = world.backend({ clientAddress: () => "192.0.2.7" });
    const wp = await backend.client(new Request(ORIGIN));
    await wp.fetch(elsewhere.url, { redirect: "manual" });
    const headers = { location: elsewhere.url };
    world.site.setOptions({
      answer: ({ route }) => (route === "/x" ? { status: 302, headers } : undefined),
    });
    await wp.fetch("/x", { redirect: "follow" });
    assert.equal(elsewhere.seen.length, 2);
    for (const { headers } of elsewhere.seen) assert.equal(headers["x-forwarded-for"], undefined);
  } finally {
    await elsewhere.stop();
  }
});

it("a cookie store comes without a request, and with what the app passes beside it", async () => {
  const asked = [];
  const clientAddress = (request, context) => {
    asked.push([request, context]);
    return context.address;
  };
  const context = { address: "192.0.2.9" };
  const login = async (backend) => {
    const cookies = new Map();
    const store = {
      get: (name) => cookies.get(name),
      set: (name, value) => cookies.set(name, value),
    };
    await (await backend.client(store, context)).login(credentials("editor"));
  };
  assert.deepEqual(await heard({ clientAddress }, login), ["192.0.2.9"]);
  assert.deepEqual(asked, [[undefined, context]]);
});

it("nodeHandler passes Node's request on, which knows the connection", async () => {
  const addresses = await heard(
    { clientAddress: (_, req) => req.socket.remoteAddress },
    async (backend) => {
      const server = await serve(nodeHandler(backend));
      await fetch(`${server.url}${BASE}/login`, {
        method: "POST",
        body: JSON.stringify(credentials("editor")),
        headers: {
          "Content-Type": "application/json",
          "Sec-Fetch-Site": "same-origin",
          "X-Forwarded-For": "6.6.6.6",
        },
      });
      await server.stop();
    },
  );
  assert.deepEqual(addresses, ["127.0.0.1"]);
});

it("an app's function that throws tells nothing of why", async () => {
  const clientAddress = () => {
    throw new Error("secret-db-address");
  };
  const answer = await browser(world.backend({ clientAddress })).send("/session");
  assert.equal(answer.status, 500);
  assert.doesNotMatch(await answer.text(), /secret-db/);
  assert.throws(
    () => createBackend({ site: world.site.url, secret: "x".repeat(32), clientAddress: "1.2.3.4" }),
    { code: "invalid_option" },
  );
});
