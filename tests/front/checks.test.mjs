// What createClient() makes of its options, one at a time. options.test.mjs compares it with the engine.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { idOf, isLoopback, isStatic, optionsOf, urlOf } from "../../pkg/front/options.js";

const SITE = "https://example.com/blog";
const of = (given) => optionsOf(given, isStatic);

/** The options, as a browser's page or a worker has them. */
function inRuntime(globals, work) {
  const names = ["document", "importScripts", "location"];
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  try {
    for (const [name, value] of Object.entries(globals))
      Object.defineProperty(globalThis, name, { value, configurable: true });
    return work();
  } finally {
    for (const [name, property] of before) {
      delete globalThis[name];
      if (property) Object.defineProperty(globalThis, name, property);
    }
  }
}

const refuses = (given, message, code = "invalid_option") =>
  assert.throws(
    () => of(typeof given === "object" && given ? { site: SITE, ...given } : given),
    (error) => {
      assert.deepEqual([error.code, error.message, error.sent], [code, message, "no"]);
      return true;
    },
    JSON.stringify(given),
  );

it("the usual ones", () => {
  const usual = {
    plugin: "auto",
    storage: "session",
    keepsStatic: false,
    refresh: "auto",
    allowedOrigins: [],
    site: SITE,
    via: undefined,
    place: "server",
    storageKey: undefined,
    expiryMargin: 30,
    onLoginRequired: undefined,
    allowInsecure: undefined,
    headerName: "Authorization",
    timeout: 30_000,
    fetch: undefined,
    id: SITE,
    key: `presskey:${SITE}`,
  };
  for (const given of [SITE, new URL(SITE), { site: SITE }, { site: new URL(SITE) }])
    assert.deepEqual(of(given), usual);
  assert.deepEqual(optionsOf(SITE), usual, "without a check of `plugin`");
});

it("those of the app", () => {
  const given = {
    plugin: { id: "own" },
    storage: "local",
    refresh: "manual",
    allowedOrigins: ["https://a.example"],
    storageKey: "key",
    expiryMargin: 0,
    onLoginRequired() {},
    allowInsecure: false,
    headerName: "X-Auth",
    timeout: 0,
    fetch() {},
  };
  const { keepsStatic, key, id, via, place, site, ...rest } = of({ site: SITE, ...given });
  assert.deepEqual(rest, given);
  assert.deepEqual(
    [keepsStatic, key, id, via, place, site],
    [true, "key", SITE, undefined, "server", SITE],
  );
});

it("a backend takes the place of the site", () => {
  const { id, key, via, site } = of({ via: "/api/presskey" });
  assert.deepEqual(
    [id, key, via, site],
    ["/api/presskey", "presskey:/api/presskey", "/api/presskey", ""],
  );
  const url = new URL("https://app.example/api");
  assert.equal(of({ via: url, site: "no address" }).id, url.href);
});

it("one of both is needed", () => {
  for (const given of [undefined, null, {}, { site: null }, { site: undefined, via: null }])
    assert.throws(() => of(given), { code: "invalid_option", message: "`site` is needed." });
});

describe("are of a type:", () => {
  for (const [name, kind, wrong] of [
    ["storageKey", "string", 5],
    ["expiryMargin", "number", "30"],
    ["onLoginRequired", "function", {}],
    ["allowInsecure", "boolean", "true"],
    ["headerName", "string", 5],
    ["timeout", "number", "30000"],
    ["fetch", "function", "fetch"],
  ])
    it(name, () => refuses({ [name]: wrong }, `\`${name}\` must be a ${kind}.`));

  it("no number below 0", () => {
    for (const name of ["expiryMargin", "timeout"])
      for (const value of [-1, Number.NaN])
        refuses({ [name]: value }, `\`${name}\` must be a number, 0 or more.`);
  });

  it("one of a few", () => {
    for (const refresh of ["auto", "on-demand", "manual"])
      assert.equal(of({ site: SITE, refresh }).refresh, refresh);
    for (const refresh of ["", "never", true])
      refuses({ refresh }, '`refresh` must be "auto" or "on-demand" or "manual".');
  });

  it("a list of origins", () => {
    for (const allowedOrigins of ["https://a.example", {}, 5])
      refuses({ allowedOrigins }, "`allowedOrigins` must be a list.");
    refuses(
      { allowedOrigins: ["https://a.example", "a"] },
      '`site` and `allowedOrigins` must begin with "https://".',
    );
    assert.equal(of({ site: SITE, allowedOrigins: [new URL(SITE)] }).allowedOrigins.length, 1);
  });

  it("the name of a header, also of a plugin", () => {
    const message = "`headerName` must be the name of a header.";
    for (const name of ["", "a b", "a:", "ä", "a\n", " a"]) {
      refuses({ headerName: name }, message);
      refuses({ plugin: { header: name } }, message);
    }
    for (const name of ["aZ09_", "!#$%&'*+.^`|~-"]) {
      assert.equal(of({ site: SITE, headerName: name }).headerName, name);
      of({ site: SITE, plugin: { header: name }, headerName: "not a name" });
    }
  });
});

describe("storage", () => {
  it("is one of four, or an adapter", () => {
    const message = '`storage` must be "session" or "local" or "memory" or "vault".';
    for (const storage of ["session", "local", "memory", "vault"])
      assert.equal(of({ site: SITE, storage }).storage, storage);
    const methods = { get() {}, set() {}, remove() {} };
    assert.equal(of({ site: SITE, storage: methods }).storage, methods);
    for (const name of Object.keys(methods))
      refuses({ storage: { ...methods, [name]: 5 } }, message);
    for (const storage of ["", "cookie", {}, 5, Object.assign(() => {}, methods)])
      refuses({ storage }, message);
  });

  it("is memory for credentials that never expire, unless the app says otherwise", () => {
    for (const plugin of [
      "basic-auth",
      "application-passwords",
      "api-key",
      { login: { static: "key" } },
    ]) {
      assert.equal(of({ site: SITE, plugin }).storage, "memory");
      const { storage, keepsStatic } = of({ site: SITE, plugin, storage: "session" });
      assert.deepEqual([storage, keepsStatic], ["session", true]);
    }
    assert.equal(optionsOf({ site: SITE, plugin: "basic-auth" }).storage, "session");
  });

  it("is none of a page's in a worker", () => {
    const worker = { importScripts() {}, document: undefined, location: {} };
    inRuntime(worker, () => {
      refuses({ storage: "local" }, "Workers have no localStorage.", "storage_unavailable");
      assert.equal(of({ site: SITE, storage: "session" }).place, "worker");
    });
    const page = { document: { addEventListener() {} }, location: {} };
    assert.equal(inRuntime(page, () => of({ site: SITE, storage: "local" })).place, "page");
  });
});

describe("an address", () => {
  it("begins with https:", () => {
    const message = '`site` and `allowedOrigins` must begin with "https://".';
    for (const site of [
      "",
      "example.com",
      "ftp://example.com",
      "/blog",
      "xhttps://example.com/",
      "//a",
    ])
      refuses({ site }, message);
  });

  it("or with http: on this machine, or where the app allows it", () => {
    const message = "Over http:, anybody on the network can read the password and the token.";
    const hint =
      "Use the https: address. For a test server without TLS, set `allowInsecure: true`.";
    for (const allowInsecure of [undefined, false])
      assert.throws(() => of({ site: "http://example.com", allowInsecure }), {
        code: "insecure_site",
        message,
        hint,
        sent: "no",
      });
    refuses({ allowedOrigins: ["http://a.example"] }, message, "insecure_site");
    of({ site: SITE, allowedOrigins: ["http://a.example"], allowInsecure: true });
    assert.equal(of({ site: "http://example.com", allowInsecure: true }).id, "http://example.com");
    assert.equal(of("http://localhost:8080/a/").id, "http://localhost:8080/a");
  });

  it("has no credentials in it", () => {
    const message = "An address must not contain a user name or password.";
    for (const site of ["https://a@b.example", "https://:a@b.example", "https://a:b@c.example"]) {
      refuses({ site }, message);
      assert.throws(() => urlOf(site), { message });
    }
    assert.equal(urlOf("no address"), undefined);
    assert.equal(urlOf(SITE).href, SITE);
  });
});

it("loopback is this machine alone", () => {
  for (const host of [
    "localhost",
    "a.localhost",
    "a.b.localhost",
    "127.0.0.1",
    "127.10.200.9",
    "[::1]",
  ])
    assert.equal(isLoopback(host), true, host);
  for (const host of [
    ".localhost",
    "xlocalhost",
    "localhost.a",
    "127.0.0",
    "127.0.0.0.1",
    "127.0.0.1.a",
    "a127.0.0.1",
    "127.a.0.1",
    "[::10]",
    "x[::1]",
    "::1",
    "127x0x0x1",
  ])
    assert.equal(isLoopback(host), false, host);
});

it("a site is named without what WordPress adds", () => {
  for (const [end, name = ""] of [
    ...[[""], ["/"], ["//"], ["/wp-json"], ["/wp-json/"], ["/wp-json/wp/v2/posts"], ["/index.php"]],
    ...[["/index.php/"], ["/index.php/wp-json/wp/v2"], ["//wp-json"]],
    ["/a/wp-jsonx", "/a/wp-jsonx"],
    ["/a/wp-json/b", "/a"],
    ["/xindex.php", "/xindex.php"],
    ["/index.phpx", "/index.phpx"],
    ["/index_php", "/index_php"],
    ["/index.php/a", "/index.php/a"],
    ["/a/", "/a"],
  ]) {
    const url = new URL(`https://example.com${end}?a=b#c`);
    assert.equal(idOf(url), `https://example.com${name}`, end);
  }
});

describe("plugin", () => {
  it("is a name or a description", () => {
    for (const plugin of [
      undefined,
      "auto",
      "jwt-auth",
      "cookie",
      "oauth1",
      {},
      null,
      { id: "own" },
    ])
      assert.equal(isStatic(plugin), false);
    for (const plugin of ["basic-auth", "application-passwords", "api-key"]) {
      assert.equal(isStatic(plugin), true);
      assert.equal(isStatic({ id: plugin }), true);
    }
    assert.equal(isStatic({ login: {} }), false);
    assert.equal(isStatic({ login: { static: "basic" } }), true);
    for (const plugin of ["", "own", 5, "jwt-auth wp-user"])
      assert.throws(
        () => isStatic(plugin),
        /^PresskeyError: `plugin` must be "auto" or "jwt-auth" or/,
      );
  });
});
