// What the front may use of a stored session before the engine is there, as rules without a page.
// agreement.test.mjs compares the same in a browser, with the engine. Holds P1 and P7 of SECURITY.md.
import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import fc from "fast-check";
import { claimsIn, isUsable, noteKey, noteOf, readNote, urlOf } from "../../pkg/front/glance.js";
import { markersOf } from "../../pkg/front/markers.js";
import { isPlainAnswer } from "../../pkg/front/send.js";

const options = { id: "https://example.com", plugin: "auto", expiryMargin: 30 };
const site = options.id;
const record = JSON.stringify({ site, token: "a.b.c" });
const root = `${site}/wp-json`;
const session = { status: "authenticated", user: { id: 1 } };

/** A record and the note that the engine leaves for it. */
const noted = (seen, given = options, text = JSON.stringify({ session, ...seen })) =>
  noteOf(given, record, text);

describe("readNote", () => {
  it("reads what the engine wrote, with the token of the record", () => {
    const seen = { session, user: "1", claims: true, carrier: { header: "X-T" } };
    const { carrier, ...found } = readNote(options, record, noted({ ...seen, root: "/wp-json" }));
    assert.deepEqual(found, { session, user: "1", claims: true, record, token: "a.b.c", root });
    assert.deepEqual(carrier, { header: "X-T", refusedWith: undefined });
  });

  it("takes a root below the site, in each form that the engine writes", () => {
    for (const path of ["/wp-json", "/index.php/wp-json", "/index.php?rest_route="]) {
      assert.equal(readNote(options, record, noted({ root: path })).root, site + path);
    }
  });

  // Anybody who can write storage can calculate the seal.
  it("takes no root by which a forged note could lead the token outside the site's path", () => {
    const blog = { ...options, id: `${site}/blog` };
    const stored = JSON.stringify({ site: blog.id, token: "a.b.c" });
    const piece = fc.constantFrom(
      ...[
        "/",
        ".",
        "..",
        "\\",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "%252e",
        "\t",
        "\n",
        " ",
        ";",
        "@",
        ":",
        "?",
      ],
      ...["#", "&", "rest_route=", "wp-json", "x", "//evil.example", site, blog.id, "．", "\u0000"],
    );
    const pieces = fc.array(piece, { maxLength: 7 }).map((all) => all.join(""));
    const odd = fc.oneof(
      fc.jsonValue(),
      pieces.map((text) => [text]),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          pieces,
          pieces.map((text) => `/${text}`),
          odd,
        ),
        (root) => {
          const text = JSON.stringify({ session, root });
          const seen = readNote(blog, stored, noteOf(blog, stored, text));
          const url = seen && urlOf(seen, "/wp/v2/posts");
          if (!url) return;
          assert.match(url, /^https:\/\/example\.com\/blog\/[\w-]/);
          const path = url.split(/[?#]/)[0];
          assert.equal(new URL(url).origin + new URL(url).pathname, path);
          assert.doesNotMatch(path, /[\\%;\s]|\/\.\.?(\/|$)/);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it("sends no cookies because a note says so, and survives what else it may hold", () => {
    const forged = { header: "X-T", cookies: true, credentials: "include", refusedWith: 5 };
    const { carrier } = readNote(options, record, noted({ carrier: forged }));
    assert.deepEqual(carrier, { header: "X-T", refusedWith: 5 });
    assert.equal(isPlainAnswer(Response.json([], { status: 401 }), carrier), false);
    assert.equal(isPlainAnswer(Response.json([]), carrier), true);
    for (const session of [null, undefined, 1, "x", [], {}]) {
      assert.equal(readNote(options, record, noted({ session })), undefined);
    }
  });

  it("takes no session that belongs to another site", () => {
    for (const other of [`${site}.evil.example`, `${site}/`, "", undefined, [site]]) {
      const stored = JSON.stringify({ site: other, token: "a.b.c" });
      const text = JSON.stringify({ session });
      assert.equal(readNote(options, stored, noteOf(options, stored, text)), undefined);
    }
  });

  it("reads nothing if anything is missing, changed or another client's", () => {
    const note = noted({ root: "/wp-json" });
    assert.ok(readNote(options, record, note));
    for (const [given, stored, text] of [
      [options, undefined, note],
      [options, "", note],
      [options, record, undefined],
      [options, record, ""],
      [options, `${record} `, note],
      [options, record.replace("a.b.c", "a.b.d"), note],
      [options, record, `${note} `],
      [options, record, note.slice(1)],
      [options, record, note.replace("/wp-json", "/wp-jsom")],
      [{ ...options, id: "https://example.net" }, record, note],
      [{ ...options, plugin: "jwt-auth" }, record, note],
      [{ ...options, expiryMargin: 31 }, record, note],
      [options, record, noted({}, options, "{")],
    ]) {
      assert.equal(readNote(given, stored, text), undefined);
    }
  });

  it("reads a session of 65,536 characters, and none that is longer", () => {
    const long = (length) => {
      const start = `{"site":"${site}","token":"`;
      const made = `${start}${"a".repeat(length - start.length - 2)}"}`;
      const text = JSON.stringify({ session });
      return [made, noteOf(options, made, text)];
    };
    const note = long(1000)[1].length;
    for (let over = -9; over <= 9; over++) {
      const [stored, text] = long(65_536 - note + over);
      const found = readNote(options, stored, text);
      assert.equal(found !== undefined, stored.length + text.length <= 65_536);
    }
  });
});

describe("noteOf", () => {
  // A change of it makes every stored note useless once, until the engine has written a new one.
  it("begins with the hash of Java's String, begun with 1, over the settings and both texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (record, text) => {
        let hash = 1n;
        const all = JSON.stringify([options.id, options.plugin, 30, record, text]);
        for (const char of all) hash = BigInt.asIntN(32, hash * 31n + BigInt(char.codePointAt(0)));
        assert.equal(noteOf(options, record, text), `${hash} ${text}`);
      }),
    );
  });
});

describe("isUsable", () => {
  afterEach(() => mock.timers.reset());
  const markers = { list: () => new URLSearchParams({ out: "m1" }) };
  for (const [seen, usable] of [
    [{ since: 1000, until: 1001 }, true],
    [{ since: 1000 }, true],
    [{ since: 0, until: null }, true],
    [{ since: 1001 }, false],
    [{ since: 0, until: 1000 }, false],
    [{ since: 0, until: 999 }, false],
    [{ since: 0, user: "out" }, false],
    [{ since: 0, user: "out", marker: "" }, false],
    [{ since: 0, user: "out", marker: "m0" }, false],
    [{ since: 0, user: "out", marker: "m1" }, true],
    [{ since: 0, user: "in", marker: "m1" }, true],
    [{}, false],
  ]) {
    it(`${JSON.stringify(seen)} at 1000: ${usable}`, () => {
      mock.timers.enable({ apis: ["Date"], now: 1000 });
      assert.equal(isUsable(seen, markers), usable);
    });
  }
});

it("claimsIn decodes the payload that the engine has checked, and no other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const text = JSON.stringify({ name, high: "\u00ff\u00fe??>>" });
      const token = `a.${Buffer.from(text).toString("base64url")}.c`;
      assert.equal(claimsIn({ claims: true, token }), text);
      assert.equal(claimsIn({ token }), undefined);
    }),
  );
  assert.equal(claimsIn(undefined), undefined);
});

it("noteKey is a key of its own", () => assert.equal(noteKey("presskey:x"), "presskey:x:front"));

describe("urlOf", () => {
  const query = "https://example.com/index.php?rest_route=";
  for (const [target, path, more = ""] of [
    ["/wp/v2/posts", "/wp/v2/posts"],
    ["/wp/v2/posts/", "/wp/v2/posts/"],
    ["/wp-json/wp/v2/posts", "/wp/v2/posts"],
    ["/wp-jsonx/v2", "/wp-jsonx/v2"],
    ["/x/wp-json/v2", "/x/wp-json/v2"],
    ["/wp/v2/posts?a=1&b=%20#c", "/wp/v2/posts", "a=1&b=%20"],
    ["/wp/v2/posts?#c", "/wp/v2/posts"],
    ["/a?x?y", "/a", "x?y"],
    ["/a-b.c~d_e/F9", "/a-b.c~d_e/F9"],
    ["/a#b?c", "/a"],
  ]) {
    it(target, () => {
      assert.equal(urlOf({ root }, target), root + path + (more && `?${more}`));
      assert.equal(urlOf({ root: query }, target), query + path + (more && `&${more}`));
    });
  }

  for (const target of [
    ...["", "/", "//", "a", "wp/v2", "https://example.com/wp-json/wp/v2", "?a=1", "#a"],
    ...["//evil.example/", "/\\evil.example", "/a//b", "/a/../b", "/./a", "/a/..", "/.a"],
    ...["/a/%2e%2e/b", "/a%2fb", "/a\\b", "/a b", "/a\tb", "/a\n", "/é", "/a/b;c", "/a/b:c"],
    ...["/~a", "/a/~", "/a@b", "/wp-json", "/wp-json/", "/wp-json?a=1"],
  ]) {
    it(`leaves ${JSON.stringify(target)} to the engine`, () => {
      const isRoute = target === "/wp-json" || target === "/wp-json?a=1";
      assert.equal(urlOf({ root }, target) !== undefined, isRoute);
    });
  }

  it("makes no URL without a root", () => assert.equal(urlOf({}, "/wp/v2/posts"), undefined));

  it("makes no URL that a browser would change, or send elsewhere", () => {
    const piece = fc.constantFrom(..."/.\\%?#@:;~-_ \t\na2", "..", "%2e", "%2F", "wp-json", "//");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const url = urlOf({ root }, `/${pieces.join("")}`);
        if (url === undefined) return;
        const { origin, pathname } = new URL(url);
        assert.equal(origin + pathname, url.split("?")[0]);
        assert.ok(url.startsWith(`${root}/`));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("markersOf", () => {
  const page = () => {
    const items = new Map();
    globalThis.localStorage = {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, text) => items.set(key, text),
    };
    return items;
  };
  afterEach(() => delete globalThis.localStorage);

  it("keeps one mark for each user, and no others'", () => {
    const items = page();
    const markers = markersOf("key", "page");
    assert.equal(markers.list().get("1"), null);
    const [first, second] = [markers.leave("1"), markers.leave("2")];
    assert.match(first, /^[a-z0-9]{4,}$/);
    assert.deepEqual(
      ["1", "2"].map((name) => markers.list().get(name)),
      [first, second],
    );
    const again = markers.leave("1");
    assert.notEqual(again, first);
    assert.deepEqual(
      ["1", "2"].map((name) => markers.list().get(name)),
      [again, second],
    );
    assert.equal(items.get("key"), `2=${second}&1=${again}`);
  });

  it("keeps the last 50 and the new one", () => {
    page();
    const markers = markersOf("key", "page");
    const left = Array.from({ length: 60 }, (_, at) => markers.leave(String(at)));
    for (const [at, marker] of left.entries()) {
      assert.equal(markers.list().get(String(at)), at < 9 ? null : marker);
    }
  });

  it("leaves and finds nothing where there is no page", () => {
    const items = page();
    markersOf("key", "page").leave("1");
    const [text] = items.values();
    for (const place of ["worker", "server"]) {
      const markers = markersOf("key", place);
      assert.equal(markers.list().get("1"), null);
      assert.equal(markers.leave("1"), "");
      assert.deepEqual([...items.values()], [text]);
    }
  });

  it("works without a storage", () => {
    const markers = markersOf("key", "page");
    assert.equal(markers.list().get("1"), null);
    assert.match(markers.leave("1"), /./);
  });
});
