// How often a call crosses from JavaScript into wasm: each time costs about half a microsecond for
// every text that goes along, on every call of every app.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { sign } from "../support/mock-wordpress.mjs";

/** How often each operation was called since the last reset. */
const crossings = await countCrossings();
const { createClient } = await import("presskey");

/** Before the engine is loaded: every instance counts the calls of its operations. */
async function countCrossings() {
  const names = new URL("../../pkg/dist/presskey.names.json", import.meta.url);
  const { exports } = JSON.parse(await readFile(names, "utf8"));
  const [operation] = Object.entries(exports).find(([, name]) => name === "engine_call");
  const counted = { calls: 0 };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class {
    constructor(module, imports) {
      const instance = new Instance(module, imports);
      const call = instance.exports[operation];
      this.exports = instance.exports;
      // The module that only logins need has none.
      if (!call) return;
      const counting = (...given) => {
        counted.calls++;
        return call(...given);
      };
      // The engine checks how many parameters there are.
      Object.defineProperty(counting, "length", { value: call.length });
      this.exports = { ...instance.exports, [operation]: counting };
    }
  };
  return counted;
}

/** One event begins the call, one ends it (docs/protocol-plan.md). */
const MOST = 2;

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

for (const [name, init] of [
  ["a GET", {}],
  ["a POST that needs the token", { method: "POST", json: { title: "x" }, auth: "required" }],
]) {
  it(`${name} with a valid token crosses ${MOST} times at most`, async () => {
    const { wp, sent } = await loggedIn();
    crossings.calls = 0;
    const response = await wp.fetch("/wp/v2/posts", init);
    assert.deepEqual(await response.json(), [{ id: 1 }]);
    assert.deepEqual(sent, [`Bearer ${token}`]);
    assert.ok(crossings.calls > 0, "they are counted");
    assert.ok(crossings.calls <= MOST, `it crossed ${crossings.calls} times`);
    wp.close();
  });
}
