// A call with a valid token, three ways. Runs in a page; what is not timed runs in Node as well.
import ky from "ky";
import { createClient, decode } from "presskey";
import { compare } from "./lib/rounds.mjs";
import { token } from "./lib/tokens.mjs";

const route = "/wp/v2/posts";
const seconds = Math.floor(Date.now() / 1000);
const jwt = token({ iss: "x", iat: seconds, exp: seconds + 604800, data: { user: { id: "1" } } });
const headers = { Authorization: `Bearer ${jwt}`, Accept: "application/json" };

/** Responds to a login with a token, and to anything else with an empty list. */
export const answer = (url) => (url.includes("/token") ? { token: jwt } : []);
const stub = async (input) => Response.json(answer(input.url ?? String(input)));

/** Median microseconds per call to `root` with a token; without `root`, to nothing: no network. */
export async function run(root) {
  const send = root ? (...args) => fetch(...args) : stub;
  const base = root ?? "https://www.example.com/wp-json";
  const calls = root ? 25 : 400;
  const wp = await loggedIn(base, send);
  const times = await compare({
    fetch: several(calls, () => send(base + route, { headers })),
    presskey: several(calls, () => wp.fetch(route)),
    ky: several(calls, () => ky(base + route, { headers, fetch: send })),
  });
  wp.close();
  return Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, (ms * 1000) / calls]));
}

const several = (calls, call) => async () => {
  for (let i = 0; i < calls; i++) await (await call()).text();
};

async function loggedIn(site, fetch) {
  const plugin = "jwt-authentication-for-wp-rest-api";
  const wp = createClient({ site, plugin, storage: "memory", refresh: "manual", fetch });
  await wp.login({ username: "editor", password: "any" });
  // The first call may have to look something up.
  await wp.fetch(route);
  return wp;
}

/**
 * What is called while `calls` calls are sent with a valid token, and, to show that the counting
 * works, during one `decode`. Exports of the wasm are counted by their short names.
 */
export async function count(calls) {
  const counts = {};
  const counting = (name, call) =>
    function (...args) {
      counts[name] = (counts[name] ?? 0) + 1;
      return call.apply(this, args);
    };
  const restore = [];
  const replace = (object, name, label) => {
    const original = object[name];
    object[name] = counting(label, original);
    restore.push(() => {
      object[name] = original;
    });
  };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class {
    constructor(...args) {
      const { exports } = new Instance(...args);
      const entries = Object.entries(exports).map(([name, value]) => [
        name,
        typeof value === "function" ? counting(`wasm.${name}`, value) : value,
      ]);
      this.exports = Object.fromEntries(entries);
    }
  };
  restore.push(() => {
    WebAssembly.Instance = Instance;
  });
  replace(JSON, "parse", "JSON.parse");
  replace(globalThis, "atob", "atob");

  const during = async (act) => {
    for (const name of Object.keys(counts)) delete counts[name];
    await act();
    return { ...counts };
  };
  try {
    const wp = await loggedIn("https://www.example.com/wp-json", stub);
    const result = {
      decode: await during(() => decode(jwt)),
      fetch: await during(async () => {
        for (let i = 0; i < calls; i++) await wp.fetch(route);
      }),
    };
    wp.close();
    return result;
  } finally {
    for (const undo of restore) undo();
  }
}
