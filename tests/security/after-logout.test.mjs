// After `logout()` has resolved, no request is sent with that session: wherever the work was that went on.
// Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../support/stage.mjs";

/* global presskey, after */

const stage = setStage({ mock: true });
const PRO = "jwt-authentication-for-wp-rest-api";

/**
 * Runs in the page before anything else: in place of the network, WordPress below /c1, /c2 and so on, one for
 * each case. `after.run(given)` gives the requests that began after the logout and carry something of the session.
 */
function site() {
  const json = (body, status = 200, headers = {}) => Response.json(body, { status, headers });
  const coded = (value) =>
    btoa(JSON.stringify(value)).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const cases = [];

  /** A token of 600 seconds. */
  const tokenOf = (one) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iat, exp: iat + 600, iss: one.site, data: { user: { id: String(one.id) } } };
    const token = `${coded({ alg: "HS256" })}.${coded({ ...claims, n: ++one.issued })}.c2ln`;
    keep(one, token);
    return token;
  };
  /** What the next session has may be sent. */
  const keep = (one, secret) => one.ended || one.secrets.push(secret);
  const answers = {
    good: (one, route, method) => one.respond(route, method),
    page: () =>
      new Response("<html>No</html>", { status: 404, headers: { "content-type": "text/html" } }),
    refused: () => json({ code: "rest_forbidden", message: "No.", data: { status: 401 } }, 401),
    redirected: () => new Response(null, { status: 302, headers: { location: "/elsewhere" } }),
    dropped() {
      throw new TypeError("Failed to fetch");
    },
  };

  /** A place where the case's work may be held: a request, or a signature. */
  const point = async (one) => {
    const at = one.counts ? ++one.count : 0;
    if (at === one.holds) {
      one.reached();
      await one.released;
    }
    return at;
  };

  const own = window.fetch;
  window.fetch = async (input, init) => {
    const url = new URL(input.url ?? input, location.href);
    const [, number] = /^\/c(\d+)\//.exec(`${url.pathname}/`) ?? [];
    const one = cases[number];
    if (!one) return own(input, init);
    const request = new Request(input, init);
    const { ended } = one;
    const { method, credentials } = request;
    const sent = [url.href, ...request.headers, await request.clone().text()].join("\n");
    const route =
      url.searchParams.get("rest_route") ?? url.pathname.replace(/^\/c\d+(\/wp-json)?/, "");
    const carries = one.secrets.filter((secret) => decodeURIComponent(sent).includes(secret));
    if (credentials === "include" && !one.hasNext) carries.push("cookie");
    if (ended && carries.length) one.late.push(`${method} ${route || "/"} with ${carries}`);
    one.active++;
    try {
      const at = await point(one);
      request.signal.throwIfAborted();
      const [held, first = "good"] = one.answer.split(" after ");
      return answers[at === one.holds ? held : at === 1 ? first : "good"](one, route, method);
    } finally {
      one.active--;
      one.at = performance.now();
    }
  };

  const { sign } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.sign = async function (...given) {
    const [, number] = /%2Fc(\d+)%2F/.exec(new TextDecoder().decode(given[2])) ?? [];
    if (number) await point(cases[number]);
    return sign.apply(this, given);
  };

  /** What the site responds, by the plugin. */
  const KINDS = {
    bearer: (one) => (route) => {
      if (/token$|refresh$/.test(route)) {
        const refresh = `refresh-${++one.issued}`;
        keep(one, refresh);
        const token = tokenOf(one);
        return json({
          token,
          access_token: token,
          expires_in: 600,
          refresh_token: refresh,
          user_id: one.id,
        });
      }
    },
    cookie: (one) => (route) => {
      if (/v1\/token$/.test(route)) {
        const data = { token: tokenOf(one), id: one.id, email: `${one.id}@example.com` };
        return json({ success: true, statusCode: 200, code: "jwt_auth_valid_credential", data });
      }
    },
    nonce: (one) => (route) => {
      if (!/admin-ajax/.test(route)) return;
      const nonce = (0xabcdef0000 + ++one.issued).toString(16);
      keep(one, nonce);
      return new Response(nonce, { headers: { "content-type": "text/html" } });
    },
    plain: () => () => undefined,
  };
  const usual = ({ id }, route, method) => {
    if (/validate|revoke/.test(route))
      return json({ code: "jwt_auth_valid_token", statusCode: 200, data: { status: 200 } });
    if (/batch/.test(route))
      return json(
        { responses: Array.from({ length: method === "POST" ? 25 : 0 }, () => ({ status: 201 })) },
        207,
      );
    if (/users\/me/.test(route))
      return json({ id, name: `n${id}`, slug: `n${id}`, username: `n${id}` });
    if (/no\/v1/.test(route))
      return json({ code: "rest_forbidden", message: "No.", data: { status: 403 } }, 403);
    if (/wp\/v2/.test(route)) {
      const paged = { "X-WP-Total": "3", "X-WP-TotalPages": "3" };
      return method === "GET" ? json([{ id: 1 }], 200, paged) : json({ id: 1 }, 201);
    }
    return json({
      home: location.origin,
      namespaces: ["wp/v2", "jwt-auth/v1", "batch/v1"],
      routes: {},
    });
  };

  const image = () => new Blob(["x"], { type: "image/png" });
  const post = { method: "POST", json: { title: "x" } };
  const METHODS = {
    json: (wp) => wp.json("/wp/v2/posts"),
    write: (wp) => wp.json("/wp/v2/posts", post),
    fetch: (wp) => wp.fetch("/wp/v2/posts", { auth: "required" }),
    batch: (wp) => wp.batch(Array.from({ length: 30 }, () => ({ path: "/wp/v2/posts" }))),
    upload: (wp) => wp.upload(image(), { filename: "x.png" }),
    async paginate(wp) {
      for await (const each of wp.paginate("/wp/v2/posts")) void each;
    },
    refresh: (wp) => wp.refresh(),
    validate: (wp) => wp.validate(),
    getToken: (wp) => wp.getToken({ minValidity: 900 }),
    diagnose: (wp) => wp.diagnose(),
    supportBundle: (wp) => wp.supportBundle(),
    refused: (wp) => wp.json("/no/v1/posts", post),
  };

  /** Whether the method reached its `holds`-th point, and what was sent too late. */
  async function runOne({ kind, client, credentials, method, holds, answer, where, next }) {
    const number = cases.length;
    const address = `${location.origin}/c${number}`;
    const one = {
      site: address,
      holds,
      answer,
      secrets: [],
      issued: 0,
      id: 7,
      late: [],
      active: 0,
      at: 0,
      count: 0,
    };
    cases.push(one);
    const specific = KINDS[kind](one);
    one.respond = (route, method) => specific(route, method) ?? usual(one, route, method);
    let release;
    one.released = new Promise((done) => {
      release = done;
    });
    const held = new Promise((done) => {
      one.reached = () => done(true);
    });
    const wp = presskey.createClient({ ...client, site: address });
    const other = where !== "here" && presskey.createClient({ ...client, site: address });
    await wp.login(credentials);
    if (kind === "plain")
      one.secrets.push(
        ...Object.values(credentials).slice(1),
        btoa(Object.values(credentials).join(":")),
      );
    // As old as it gets: a renewal then also renews the cookie itself.
    for (const name of Object.keys(localStorage))
      if (name.endsWith(":cookie") && name.includes(`c${number}`)) localStorage.setItem(name, 1);
    if (other) {
      while (other.session.status !== "authenticated") await pause(5);
      if (where === "unheard") wp.close();
    }
    one.counts = true;
    const work = METHODS[method](wp).then(
      () => {},
      () => {},
    );
    const isHeld = await Promise.race([held, work.then(() => false)]);
    one.counts = false;
    if (!isHeld) return { isHeld };
    await (other || wp).logout();
    one.ended = true;
    if (next) {
      one.hasNext = true;
      one.id = next.id;
      await other.login(next.credentials);
    }
    release();
    await Promise.race([work, pause(15_000).then(() => one.late.push("it hangs"))]);
    // Nothing may follow.
    one.at = performance.now();
    while (one.active || performance.now() - one.at < 60) await pause(20);
    for (const each of [wp, other]) if (each) each.close();
    return { isHeld, late: one.late };
  }

  const MOST = 12;
  window.after = {
    methods: Object.keys(METHODS),
    /** All cases of a kind: a table of what was sent too late, and how many points there were. */
    async run(given) {
      const late = [];
      let points = 0;
      const work = given.methods.flatMap((method) =>
        given.answers.map((answer) => async () => {
          for (let holds = 1; holds <= MOST; holds++) {
            const found = await runOne({ ...given, method, answer, holds });
            if (!found.isHeld) return;
            points++;
            late.push(...found.late.map((line) => `${method}, point ${holds} ${answer}: ${line}`));
          }
        }),
      );
      const next = async () => {
        for (let each = work.pop(); each; each = work.pop()) await each();
      };
      await Promise.all(Array.from({ length: 12 }, next));
      return { late, points };
    },
  };
}

const person = { username: "anna", password: "c0rrect-horse-battery" };
const keys = {
  consumerKey: "ck-1234567",
  consumerSecret: "cs-1234567",
  token: "ta-1234567",
  tokenSecret: "ts-1234567",
};
const KINDS = {
  "a token that is renewed": { kind: "bearer", client: { plugin: PRO }, credentials: person },
  "a cookie that renews": { kind: "cookie", client: { plugin: "jwt-auth" }, credentials: person },
  "WordPress's own cookie": { kind: "nonce", client: { plugin: "cookie" }, credentials: {} },
  "the password with each call": {
    ...{ kind: "plain", client: { plugin: "basic-auth" }, credentials: person },
    second: { username: "bert", password: "an0ther-s3cret" },
  },
  "a signature of each call": {
    ...{ kind: "plain", client: { plugin: "oauth1" }, credentials: keys },
    second: { ...keys, token: "tb-1234567", tokenSecret: "tt-1234567" },
  },
};
/** A page begins a search for another way to the REST API. */
const FEW = ["good", "good after page", "dropped"];
const ALL = [...FEW, "page", "refused", "redirected"];
const WHERE = [
  ...["memory", "local", "vault"].map((storage) => ["here", storage]),
  ...["local", "vault"].map((storage) => ["in another tab", storage]),
  // A client that was closed hears nothing, and its calls still work.
  ["unheard", "local"],
  // It finds the mark of the logout and the next session together.
  ["unheard", "local", { id: 7 }],
  ["unheard", "local", { id: 8 }],
];

for (const [what, { least = 40, second, ...given }] of Object.entries(KINDS))
  it(`a logout while something goes on: ${what}`, async () => {
    const cases = WHERE.map(async ([where, storage, user]) => {
      const page = await stage.page("/", site);
      await page.waitForFunction(() => window.presskey);
      const client = { ...given.client, storage };
      const next = user && { ...user, credentials: second ?? given.credentials };
      const place = `${where} (${storage}), then ${JSON.stringify(user)}`;
      const { late, points } = await page.evaluate(
        (given) => after.run({ ...given, methods: after.methods }),
        {
          ...given,
          client,
          where,
          next,
          answers: storage === "local" && where === "here" ? ALL : FEW,
        },
      );
      assert.deepEqual(late, [], place);
      assert.ok(points > least, `${place}: ${points} points`);
    });
    await Promise.all(cases);
  });
