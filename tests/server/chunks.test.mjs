// The cookies of a backend as text: what is written, split over several, and read again.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CookieJar } from "tough-cookie";
import {
  cookieForms,
  isLoopback,
  parseCookies,
  readChunks,
  removals,
  serialise,
  withCookies,
  writeChunks,
} from "../../pkg/server/cookies.js";

const URL_OF_APP = "https://app.example.com/";
const settings = { isHostOnly: true, sameSite: "lax", path: "/" };
const { secure: form } = cookieForms(settings);

/** A browser: takes `Set-Cookie` headers, and says what it sends. */
function browser() {
  const jar = new CookieJar(undefined, { prefixSecurity: "strict" });
  return {
    set(cookies) {
      for (const { name, value, options } of cookies) {
        const line = serialise(name, value, options);
        assert.ok(line.length <= 4096, `${line.length} bytes`);
        assert.ok(jar.setCookieSync(line, URL_OF_APP), line);
      }
    },
    header: () => jar.getCookieStringSync(URL_OF_APP),
  };
}
const read = (header) => {
  const cookies = parseCookies(header);
  return readChunks((name) => cookies.get(name), form.name);
};

describe("chunks", () => {
  it("come back whole, whatever was stored before", async () => {
    // The longest that fit into 1, 2 and 8 cookies, and their neighbours.
    const length = fc.oneof(
      fc.nat(31_000),
      fc.constantFrom(...[0, 1, 3700, 3780, 3800, 3820, 3900, 7600, 7700, 30_000]),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(length, { minLength: 1, maxLength: 4 }), async (lengths) => {
        const page = browser();
        for (const [at, each] of lengths.entries()) {
          const value = String(at).repeat(each).slice(0, each);
          const { found } = await read(page.header());
          let cookies;
          try {
            cookies = writeChunks(form, value, at % 2 ? null : 60, found);
          } catch (error) {
            assert.equal(error.code, "internal_error");
            assert.ok(each > 29_000);
            continue;
          }
          page.set(cookies);
          const again = await read(page.header());
          assert.deepEqual(again.texts, [value]);
          page.set(removals(form, again.found));
          assert.equal(page.header(), "");
          page.set(cookies);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are as few as possible, of at most 3,900 bytes, and at most eight", () => {
    const room = 3900 - serialise(`${form.name}.0`, "", { ...form.options, maxAge: 60 }).length;
    const write = (length) => writeChunks(form, "x".repeat(length), 60, []);
    for (const [length, count] of [
      [room, 1],
      [room + 1, 2],
      [2 * room - 2, 2],
      [2 * room - 1, 3],
      [8 * room - 2, 8],
    ]) {
      const cookies = write(length);
      assert.equal(cookies.length, count, String(length));
      for (const { name, value, options } of cookies) {
        assert.ok(serialise(name, value, options).length <= 3900);
        assert.equal(options.maxAge, 60);
      }
    }
    assert.throws(() => write(8 * room - 1), {
      ...{ code: "internal_error", sent: "answered", hint: /store/ },
    });
  });

  it("are removed where the new value leaves them over, and only there", () => {
    const found = [form.name, `${form.name}.0`, `${form.name}.1`, `${form.name}.2`];
    const short = writeChunks(form, "x", 60, found);
    assert.deepEqual(
      short.map(({ name, options }) => [name, options.maxAge]),
      [[form.name, 60], ...found.slice(1).map((name) => [name, 0])],
    );
    const long = writeChunks(form, "x".repeat(5000), null, found);
    assert.deepEqual(
      long.map(({ name, value, options }) => [name, value.length > 0, options.maxAge]),
      [
        [found[1], true, undefined],
        [found[2], true, undefined],
        [found[0], false, 0],
        [found[3], false, 0],
      ],
    );
  });

  const { name } = form;
  for (const [header, texts] of [
    ["", []],
    [`${name}=a`, ["a"]],
    [`${name}=`, [""]],
    [`${name}.0=2.a; ${name}.1=b`, ["ab"]],
    [`${name}.0=2.a; ${name}.1=b; ${name}.2=left`, ["ab"]],
    [`${name}=a; ${name}.0=2.b; ${name}.1=c`, ["a", "bc"]],
    [
      `${name}.0=8.0${Array.from({ length: 7 }, (_, at) => `; ${name}.${at + 1}=${at + 1}`).join("")}`,
      ["01234567"],
    ],
    [`${name}.0=3.a; ${name}.1=b`, []],
    [`${name}.1=b`, []],
    [`${name}.0=1.a`, []],
    [`${name}.0=9.a`, []],
    [`${name}.0=12.a; ${name}.1=b`, []],
    [`${name}.0=x2.a; ${name}.1=b`, []],
    [`${name}.0=2a; ${name}.1=b`, []],
    [`${name}.0=a; ${name}.1=b`, []],
  ]) {
    it(`read ${header.replaceAll(name, "N")} as ${JSON.stringify(texts)}`, async () => {
      const { texts: got, found } = await read(header);
      assert.deepEqual(got, texts);
      assert.deepEqual(found, [...parseCookies(header).keys()]);
    });
  }
});

describe("names and attributes", () => {
  for (const [given, secure, plain] of [
    [{}, "__Host-presskey", "presskey"],
    [{ isHostOnly: false }, "__Secure-presskey", "presskey"],
    [{ name: "mine" }, "mine", "mine"],
    [{ name: "__Host-mine" }, "__Host-mine", "mine"],
    [{ name: "__Secure-mine" }, "__Secure-mine", "mine"],
    [{ name: "my__Host-mine" }, "my__Host-mine", "my__Host-mine"],
  ]) {
    it(`${JSON.stringify(given)}: ${secure}, on loopback ${plain}`, () => {
      const forms = cookieForms({ ...settings, ...given }, ".x");
      assert.deepEqual([forms.secure.name, forms.plain.name], [`${secure}.x`, `${plain}.x`]);
    });
  }

  it("a cookie is HttpOnly, Secure but on loopback, and has a domain if one is given", () => {
    const line = (more, kind) => {
      const { name, options } = cookieForms({ ...settings, ...more })[kind];
      return serialise(name, "v", options);
    };
    assert.equal(line({}, "secure"), "__Host-presskey=v; Path=/; HttpOnly; Secure; SameSite=Lax");
    assert.equal(line({}, "plain"), "presskey=v; Path=/; HttpOnly; SameSite=Lax");
    const shared = { isHostOnly: false, sameSite: "strict", domain: "example.com", path: "/a" };
    const start = "__Secure-presskey=v; Path=/a; Domain=example.com; ";
    assert.equal(line(shared, "secure"), `${start}HttpOnly; Secure; SameSite=Strict`);
    assert.equal(line(shared, "plain"), "presskey=v; Path=/a; HttpOnly; SameSite=Strict");
  });

  for (const [options, end] of [
    [{ maxAge: 60 }, "; Max-Age=60"],
    [{ maxAge: 0 }, "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
    [{}, ""],
  ]) {
    it(`${JSON.stringify(options)}: ${end}`, () => {
      const line = serialise("a", "b", { path: "/", sameSite: "lax", ...options });
      assert.equal(line, `a=b; Path=/${end}; SameSite=Lax`);
    });
  }
});

describe("isLoopback", () => {
  const is = (url, headers = {}) => isLoopback({ url, headers: new Headers(headers) });
  for (const host of [
    ...["localhost", "localhost:3000", "a.localhost", "ab.c.localhost", "127.0.0.1", "[::1]:8080"],
    ...["127.12.0.255"],
  ]) {
    it(`${host}: yes, unless anything says otherwise`, () => {
      assert.equal(is(`http://${host}/a`), true);
      assert.equal(is("http://0.0.0.0:3000/", { host }), true);
      assert.equal(is(`https://${host}/`), false);
      assert.equal(is(`http://${host}/`, { host: "app.example.com" }), false);
      assert.equal(is(`http://${host}/`, { "x-forwarded-proto": "HTTPS" }), false);
      assert.equal(is(`http://${host}/`, { "x-forwarded-proto": "http, https" }), true);
      assert.equal(is(`http://${host}/`, { origin: "https://app.example.com" }), false);
      const referer = "https://app.example.com/";
      assert.equal(is(`http://${host}/`, { referer, "sec-fetch-site": "same-origin" }), false);
      assert.equal(is(`http://${host}/`, { referer, "sec-fetch-site": "cross-site" }), true);
      assert.equal(is(`http://${host}/`, { referer }), true);
      const own = { referer: "http://localhost/?https:", "sec-fetch-site": "same-origin" };
      assert.equal(is(`http://${host}/`, own), true);
      assert.equal(is(`http://${host}/`, { origin: "http://localhost:3000" }), true);
      assert.equal(is(`http://${host}/`, { origin: "null, https://a.example" }), true);
    });
  }

  for (const host of [
    ...[
      "example.com",
      "localhost.example",
      "mylocalhost",
      "127.0.0.1.example",
      "x127.0.0.1.example",
    ],
    ...["128.0.0.1", "127.example", "[::2]", "10.0.0.1", "a.localhost.example"],
  ]) {
    it(`${host}: no`, () => {
      assert.equal(is(`http://${host}/`), false);
      assert.equal(is("http://localhost/", { host }), false);
    });
  }

  it("0.0.0.0 as Host header, or a port that is none: no", () => {
    assert.equal(is("http://localhost/", { host: "0.0.0.0:3000" }), false);
    assert.equal(is("http://localhost/", { host: "localhost:30x" }), false);
    assert.equal(is("http://localhost/", { host: "localhost:30:30" }), false);
  });
});

describe("the Cookie header", () => {
  for (const [header, pairs] of [
    [null, {}],
    ["", {}],
    ["a=b", { a: "b" }],
    ["a=b; c=d;e=f ; g = h ", { a: "b", c: "d", e: "f", g: "h" }],
    ["a=b=c", { a: "b=c" }],
    ["a b=c  d \t;  \te=f", { "a b": "c  d", e: "f" }],
    ["a=", { a: "" }],
    ["=b", {}],
    ["a", {}],
    ["ab; c=d", { c: "d" }],
    ["a=1; a=2", { a: "1" }],
    ["__proto__=x", Object.fromEntries([["__proto__", "x"]])],
  ]) {
    it(`is read: ${header}`, () => {
      assert.deepEqual([...parseCookies(header)], Object.entries(pairs));
    });
  }

  const set = (name, value) => ({ name, value, options: {} });
  for (const [header, changes, wanted] of [
    [null, [], ""],
    ["a=b", [], "a=b"],
    ["a=b;c=d ; ;", [], "a=b; c=d"],
    ["a=b; c=d", [set("a", "e")], "c=d; a=e"],
    ["ab=1; a=2", [set("a", "3")], "ab=1; a=3"],
    [null, [set("a", "b"), set("c", "d")], "a=b; c=d"],
    ["a=b; c=d", removals(form, ["a"]), "c=d"],
    ["a=b; c=d", [...removals(form, ["a", "c"]), set("e", "f")], "e=f"],
    ["xa=1", [set("a", "2")], "xa=1; a=2"],
  ]) {
    it(`is changed: ${header} with ${JSON.stringify(changes)}`, () => {
      assert.equal(withCookies(header, changes), wanted);
    });
  }
});
