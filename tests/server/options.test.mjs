// The options of a backend: what they become, and which are refused.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backendOptions, MAX_AGE } from "../../pkg/server/options.js";

const secret = "s".repeat(32);
const of = (more) => backendOptions({ site: "https://e.com", secret, ...more });
const refused = (message) => (error) => {
  assert.equal(error.code, "invalid_option");
  assert.match(error.message, message);
  return true;
};

it("have defaults", () => {
  assert.deepEqual(of(), {
    client: {
      ...{ site: "https://e.com", plugin: undefined, headerName: undefined },
      ...{ expiryMargin: undefined, timeout: undefined, allowInsecure: undefined },
    },
    fetch: undefined,
    secrets: [secret],
    basePath: "/api/presskey",
    cookie: {
      ...{ name: undefined, sameSite: "lax", maxAge: 2_592_000 },
      ...{ domain: undefined, path: "/", isHostOnly: true },
    },
    store: undefined,
    trustedOrigins: [],
    allow: undefined,
    clientAddress: undefined,
  });
  assert.equal(MAX_AGE, 30 * 24 * 60 * 60);
});

it("of a client are the client's, and nothing else is", () => {
  const client = {
    ...{ site: "https://e.com", plugin: "jwt-auth", headerName: "X-Token" },
    ...{ expiryMargin: 7, timeout: 8, allowInsecure: true },
  };
  assert.deepEqual(of({ ...client, storage: "local" }).client, client);
});

it("are an object", () => {
  for (const given of [undefined, null, "https://e.com", 7]) {
    assert.throws(() => backendOptions(given), refused(/needs options/));
  }
});

describe("secret", () => {
  for (const given of [
    ...[undefined, null, "", "s".repeat(31), 7, [], {}, { length: 32 }],
    ...[
      [secret, "short"],
      ["short", secret],
      [secret, undefined],
    ],
  ]) {
    it(`not ${JSON.stringify(given)}`, () => {
      assert.throws(() => of({ secret: given }), refused(/at least 32 characters/));
      assert.throws(
        () => of({ secret: given }),
        (error) => /openssl rand/.test(error.hint) && error.sent === "no",
      );
    });
  }

  it("may be several", () => {
    const all = [secret, "t".repeat(40)];
    assert.deepEqual(of({ secret: all }).secrets, all);
  });
});

describe("basePath", () => {
  for (const [given, path] of [
    ["/", ""],
    ["/auth", "/auth"],
    ["/auth/", "/auth"],
    ["/a/b.c", "/a/b.c"],
    ["/.well-known/x", "/.well-known/x"],
    ["/a/...", "/a/..."],
    ["/ü", "/%C3%BC"],
  ]) {
    it(`${given} is ${path}`, () => assert.equal(of({ basePath: given }).basePath, path));
  }

  for (const given of [
    ...[null, 7, "", "auth", "//a", "/a//b", "/a?b", "/a#b", "/a\\b", "https://e.com/a"],
    ...["/..", "/a/..", "/a/../b", "/.", "/a/./b"],
  ]) {
    it(`not ${JSON.stringify(given)}`, () => {
      assert.throws(() => of({ basePath: given }), refused(/must be a path/));
    });
  }
});

describe("cookie", () => {
  const cookie = (given) => of({ cookie: given, basePath: "/app/api" }).cookie;

  it("lasts for whole seconds, or as long as the browser runs", () => {
    assert.equal(cookie({ maxAge: 60.9 }).maxAge, 60);
    assert.equal(cookie({ maxAge: null }).maxAge, null);
    for (const maxAge of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "60", true]) {
      assert.throws(() => cookie({ maxAge }), refused(/`cookie.maxAge`/), String(maxAge));
    }
  });

  it("is of the same site", () => {
    assert.equal(cookie({ sameSite: "strict" }).sameSite, "strict");
    assert.equal(cookie({ sameSite: "lax" }).sameSite, "lax");
    for (const sameSite of ["none", "Lax", null, ""]) {
      assert.throws(() => cookie({ sameSite }), refused(/`cookie.sameSite`/));
    }
  });

  it("has a name that a cookie can have", () => {
    for (const name of ["a", "my-app", "!#$%&'*+.^`|~", "__Secure-a", "__Host-a"]) {
      assert.equal(cookie({ name }).name, name);
    }
    for (const name of ["", "a b", "a;b", "a=b", "ä", 'a"', "a,b", "a b c", "; a", "a;"]) {
      assert.throws(() => cookie({ name }), refused(/`cookie.name`/), name);
    }
  });

  it("has a domain that is a host name", () => {
    for (const domain of ["example.com", ".example.com", "a-b.example.com", "localhost"]) {
      assert.deepEqual([cookie({ domain }).domain, cookie({ domain }).isHostOnly], [domain, false]);
    }
    for (const domain of ["", ".", "a..b", "e.com; x", "e.com/", "e.com.", "..e.com", "; e.com"]) {
      assert.throws(() => cookie({ domain }), refused(/`cookie.domain`/), domain);
    }
  });

  it("has a path, above that of the backend", () => {
    for (const path of ["/app", "/app/", "/app/api"]) {
      assert.deepEqual([cookie({ path }).path, cookie({ path }).isHostOnly], [path, false]);
    }
    for (const path of ["", "app", "/a;b", "/a,b", "/a b", "/a\\b", "x/app"]) {
      assert.throws(() => cookie({ path }), refused(/`cookie.path` must begin/), path);
    }
    for (const path of ["/other", "/ap", "/app/api/presskey", "/app/apis"]) {
      assert.throws(() => cookie({ path }), refused(/must be below/), path);
    }
  });

  it("with the prefix __Host- is of this host alone", () => {
    for (const more of [{ domain: "e.com" }, { path: "/app" }]) {
      assert.throws(() => cookie({ name: "__Host-a", ...more }), refused(/__Host-/));
      assert.ok(cookie({ name: "a__Host-", ...more }));
      assert.ok(cookie({ name: "__Secure-a", ...more }));
    }
  });
});

describe("store", () => {
  const store = { get() {}, set() {}, delete() {} };

  it("has three methods", () => {
    assert.equal(of({ store }).store, store);
    assert.equal(of({ store: null }).store, undefined);
    for (const name of Object.keys(store)) {
      assert.throws(() => of({ store: { ...store, [name]: true } }), refused(/`store` must have/));
    }
    assert.throws(() => of({ store: 7 }), refused(/`store` must have/));
  });
});

describe("trustedOrigins", () => {
  it("are origins", () => {
    const given = ["https://a.example", "http://b.example:8080/", "HTTPS://C.example"];
    const origins = ["https://a.example", "http://b.example:8080", "https://c.example"];
    assert.deepEqual(of({ trustedOrigins: given }).trustedOrigins, origins);
  });

  for (const origin of [
    ...["a.example", "*", "null", "", undefined, "https://a.example/b", "https://a.example/?b"],
    ...["https://a.example/#b", "https://b@a.example", "ftp://a.example", "file:///", "xhttps://a"],
    ...["https+a://b.example/", "xhttps://a/"],
  ]) {
    it(`not ${origin}`, () => {
      const all = ["https://b.example", origin];
      assert.throws(() => of({ trustedOrigins: all }), refused(/`trustedOrigins` must list/));
    });
  }

  it("are a list", () => {
    for (const trustedOrigins of ["https://a.example", { 0: "https://a.example" }, null]) {
      assert.throws(() => of({ trustedOrigins }), refused(/`trustedOrigins` must list/));
    }
  });
});

for (const name of ["fetch", "allow", "clientAddress"]) {
  it(`${name} is a function`, () => {
    const given = () => {};
    assert.equal(of({ [name]: given })[name], given);
    for (const other of [null, true, "x", {}]) {
      assert.throws(
        () => of({ [name]: other }),
        refused(new RegExp(`\`${name}\` must be a function`)),
      );
    }
  });
}
