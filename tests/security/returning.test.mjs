// Echoes of a token that the front has sent before the engine was loaded, when the stored session is another
// one by now, or gone.
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { getHeapSnapshot } from "node:v8";
import { createClient } from "presskey";

/** What a page needs of a browser. The engine waits until the page is loaded, or something needs it. */
class Storage {
  kept = new Map();
  getItem = (key) => this.kept.get(key) ?? null;
  setItem = (key, value) => void this.kept.set(key, String(value));
  removeItem = (key) => void this.kept.delete(key);
}
const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.removeEventListener = page.removeEventListener.bind(page);
globalThis.location = new URL("https://app.example");
globalThis.document = Object.assign(new EventTarget(), { readyState: "loading" });
beforeEach(() => {
  globalThis.localStorage = new Storage();
  globalThis.sessionStorage = new Storage();
});

const SITE = "https://example.com";
const KEY = `presskey:${SITE}`;
const SPEC = {
  ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh" },
  login: { path: "login", body: { name: "$username", password: "$password" } },
  refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" },
  user: { id: "id", username: "name" },
};
/** What tokens begin with: in no variable and no literal. */
const parts = () => ["t0ken", "/+", String(process.pid), "!opaque"];

/** A site that responds to calls with what `make` says, when it is allowed to. `mark` is in its tokens. */
function stage(make, mark = "") {
  let users = 0;
  const site = { mayAnswer: Promise.resolve() };
  const fetch = async (input, init = {}) => {
    const url = String(input.url ?? input);
    if (/my\/v1\/login/.test(url)) {
      users++;
      const [token, refresh] = ["a", "r"].map((kind) => [...parts(), mark, kind, users].join(""));
      return Response.json({ token, refresh, id: users, name: `user${users}` });
    }
    if (!/posts/.test(url)) return Response.json({ home: SITE, namespaces: ["wp/v2", "my/v1"] });
    const sent = new Headers(init.headers).get("Authorization");
    await site.mayAnswer;
    return make(sent);
  };
  const create = () => createClient({ site: SITE, fetch, plugin: SPEC, storage: "local" });
  /** A login in another tab. */
  const login = async () => {
    const other = create();
    await other.login({ username: "somebody", password: "some-s3cret" });
    // The first call finds the REST API, which the front has to know.
    await other.json("/wp/v2/posts").catch(() => {});
    other.close();
  };
  return Object.assign(site, { create, login });
}

const RESPONSES = {
  "a refusal": (sent) =>
    Response.json({ code: "no", message: `Not with ${sent}.` }, { status: 400 }),
  "a page of a cache": (sent) => {
    const headers = { "content-type": "text/html", "x-cache": `HIT ${sent}` };
    return new Response("<html><body>No.</body></html>", { status: 500, headers });
  },
};

const ENDS = {
  "was replaced by another user's": ({ login }) => login(),
  "was removed": () => localStorage.removeItem(KEY),
  "was ended by a logout": async ({ create }) => {
    const other = create();
    await other.ready();
    await other.logout();
    other.close();
  },
};

function assertClean(error) {
  assert.ok(error instanceof Error);
  // The response itself is the app's.
  const shown = inspect(Object.assign(error, { response: undefined }), { depth: 9 });
  assert.ok(!shown.includes(parts().join("")), shown);
}

for (const [what, make] of Object.entries(RESPONSES)) {
  for (const [end, happen] of Object.entries(ENDS)) {
    // Holds P3 of SECURITY.md.
    it(`${what} is explained when the session ${end}`, async () => {
      const site = stage(make);
      await site.login();
      const wp = site.create();
      assert.equal(wp.session.status, "authenticated");
      const response = await wp.fetch("/wp/v2/posts");
      await happen(site);
      await setTimeout(30);
      const error = await wp.explain(response);
      assert.equal(error.status, response.status);
      assertClean(error);
      wp.close();
    });

    // Holds P3 of SECURITY.md.
    it(`json() gets ${what} when the session ${end}`, async () => {
      const site = stage(make);
      await site.login();
      const wp = site.create();
      let answer;
      site.mayAnswer = new Promise((resolve) => (answer = resolve));
      const call = wp.json("/wp/v2/posts").catch((error) => error);
      await setTimeout(10);
      // Calls of other tabs are answered.
      site.mayAnswer = Promise.resolve();
      await happen(site);
      await setTimeout(30);
      answer();
      assertClean(await call);
      wp.close();
    });
  }
}

/** The strings that something still refers to, of those that hold a text. */
async function referredTo(text) {
  let snapshot = "";
  for await (const piece of getHeapSnapshot().setEncoding("utf8")) snapshot += piece;
  return JSON.parse(snapshot).strings.filter((each) => each !== text && each.includes(text));
}

// Holds P4 of SECURITY.md.
it("refers to no token after a logout, also if the app keeps the responses", async () => {
  const site = stage(() => Response.json([{ id: 1 }]), "kept");
  // A client that has left leaves nothing, but for what this page finds.
  const before = site.create();
  await before.login({ username: "somebody", password: "some-s3cret" });
  await before.json("/wp/v2/posts");
  const entries = [...localStorage.kept];
  await before.logout();
  before.close();
  localStorage.kept = new Map(entries.splice(0));
  const wp = site.create();
  assert.equal(wp.session.status, "authenticated");
  const kept = [await wp.fetch("/wp/v2/posts")];
  await wp.preload();
  kept.push(await wp.fetch("/wp/v2/posts"), await wp.fetch("/wp/v2/users/me"));
  const begin = () => [...parts(), "kept"].join("");
  assert.notEqual((await referredTo(begin())).length, 0, "while the session lasts");
  await wp.logout();
  await setTimeout(10);
  assert.deepEqual(await referredTo(begin()), []);
  assert.equal(kept.length, 3);
  wp.close();
});
