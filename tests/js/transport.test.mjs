// The session's own requests: what is sent, and what is made of the response.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { use } from "../../pkg/engine/error.js";
import {
  about,
  exchange,
  formFields,
  headerOf,
  isRedirect,
  MAX_BODY,
  MIXED_CONTENT,
  nameOffline,
  OFFLINE,
  REDIRECTED,
  read,
  requestOf,
  send,
  TIMEOUT,
  UNREACHABLE,
  UNREAD,
} from "../../pkg/engine/transport.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";
import { transmit } from "../../pkg/front/send.js";

use(PresskeyError);

const replaced = new Map();
function replace(name, value) {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
beforeEach(() => replace("navigator", undefined));
afterEach(() => {
  for (const [name, descriptor] of replaced) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
  replaced.clear();
});

const URL_OF_ROUTE = "https://example.com/wp-json/acme/v1/token";

/** A client whose requests get these responses, one after the other; and what was sent. */
function client(...answers) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init, headers: Object.fromEntries(init.headers) });
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next ?? new Response("{}");
  };
  const id = "https://example.com";
  const options = { id, timeout: 5000, headerName: "Authorization", fetch, place: "page" };
  const s = {
    options,
    transmit,
    key: "key",
    store: new Map(),
    engine: {
      redact: (_, text) => text,
      isMixedContent: () => undefined,
      url: (_, route) => `https://example.com/wp-json${route}`,
    },
  };
  return { s, sent };
}

const metaOf = (answer) => JSON.parse(answer.meta());

describe("exchange", () => {
  const post = (more) => ({ url: URL_OF_ROUTE, method: "POST", ...more });

  it("sends a form, and no cookies", async () => {
    const { s, sent } = client(new Response('{"a":1}', { status: 201 }));
    const answer = await exchange(s, post({ body: { name: "bob", roles: ["a", "b"] } }));
    const [{ signal, ...init }] = sent;
    assert.deepEqual(init, {
      url: URL_OF_ROUTE,
      method: "POST",
      body: "name=bob&roles%5B0%5D=a&roles%5B1%5D=b",
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
      },
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
    });
    assert.equal(signal.aborted, false);
    assert.deepEqual([answer.status, answer.body], [201, '{"a":1}']);
    assert.equal(metaOf(answer).url, URL_OF_ROUTE);
  });

  it("sends JSON where the server takes it", async () => {
    const { s, sent } = client();
    await exchange(s, post({ json: true, body: { a: [1] } }));
    assert.equal(sent[0].body, '{"a":[1]}');
    assert.equal(sent[0].headers["content-type"], "application/json");
  });

  it("sends the token in the header of the server, or the client's", async () => {
    for (const [header, name] of [
      [undefined, "authorization"],
      ["X-Token", "x-token"],
    ]) {
      const { s, sent } = client();
      await exchange(s, post({ auth: true, header }), { header: "Bearer t" });
      assert.equal(sent[0].headers[name], "Bearer t");
      assert.equal(sent[0].body, undefined);
      assert.equal("content-type" in sent[0].headers, false);
    }
    const { s, sent } = client();
    await exchange(s, post(), { header: "Bearer t" });
    assert.equal("authorization" in sent[0].headers, false, "it was not asked for");
  });

  it("signs where the server wants that", async () => {
    const { s, sent } = client();
    const signed = async (...given) => `OAuth ${JSON.stringify(given)}`;
    s.part = async (name) => ({ [name === "authorize" && "signed"]: signed });
    await exchange(s, post({ auth: true, sign: true }), { header: "secret" });
    const request = { method: "POST", url: URL_OF_ROUTE };
    assert.equal(sent[0].headers.authorization, `OAuth ${JSON.stringify(["secret", request])}`);
  });

  it("follows a redirect only with nothing of the user's in it", async () => {
    for (const [request, redirect] of [
      [{ method: "GET" }, "follow"],
      [{ method: "POST" }, "manual"],
      [{ method: "GET", auth: true }, "manual"],
      [{ method: "GET", cookies: true }, "manual"],
      [{ method: "GET", look: true }, "manual"],
    ]) {
      const moved = () => new Response("{}", { status: 302, headers: { Location: "/elsewhere" } });
      const { s, sent } = client(moved());
      const answer = await exchange(s, { url: URL_OF_ROUTE, ...request }, { header: "t" });
      assert.equal(sent[0].redirect, redirect, JSON.stringify(request));
      assert.equal(answer.status, redirect === "manual" ? REDIRECTED : 302);
      if (redirect === "follow") continue;
      const { request: about } = metaOf(answer);
      assert.deepEqual(
        [about.method, about.url, about.location, about.login, about.type],
        [request.method, URL_OF_ROUTE, "/elsewhere", !request.auth, null],
      );
      assert.equal(about.names.includes("authorization"), Boolean(request.auth));
    }
  });

  it("sends cookies with the fetch that has them", async () => {
    const { s, sent } = client();
    await exchange(s, post({ cookies: true }));
    assert.equal(sent[0].credentials, "include");
    let used = 0;
    s.options.cookies = {
      fetch: async () => {
        used++;
        return new Response("{}");
      },
    };
    await exchange(s, post({ cookies: true }));
    assert.equal(used, 1);
    await exchange(s, post());
    assert.equal(used, 1);
  });

  it("says why there is no response", async () => {
    const cause = Object.assign(new TypeError("failed"), { cause: { code: "ENOTFOUND" } });
    const { s } = client(cause);
    const answer = await exchange(s, post({ body: { a: "1" } }));
    assert.equal(answer.status, UNREACHABLE);
    const { request } = metaOf(answer);
    assert.deepEqual(request, {
      method: "POST",
      url: URL_OF_ROUTE,
      names: ["accept", "content-type"],
      type: "application/x-www-form-urlencoded;charset=UTF-8",
      login: true,
      network: "ENOTFOUND",
    });
  });

  it("of a server whose refusals are hidden, asks whether the site responds at all", async () => {
    for (const [mute, second, status, requests] of [
      [true, new Response("{}"), UNREAD, 2],
      [true, new TypeError("failed"), UNREACHABLE, 2],
      [false, undefined, UNREACHABLE, 1],
    ]) {
      const { s, sent } = client(new TypeError("failed"), second);
      assert.equal((await exchange(s, post({ mute }))).status, status);
      assert.equal(sent.length, requests);
      if (!sent[1]) continue;
      assert.equal(sent[1].url, "https://example.com/wp-json/?_fields=name");
      assert.deepEqual([sent[1].method, sent[1].redirect], ["GET", "follow"]);
    }
  });

  it("ends in time, and when its signal does", async () => {
    const forever = (_, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const { s } = client();
    s.options.fetch = forever;
    s.options.timeout = 5;
    assert.equal((await exchange(s, post())).status, TIMEOUT);
    s.options.timeout = 60_000;
    assert.equal((await exchange(s, post(), { timeout: 5 })).status, TIMEOUT);
    const giveUp = new AbortController();
    const pending = exchange(s, post(), { signal: giveUp.signal });
    giveUp.abort();
    assert.equal((await pending).status, UNREACHABLE);
  });

  it("reads a nonce where the response is a text", async () => {
    const { s } = client(new Response("abc"));
    s.part = async (name) => ({ nonceIn: (_, answer) => [name, answer.body] });
    assert.deepEqual(await exchange(s, post({ text: true })), ["credentials", "abc"]);
  });

  it("reads a copy of a response that somebody watches", async () => {
    const response = new Response("{}");
    response.headers.get = () => assert.fail("watched");
    const { s } = client(response);
    assert.equal((await exchange(s, post())).status, 200);
  });
});

describe("send", () => {
  const never = () => assert.fail("nothing is sent");

  it("names what keeps a request back", async () => {
    const { s } = client();
    s.options.fetch = "no function";
    await assert.rejects(send(s, 0, never), { code: "invalid_option", message: /no `fetch`/ });
    s.options.fetch = fetch;
    s.options.id = "http://example.com";
    s.engine.isMixedContent = () => "mixed";
    replace("location", { protocol: "https:" });
    assert.deepEqual(await send(s, 0, never), { status: MIXED_CONTENT });
    const response = new Response();
    replace("location", { protocol: "http:" });
    assert.deepEqual(await send(s, 0, async () => response), { response, text: undefined });
    replace("location", undefined);
    assert.deepEqual(await send(s, 0, async () => response), { response, text: undefined });
    replace("location", { protocol: "https:" });
    s.engine.isMixedContent = () => undefined;
    assert.deepEqual(await send(s, 0, async () => response), { response, text: undefined });
    // Of every other site it is known without the rules.
    s.options.id = "https://example.com";
    s.engine.isMixedContent = never;
    assert.deepEqual(await send(s, 0, async () => response), { response, text: undefined });
  });

  it("says that there is no connection only of a request that failed", async () => {
    replace("navigator", { onLine: false });
    assert.deepEqual(nameOffline({ status: UNREACHABLE, cause: 7 }), { status: OFFLINE, cause: 7 });
    assert.deepEqual(nameOffline({ status: TIMEOUT }), { status: TIMEOUT });
    const { s } = client();
    const failed = await send(s, 0, () => Promise.reject(new TypeError("failed")));
    assert.equal(failed.status, OFFLINE);
    for (const navigator of [{ onLine: true }, {}, undefined]) {
      replace("navigator", navigator);
      assert.deepEqual(nameOffline({ status: UNREACHABLE }), { status: UNREACHABLE });
    }
  });
});

describe("requestOf", () => {
  /** A request of a server, with what is filled in. */
  function filled(request, values, operation = "login", store = {}) {
    const s = {
      key: "key",
      options: { place: "server" },
      store: { get: () => undefined, set() {}, ...store },
      engine: { request: (...given) => JSON.stringify({ ...request, given }) },
    };
    return { s, ...requestOf(s, operation, values) };
  }
  const form = (body) => ({ form: true, body });

  it("fills in what is named, and adds to a form what is not", () => {
    const { body, given } = filled(form({ user: "$username", pass: "$password" }), {
      username: "bob",
      password: "secret",
      code: "123",
    });
    assert.deepEqual(body, { user: "bob", pass: "secret", code: "123" });
    assert.deepEqual(given, [-1, "login"]);
  });

  it("adds nothing to another operation, nor to JSON that is no form", () => {
    const values = { token: "t", code: "123" };
    assert.deepEqual(filled(form({ t: "$token" }), values, "refresh").body, { t: "t" });
    const json = { json: true, body: { t: "$token" } };
    assert.deepEqual(filled(json, values).body, { t: "t" });
    assert.deepEqual(filled({ ...json, form: true }, values).body, { t: "t", code: "123" });
    assert.deepEqual(filled({ body: { t: "$token" } }, values).body, { t: "t", code: "123" });
    assert.equal(filled({}, values).body, undefined);
  });

  it("asks for what is missing, unless it may be", () => {
    for (const values of [{}, { token: "" }, { token: undefined }]) {
      assert.throws(() => filled(form({ t: "$token" }), values), {
        code: "invalid_option",
        message: "This server needs `token`.",
      });
      assert.deepEqual(filled(form({ t: "$?token", a: "b" }), values, "refresh").body, { a: "b" });
    }
    assert.deepEqual(filled(form({ a: "x$token", b: "$", c: "$a-b", d: 1 }), {}).body, {
      a: "x$token",
      b: "$",
      c: "$a-b",
      d: 1,
    });
    assert.throws(() => filled(form({ t: "$token" })), { code: "invalid_option" });
  });

  it("tells an e-mail address from a user name", () => {
    const both = form({ login: "$?login", email: "$?email" });
    assert.deepEqual(filled(both, { username: "bob" }).body, { login: "bob" });
    assert.deepEqual(filled(both, { username: "b@e.com" }).body, { email: "b@e.com" });
    assert.deepEqual(filled(both, {}).body, {});
  });

  it("names the browser, the same each time", () => {
    const kept = new Map();
    const store = { get: (key) => kept.get(key), set: (key, text) => kept.set(key, text) };
    const of = () => filled(form({ d: "$device" }), {}, "login", store).body.d;
    const name = of();
    assert.match(name, /^[a-z\d]{6,}$/);
    assert.deepEqual([...kept], [["key:device", name]]);
    assert.equal(of(), name);
    // Where nothing can be stored, this client keeps it.
    const s = {
      key: "key",
      options: { place: "page" },
      store: {},
      engine: { request: () => '{"form":true,"body":{"d":"$device"}}' },
    };
    replace("localStorage", undefined);
    const first = requestOf(s, "login").body.d;
    assert.equal(requestOf(s, "login").body.d, first);
    assert.equal(s.device, first);
    // A page keeps it in localStorage, whatever it keeps sessions in.
    const local = new Map([["key:device", "known"]]);
    replace("localStorage", { getItem: (key) => local.get(key) ?? null });
    assert.equal(requestOf(s, "login").body.d, "known");
  });
});

it("formFields: lists and objects as PHP reads them", () => {
  const values = { a: 1, b: [true, { c: "" }], d: null, e: { f: null, g: "h" }, i: undefined };
  assert.deepEqual(formFields(values), [
    ["a", "1"],
    ["b[0]", "true"],
    ["b[1][c]", ""],
    ["e[g]", "h"],
    ["i", "undefined"],
  ]);
});

it("about: only of what nobody knows the reason of", () => {
  const cause = { cause: { code: "ECONNRESET" } };
  assert.deepEqual(about(UNREACHABLE, cause, { a: 1 }), { a: 1, network: "ECONNRESET" });
  assert.deepEqual(about(REDIRECTED, undefined, { a: 1 }), { a: 1, network: undefined });
  assert.deepEqual(about(UNREACHABLE, {}, {}), { network: undefined });
  for (const status of [OFFLINE, TIMEOUT, MIXED_CONTENT, UNREAD, 200]) {
    assert.equal(about(status, cause, { a: 1 }), undefined);
  }
});

describe("a response", () => {
  it("is read to its end, without marks at its beginning", async () => {
    const answer = await read(new Response("\u{feff}\u{feff}a\u{feff}"), URL_OF_ROUTE);
    assert.deepEqual([answer.status, answer.body], [200, "a\u{feff}"]);
    const broken = { text: () => Promise.reject(new TypeError("terminated")) };
    const none = await read(broken, URL_OF_ROUTE);
    assert.deepEqual([none.status, none.body], [UNREACHABLE, ""]);
    assert.deepEqual(metaOf(none), { status: UNREACHABLE, url: URL_OF_ROUTE });
  });

  it("that is too long has no body", async () => {
    assert.equal(MAX_BODY, 1048576);
    for (const [length, most, kept] of [
      [3, 3, 3],
      [4, 3, 0],
      [MAX_BODY, undefined, MAX_BODY],
      [MAX_BODY + 1, undefined, 0],
    ]) {
      const text = "a".repeat(length);
      assert.equal((await read(new Response(text), "", most)).body.length, kept);
      assert.equal((await read(new Response(), "", most, text)).body.length, kept);
    }
  });

  it("tells its address, its link and when to come back", async () => {
    const reply = (headers, url) => ({ status: 429, url, headers: new Headers(headers) });
    const meta = async (headers, url = "") =>
      metaOf(await read(reply(headers, url), URL_OF_ROUTE, undefined, ""));
    assert.deepEqual(await meta({}), {
      status: 429,
      retryAfter: null,
      link: null,
      url: URL_OF_ROUTE,
    });
    assert.equal((await meta({}, "https://example.com/other")).url, "https://example.com/other");
    assert.equal((await meta({ Link: "<a>" })).link, "<a>");
    assert.equal((await meta({ "Retry-After": "7" })).retryAfter, 7000);
    assert.equal((await meta({ "Retry-After": "-7" })).retryAfter, 0);
    assert.equal((await meta({ "Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT" })).retryAfter, 0);
    const later = (await meta({ "Retry-After": new Date(Date.now() + 90_000).toUTCString() }))
      .retryAfter;
    assert.ok(later > 60_000 && later <= 90_000, String(later));
    assert.equal((await meta({ "Retry-After": "soon" })).retryAfter, null);
    const answer = await read(new Response(), URL_OF_ROUTE, undefined, "");
    assert.equal(JSON.parse(answer.meta({ more: 1 })).more, 1);
  });

  it("with a header that the app has not released has none", () => {
    const headers = {
      get() {
        throw new Error("not released");
      },
    };
    assert.equal(headerOf({ headers }, "Link"), undefined);
  });
});

describe("isRedirect", () => {
  const is = (response, asked = URL_OF_ROUTE) =>
    isRedirect({ type: "basic", status: 200, url: "", ...response }, asked);

  it("knows a browser's and a server's", () => {
    assert.equal(is({ type: "opaqueredirect", status: 0 }), true);
    for (const status of [301, 302, 303, 307, 308]) assert.equal(is({ status }), true);
    for (const status of [200, 300, 304, 401]) assert.equal(is({ status }), false);
    assert.equal(is({ url: "https://example.com/elsewhere" }), false, "it was followed on purpose");
  });

  it("knows one that React Native has followed", () => {
    replace("Request", class {});
    assert.equal(is({ url: "https://example.com/elsewhere" }), true);
    assert.equal(is({ url: `${URL_OF_ROUTE}?a#b` }, `${URL_OF_ROUTE}#c`), false);
    assert.equal(is({ url: "" }), false);
    replace("Request", undefined);
    assert.equal(is({ url: "https://example.com/elsewhere" }), false);
  });
});
