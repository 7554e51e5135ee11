// Where a backend reads and writes its visitor's cookies, and the one that waits for a second factor.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { factorCookie } from "../../pkg/server/factor.js";
import { setCookie, visitorOf } from "../../pkg/server/visitor.js";

const COOKIE = { isHostOnly: true, sameSite: "lax", path: "/" };
const names = (forms) => forms.map(({ name }) => name);

describe("a request", () => {
  const of = (url, headers = {}) => visitorOf(new Request(url, { headers }), COOKIE);

  it("has cookies, and gets new ones with its response", async () => {
    const visitor = await of("https://e.com/a", { cookie: "a=1; b=2" });
    assert.equal(visitor.request.url, "https://e.com/a");
    assert.deepEqual([visitor.isWritable, visitor.asksProof], [true, false]);
    assert.deepEqual([visitor.get("a"), visitor.get("b"), visitor.get("c")], ["1", "2", undefined]);
    assert.deepEqual(visitor.changes(), []);
    assert.equal(
      visitor.set([
        { name: "x", value: "1" },
        { name: "y", value: "2" },
      ]),
      true,
    );
    assert.equal(visitor.set([{ name: "x", value: "3" }]), true);
    assert.deepEqual(visitor.changes(), [
      { name: "x", value: "3" },
      { name: "y", value: "2" },
    ]);
    assert.equal(visitor.get("x"), undefined, "what the browser sent stays as it was");
  });

  it("on loopback may have the cookie without the prefix, which is written there", async () => {
    const local = await of("http://localhost:3000/");
    assert.deepEqual(names(local.forms()), ["presskey", "__Host-presskey"]);
    assert.deepEqual(names(local.forms("-code")), ["presskey-code", "__Host-presskey-code"]);
    assert.equal(local.proof.name, "__Host-presskey-local");
    const other = await of("https://e.com/");
    assert.deepEqual(names(other.forms()), ["__Host-presskey"]);
    assert.equal(other.proof, undefined);
    assert.equal(other.forms()[0].options.secure, true);
  });

  it("may be a promise, and of another realm", async () => {
    const foreign = { url: "https://e.com/", headers: new Headers({ cookie: "a=1" }) };
    const visitor = await visitorOf(Promise.resolve(foreign), COOKIE);
    assert.equal(visitor.get("a"), "1");
    assert.equal(visitor.request, foreign);
  });

  it("with a name of the app's has one form", async () => {
    const visitor = await visitorOf(new Request("http://localhost/"), { ...COOKIE, name: "mine" });
    assert.deepEqual(names(visitor.forms()), ["mine"]);
    assert.equal(visitor.forms()[0].options.secure, false);
  });
});

describe("a cookie store", () => {
  const before = process.env.NODE_ENV;
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });
  const of = (store, cookie = COOKIE) => visitorOf(store, cookie);

  it("is read, whether it gives texts or objects", async () => {
    const all = { a: "1", b: { value: "2" }, c: undefined, d: null };
    const visitor = await of({ get: async (name) => all[name] });
    assert.deepEqual(await Promise.all(["a", "b", "c", "d"].map((name) => visitor.get(name))), [
      "1",
      "2",
      undefined,
      undefined,
    ]);
    assert.deepEqual(
      [visitor.request, visitor.isWritable, visitor.changes()],
      [undefined, false, []],
    );
  });

  it("is written, if it can be", async () => {
    const set = [];
    const store = { get() {}, set: async (...given) => void set.push(given) };
    const visitor = await of(store);
    assert.equal(visitor.isWritable, undefined);
    const options = { path: "/" };
    const cookies = [
      { name: "a", value: "1", options },
      { name: "b", value: "2", options },
    ];
    assert.equal(await visitor.set(cookies), true);
    assert.deepEqual(set, [
      ["a", "1", options],
      ["b", "2", options],
    ]);
    const throwing = await of({
      get() {},
      set() {
        throw new Error("in a server component");
      },
    });
    assert.equal(await throwing.set(cookies), false);
    assert.equal(await (await of({ get() {} })).set(cookies), false);
    assert.equal(await (await of({ get() {} })).set([]), true);
  });

  it("does not say for which host it is: the cookie without the prefix needs a proof", async () => {
    process.env.NODE_ENV = "production";
    const visitor = await of({ get() {} });
    assert.equal(visitor.asksProof, true);
    assert.deepEqual(names(visitor.forms()), ["__Host-presskey", "presskey"]);
    assert.deepEqual(names(visitor.forms("-code")), ["__Host-presskey-code"]);
    assert.equal(visitor.proof.name, "__Host-presskey-local");
    process.env.NODE_ENV = "development";
    const local = await of({ get() {} });
    assert.equal(local.asksProof, false);
    assert.deepEqual(names(local.forms()), ["presskey", "__Host-presskey"]);
    assert.deepEqual(names(local.forms("-code")), ["presskey-code", "__Host-presskey-code"]);
  });

  it("needs the proof where the runtime names no environment", async () => {
    const { process } = globalThis;
    for (const other of [undefined, {}, { env: {} }]) {
      globalThis.process = other;
      try {
        assert.equal((await of({ get() {} })).asksProof, true);
      } finally {
        globalThis.process = process;
      }
    }
  });
});

it("nothing else is a visitor", async () => {
  for (const given of [undefined, null, {}, "request", { headers: {} }, { set() {} }]) {
    await assert.rejects(visitorOf(given, COOKIE), {
      code: "invalid_option",
      message: /takes a Request, or a cookie store/,
    });
  }
});

it("setCookie: the header of a cookie", () => {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: true, maxAge: 60 };
  assert.equal(
    setCookie({ name: "a", value: "1", options }),
    "a=1; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
  );
});

describe("the cookie of a second factor", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  const sealer = {
    seal: async (name, value) => `${name}|${JSON.stringify(value)}`,
    async open(name, text) {
      const [of, value] = text.split("|");
      return of === name ? JSON.parse(value) : undefined;
    },
    forget: (isIt) => forgotten.push(isIt({ token: "token" }), isIt({ id: "a session's" })),
  };
  const forgotten = [];
  const forms = [
    { name: "plain", options: { path: "/", secure: false } },
    { name: "secure", options: { path: "/", secure: true } },
  ];

  /** A visitor whose browser keeps cookies; `set` has what was set, in order. */
  function visitor(kept = new Map()) {
    const set = [];
    let reads = 0;
    return {
      kept,
      set_: set,
      reads: () => reads,
      forms(suffix) {
        assert.equal(suffix, "-code");
        return forms;
      },
      get: async (name) => {
        reads++;
        return kept.get(name);
      },
      async set(cookies) {
        set.push(...cookies);
        for (const { name, value, options } of cookies) {
          if (options.maxAge === 0) kept.delete(name);
          else kept.set(name, value);
        }
        return true;
      },
    };
  }
  const of = (one) => factorCookie({ sealer }, one);

  it("is kept for ten minutes", async () => {
    const one = visitor();
    const factor = of(one);
    await factor.keep("token");
    assert.equal(factor.read(), "token");
    const [{ name, options }] = one.set_;
    assert.deepEqual([name, options], ["plain", { path: "/", secure: false, maxAge: 600 }]);
    for (const [after, read] of [
      [599_999, "token"],
      [1, undefined],
    ]) {
      mock.timers.tick(after);
      const next = of(visitor(one.kept));
      await next.load();
      assert.equal(next.read(), read);
    }
  });

  it("is read once, in either form, the first one first", async () => {
    const seal = (name, token) => sealer.seal(name, { token, until: 2_000_000 });
    const kept = new Map([["secure", await seal("secure", "b")]]);
    const one = visitor(kept);
    const factor = of(one);
    assert.equal(factor.read(), undefined);
    await Promise.all([factor.load(), factor.load()]);
    await factor.load();
    assert.equal(factor.read(), "b");
    assert.equal(one.reads(), 2);
    kept.set("plain", await seal("plain", "a"));
    const both = of(visitor(kept));
    await both.load();
    assert.equal(both.read(), "a");
    // Sealed for another name.
    const forged = of(visitor(new Map([["plain", await seal("secure", "b")]])));
    await forged.load();
    assert.equal(forged.read(), undefined);
  });

  it("is removed in every form that the browser has, or was just set in", async () => {
    const one = visitor(new Map([["secure", "x"]]));
    const factor = of(one);
    await factor.forget();
    assert.deepEqual(one.set_, [
      { name: "secure", value: "", options: { path: "/", secure: true, maxAge: 0 } },
    ]);
    const two = visitor();
    // A store that takes what is set with the response only.
    two.set = async (cookies) => void two.set_.push(...cookies);
    const kept = of(two);
    await kept.keep("token");
    await kept.forget();
    assert.equal(kept.read(), undefined);
    assert.deepEqual(forgotten, [true, false], "and nothing else from memory");
    assert.deepEqual(two.set_[1], {
      name: "plain",
      value: "",
      options: { path: "/", secure: false, maxAge: 0 },
    });
    assert.equal(two.set_.length, 2);
    const none = visitor();
    await of(none).forget();
    assert.deepEqual(none.set_, []);
  });
});
