// How often a call crosses from JavaScript into wasm: each time costs about half a microsecond for
// every text that goes along, on every call of every app.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { operationNames } from "../../scripts/build/operations.mjs";
import { sign } from "../support/mock-wordpress.mjs";

/** The operations that were called since the last reset. */
const crossings = await countCrossings();
const { createClient } = await import("presskey");

/** Before the engine is loaded: every instance counts the calls of its operations. */
async function countCrossings() {
  const names = new URL("../../pkg/dist/presskey.names.json", import.meta.url);
  const { exports } = JSON.parse(await readFile(names, "utf8"));
  const [operation] = Object.entries(exports).find(([, name]) => name === "engine_call");
  const operations = await operationNames();
  const called = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class {
    constructor(module, imports) {
      const instance = new Instance(module, imports);
      const call = instance.exports[operation];
      this.exports = instance.exports;
      // The module that only logins need has none.
      if (!call) return;
      const counting = (...given) => {
        called.push(operations[given[1]]);
        return call(...given);
      };
      // The engine checks how many parameters there are.
      Object.defineProperty(counting, "length", { value: call.length });
      this.exports = { ...instance.exports, [operation]: counting };
    }
  };
  return called;
}

/**
 * One event begins the call, one ends it. What the front sends only needs to know whether the token is in
 * force, and once in a second tells what time it is (docs/protocol-plan.md).
 */
const MOST = 2;
const SENT_BY_FRONT = /^token( woken)?$/;
const SENT_BY_ENGINE = "call callEnded";

const now = Math.floor(Date.now() / 1000);
const token = sign({ iat: now, exp: now + 3600, data: { user: { id: "7" } } });

const answer = (body) =>
  new Response(JSON.stringify(body), {
    headers: {
      "Content-Type": "application/json",
      Link: '<https://example.com/wp-json/>; rel="https://api.w.org/"',
    },
  });

async function loggedIn() {
  const sent = [];
  const wp = createClient({
    site: "https://example.com",
    plugin: "jwt-authentication-for-wp-rest-api",
    storage: "memory",
    async fetch(input, init) {
      const url = String(input.url ?? input);
      if (/\/token/.test(url)) return answer({ token, user_email: "e@example.com" });
      sent.push(new Headers(init.headers).get("Authorization"));
      return answer([{ id: 1 }]);
    },
  });
  await wp.login({ username: "editor", password: "secret" });
  return { wp, sent };
}

const PUT = { method: "PUT", json: { title: "x" } };

for (const [name, expected, target, init] of [
  ["a GET", SENT_BY_FRONT, "/wp/v2/posts"],
  [
    "a POST that needs the token",
    SENT_BY_FRONT,
    "/wp/v2/posts",
    { ...PUT, method: "POST", auth: "required" },
  ],
  ["a PUT", SENT_BY_FRONT, "/wp/v2/posts/1", PUT],
  ["a call to an address", SENT_BY_ENGINE, "https://example.com/wp-json/wp/v2/posts"],
  ["a route that is not plain", SENT_BY_ENGINE, "/wp/v2/a%20b"],
]) {
  it(`${name} with a valid token crosses ${MOST} times at most`, async () => {
    const { wp, sent } = await loggedIn();
    // Where secure pages may not send to a site without TLS.
    globalThis.location = { protocol: "https:" };
    try {
      crossings.length = 0;
      const response = await wp.fetch(target, init);
      assert.deepEqual(await response.json(), [{ id: 1 }]);
    } finally {
      delete globalThis.location;
    }
    assert.deepEqual(sent, [`Bearer ${token}`]);
    const told = crossings.join(" ");
    if (typeof expected === "string") assert.equal(told, expected);
    else assert.match(told, expected);
    assert.ok(crossings.length <= MOST, told);
    wp.close();
  });
}
