// Which headers pass a backend, in both directions, and the links in them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linkRewriter, requestHeaders, responseHeaders } from "../../pkg/server/headers.js";

describe("to WordPress", () => {
  it("nothing goes that tells who somebody is", () => {
    const passed = {
      accept: "application/json",
      "accept-language": "de",
      "content-type": "application/json",
      "content-disposition": "attachment",
      "if-none-match": '"a"',
      "if-modified-since": "x",
      range: "bytes=0-1",
      "x-http-method-override": "PUT",
    };
    const kept = {
      ...{
        cookie: "a=b",
        authorization: "Bearer t",
        "x-wp-nonce": "n",
        origin: "https://a.example",
      },
      ...{ referer: "https://a.example/", "user-agent": "x", "x-forwarded-for": "6.6.6.6" },
      ...{ host: "a.example", forwarded: "for=6.6.6.6", "x-acme": "y" },
    };
    const headers = requestHeaders(new Headers({ ...passed, ...kept }));
    assert.deepEqual(Object.fromEntries(headers), passed);
    assert.deepEqual([...requestHeaders(new Headers())], []);
    assert.deepEqual([...requestHeaders(new Headers({ accept: "" }))], [["accept", ""]]);
  });
});

describe("to the browser", () => {
  const of = (from, isPersonal = true, rewrite = (whole) => whole) =>
    Object.fromEntries(responseHeaders(new Headers(from), { isPersonal, rewrite }));
  const always = {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    vary: "Cookie",
    "x-content-type-options": "nosniff",
  };

  it("what describes the response goes, and what makes it harmless", () => {
    const passed = {
      ...{ "content-type": "text/html", "content-disposition": "inline", "content-range": "x" },
      ...{ etag: '"a"', "last-modified": "y", allow: "GET", "retry-after": "7" },
      ...{ "x-wp-total": "1", "x-wp-totalpages": "2", "x-wp-upload-attachment-id": "3" },
    };
    const kept = {
      ...{ "access-control-allow-origin": "*", "content-security-policy": "script-src *" },
      ...{
        refresh: "0; url=https://a.example",
        location: "/x",
        "x-wp-nonce": "n",
        server: "nginx",
      },
      ...{ "cache-control": "public", vary: "*", "clear-site-data": '"*"', "x-frame-options": "x" },
    };
    assert.deepEqual(of({ ...passed, ...kept }), { ...passed, ...always });
  });

  for (const type of ["multipart/x-mixed-replace; boundary=x", "text/html, Multipart/Mixed"]) {
    // Holds B5 of SECURITY.md.
    it(`${type}: parts may set cookies in Firefox, so it goes as bytes`, () => {
      assert.equal(of({ "content-type": type })["content-type"], "application/octet-stream");
    });
  }

  it("only a visitor without a session may get what a cache has asked for again", () => {
    assert.equal(of({}, true)["cache-control"], always["cache-control"]);
    assert.equal(of({}, false)["cache-control"], "private, no-cache");
  });

  for (const [link, passed] of [
    ["", undefined],
    ["<https://e.com/a>; rel=next", "<https://e.com/a>; rel=next"],
    ["<a>; rel=preload", undefined],
    ["</a.js>; rel=preload; as=script", undefined],
    ["<>; rel=preload", undefined],
    ['<a>; rel="stylesheet"; type=x', undefined],
    ["<a>; rel=PREFETCH", undefined],
    ["<a>;rel=preload", undefined],
    ['<a>; title="An icon"; rel=next', '<a>; title="An icon"; rel=next'],
    ['<a>; rel="pre\\load"', undefined],
    ["<a>; title=x; rel = icon, <b>; rel=next", "<b>; rel=next"],
    ["<a>; rel=next, <b>; rel=dns preconnect", "<a>; rel=next"],
    ["<a>; rel=prev, <b>; rel=manifest, <c>; rel=last", "<a>; rel=prev, <c>; rel=last"],
    ["<a>; rel=next; preload", "<a>; rel=next; preload"],
  ]) {
    it(`Link: ${link}`, () => {
      assert.equal(of({ Link: link }).link, passed);
    });
  }

  for (const [what, link] of [
    ["relations", `<https://e.com/x>; ${"rel".repeat(20_000)}`],
    ["parts of relations", `<https://e.com/x>; ${"relpre".repeat(10_000)}`],
    ["blanks", `<https://e.com/x>; a="${" ,".repeat(30_000)}x"`],
  ]) {
    it(`a long header of ${what} takes no longer than in proportion`, () => {
      const begun = performance.now();
      assert.equal(of({ Link: link }).link, link);
      assert.ok(performance.now() - begun < 3000);
    });
  }

  it("a link with a long path takes no longer than in proportion", () => {
    const rewrite = linkRewriter("https://e.com/?rest_route=/", "/rest");
    const begun = performance.now();
    for (const path of ["/", "a"]) {
      const link = `<https://e.com/${path.repeat(100_000)}>`;
      assert.equal(rewrite(link, link.slice(1, -1), ""), link);
    }
    assert.ok(performance.now() - begun < 3000);
  });

  it("each link is rewritten", () => {
    const link = "<https://e.com/a>; rel=next, <https://e.com/b>; rel=prev";
    const seen = [];
    const rewrite = (...given) => {
      seen.push(given.slice(0, 3));
      return "<x>; rel=y";
    };
    assert.equal(of({ Link: link }, true, rewrite).link, "<x>; rel=y<x>; rel=y");
    assert.deepEqual(seen, [
      ["<https://e.com/a>; rel=next, ", "https://e.com/a", "; rel=next, "],
      ["<https://e.com/b>; rel=prev", "https://e.com/b", "; rel=prev"],
    ]);
  });
});

describe("linkRewriter", () => {
  const pretty = "https://e.com/blog/wp-json/";
  const query = "https://e.com/blog/index.php?rest_route=/";
  for (const [root, target, params, route] of [
    [pretty, "https://e.com/blog/wp-json/wp/v2/posts?page=2", "; rel=next", "/wp/v2/posts?page=2"],
    [pretty, "https://e.com/blog/wp-json", "; x", ""],
    [pretty, "/blog/wp-json/a", "; x", "/a"],
    [pretty, "https://e.com/blog/wp-jsonx/a", "; x", undefined],
    [pretty, "https://e.com/other", "; x", undefined],
    [pretty, "https://e.com/blog/?rest_route=/wp/v2/a b&page=2", "; x", "/wp/v2/a%20b?page=2"],
    [pretty, "https://e.com/blog/?rest_route=/a%2Fb", "; x", "/a/b"],
    [pretty, "https://e.com/blog/?rest_route=/a%3Fb", "; x", "/a%3Fb"],
    // WordPress knows itself by another host: only what is its own for sure is taken.
    [pretty, "https://other.com/blog/wp-json/a", "; rel=alternate", undefined],
    [pretty, "https://other.com/blog/wp-json/a", "; rel=next", "/a"],
    [pretty, "https://other.com/blog/wp-json/a", '; rel="prev"', "/a"],
    [pretty, "https://other.com/blog/wp-json/a", '; rel="first"', "/a"],
    [pretty, "https://other.com/blog/wp-json/a", '; rel="last"', "/a"],
    [pretty, "https://other.com/blog/wp-json/", '; rel="https://api.w.org/"', "/"],
    [pretty, "https://other.com/blog/wp-json/a", '; rel="https://apixw.org/"', undefined],
    [pretty, "https://e.com:bad/", "; x", undefined],
    [
      query,
      "https://e.com/blog/index.php?rest_route=%2Fwp%2Fv2%2Fposts&page=2",
      "; x",
      "/wp/v2/posts?page=2",
    ],
    [query, "https://e.com/any/wp-json/a?b", "; x", "/a?b"],
    [query, "https://e.com/any/wp-json", "; x", ""],
    [query, "https://e.com/wp-json/a/wp-json/b", "; x", "/a/wp-json/b"],
    [query, "https://e.com/any/wp-jsonx", "; x", undefined],
    [query, "https://e.com/any", "; x", undefined],
  ]) {
    it(`${root} ${target}${params}: ${route}`, () => {
      const whole = `<${target}>${params}`;
      const wanted = route === undefined ? whole : `</api/rest${route}>${params}`;
      assert.equal(linkRewriter(root, "/api/rest")(whole, target, params), wanted);
    });
  }
});
