// JSON that is nested a hundred thousand levels deep, wherever a response may have it: each call ends with a
// value or with an error of presskey's, and the next call works. Holds P8 of SECURITY.md.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";
import { credentials } from "../support/app.mjs";
import { sign } from "../support/mock-wordpress.mjs";
import { usesRust } from "../support/rust-client.mjs";
import { PLUGIN, setStage } from "../support/stage.mjs";
import { createStage, outcome } from "../via/stage.mjs";

/* global wp */

/** A comment with a reply, which has a reply …: two levels each. */
const deep = (levels) => '{"id":1,"children":['.repeat(levels / 2) + "]}".repeat(levels / 2);
const DEEP = [8_000, 100_000];

const failed = (text) => `{"code":"acme","message":"No.","data":{"status":400,"params":${text}}}`;
const TOTALS = { "X-WP-Total": "1", "X-WP-TotalPages": "1" };

/**
 * Calls, what responds to them, and what they give if it is deep. With the Rust client, `wp.tree` reads each
 * response as a type that contains itself.
 */
const CALLS = {
  json: { run: () => (wp.tree ?? wp).json("/acme/v1/x") },
  "json in an envelope": {
    body: (text) => `{"status":200,"headers":{},"body":${text}}`,
    run: () => (wp.tree ?? wp).json("/acme/v1/x", { envelope: true }),
  },
  page: { body: (text) => `[${text}]`, run: () => (wp.tree ?? wp).page("/acme/v1/x") },
  "page with totals": {
    body: (text) => `[${text}]`,
    headers: TOTALS,
    run: () => (wp.tree ?? wp).page("/acme/v1/x"),
  },
  paginate: {
    body: (text) => `[${text}]`,
    // Each page with the one before.
    compares: true,
    async run() {
      for await (const _ of wp.paginate("/acme/v1/x", { perPage: 1 }));
    },
  },
  batch: {
    route: "/batch/v1",
    body: (text) => `{"responses":[{"status":200,"body":${text},"headers":[]}]}`,
    run: () => (wp.tree ?? wp).batch([{ path: "/acme/v1/x" }]),
  },
  upload: {
    route: "/wp/v2/media",
    run: () => (wp.tree ?? wp).upload(new Blob(["x"]), { filename: "x.txt" }),
  },
  "an error's data": {
    ...{ status: 400, body: failed },
    gives: { flat: "http_error", deep: "malformed_response" },
    run: () => wp.json("/acme/v1/x"),
  },
  "explain of an error": {
    ...{ status: 400, body: failed },
    gives: { flat: "http_error", deep: "malformed_response" },
    run: () =>
      wp
        .fetch("/acme/v1/x")
        .then(wp.explain)
        .then((error) => Promise.reject(error)),
  },
};

/** Of the session's own requests. */
const SESSION = {
  validate: {
    ...{ route: "/jwt-auth/v1/token/validate", gives: "malformed_response" },
    run: () => wp.validate(),
  },
  refresh: {
    ...{ route: "/jwt-auth/v1/token/refresh", gives: "refresh_failed" },
    run: () => wp.refresh(),
  },
  login: {
    ...{ route: "/jwt-auth/v1/token", gives: "malformed_response" },
    run: (user) => wp.login(user),
  },
  "login with a deep claim": {
    gives: "malformed_response",
    route: "/jwt-auth/v1/token",
    body: (text) => `{"token":"${tokenWith(text)}","refresh_token":"x"}`,
    run: (user) => wp.login(user),
  },
  "diagnose and supportBundle": {
    route: "/",
    // Redacting takes tens of microseconds for each character.
    levels: [8_000],
    run: async () => [await wp.diagnose(), await wp.supportBundle()],
  },
};

/** A token whose claims are deep. */
function tokenWith(text) {
  const [header, , signature] = sign({}).split(".");
  const claims = `{"exp":${Math.floor(Date.now() / 1000) + 3600},"data":${text}}`;
  return [header, Buffer.from(claims).toString("base64url"), signature].join(".");
}

const answer = (
  site,
  { route = "/acme/v1/x", status = 200, headers, body = (text) => text },
  text,
) =>
  site.setOptions({
    answer: (asked) =>
      asked.route === route && asked.method !== "OPTIONS"
        ? { status, headers, body: body(text) }
        : undefined,
  });

/** A function for a page, which gives "value" or the name and code of the error. */
const coded = (run) =>
  `(given) => (${String(run).replace(/^async run/, "async function")})(given).then(
    () => "value",
    ({ name, code, message }) => (name === "PresskeyError" ? code : name + ": " + message),
  )`;

/** What a call gives for so many levels, if only its response can tell. */
const usual = () => (usesRust ? "malformed_response" : "value");

/** Each overflow of the stack leaves less of it in WebAssembly, so that the third one crashes. */
async function checkAll(site, call, ask, gives = usual) {
  answer(site, call, deep(20));
  assert.equal(await ask(), call.gives?.flat ?? "value", "20 levels");
  for (const levels of DEEP)
    for (let time = 1; time <= 3; time++) {
      answer(site, call, deep(levels));
      const expected = call.gives?.deep ?? gives(levels);
      assert.equal(await ask(), expected, `${levels} levels, time ${time}`);
    }
  site.setOptions();
}

describe("in a page", () => {
  const stage = setStage({ mock: true, mode: "pro" });
  for (const [name, call] of Object.entries(CALLS)) {
    it(name, async () => {
      const app = await stage.visit();
      await app.login();
      await checkAll(stage.site, call, () => app.run(coded(call.run)));
      assert.equal((await app.fetch("/wp/v2/users/me")).status, 200);
    });
  }

  for (const [name, call] of Object.entries(SESSION)) {
    it(name, async () => {
      const app = await stage.visit();
      await app.login();
      for (const levels of call.levels ?? DEEP) {
        answer(stage.site, call, deep(levels));
        assert.equal(await app.run(coded(call.run), credentials("editor")), call.gives ?? "value");
      }
      stage.site.setOptions();
      await app.login();
      assert.equal((await app.fetch("/wp/v2/users/me")).status, 200);
    });
  }
});

describe("with a backend", () => {
  let stage;
  before(async () => {
    stage = await createStage({ mode: "pro" });
  });
  after(() => stage?.stop());
  for (const [name, call] of Object.entries(CALLS)) {
    it(name, async () => {
      stage.reset();
      const visitor = await stage.visitor();
      const tab = await visitor.open();
      await outcome(tab, (given) => wp.login(given), credentials("editor"));
      const ask = async () => (await outcome(tab, coded(call.run))).value;
      await checkAll(stage.site, call, ask);
      const { value } = await outcome(tab, () =>
        wp.fetch("/wp/v2/users/me").then((me) => me.status),
      );
      assert.equal(value, 200);
      await visitor.close();
    });
  }
});

// Browsers write deep JSON; JSON.stringify() of Node 20 overflows.
describe("in Node", { skip: usesRust }, () => {
  const site = {
    setOptions: ({ answer } = {}) => {
      site.answer = answer;
    },
  };
  const test = createTestSite({ plugin: PLUGIN });
  const [, { username, password }] = test.users;
  const fetch = async (url, init) => {
    const [, route] = /(?:wp-json|rest_route=)(\/[^?&]*)/.exec(decodeURIComponent(url)) ?? [];
    const { status, body, headers } = site.answer?.({ route, method: init?.method }) ?? {};
    if (!body) return test.fetch(url, init);
    return new Response(body, {
      status,
      headers: { "Content-Type": "application/json", ...headers },
    });
  };
  const run = (code) => new Function(`return (${coded(code)})`)();
  const isWritten = (levels) => {
    try {
      return Boolean(JSON.stringify(JSON.parse(deep(levels))));
    } catch {
      return false;
    }
  };

  before(() => {
    globalThis.wp = createClient({ site: test.site, plugin: PLUGIN, fetch, storage: "memory" });
  });
  beforeEach(async () => {
    site.setOptions();
    await wp.login({ username, password });
  });
  after(() => {
    wp.close();
    delete globalThis.wp;
  });
  for (const [name, call] of Object.entries(CALLS)) {
    const gives = (levels) =>
      call.compares && !isWritten(levels) ? "malformed_response" : "value";
    it(name, () => checkAll(site, call, () => run(call.run)(), gives));
  }
  for (const [name, call] of Object.entries(SESSION).filter(([name]) => name !== "refresh"))
    it(name, async () => {
      for (const levels of call.levels ?? DEEP) {
        answer(site, call, deep(levels));
        assert.equal(await run(call.run)({ username, password }), call.gives ?? "value");
      }
    });
});
