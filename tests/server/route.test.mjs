// Which route and which method a call of `/rest` names, for WordPress and every server before it.
// rest.test.mjs tests the same through a backend.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  checkQuery,
  checkRoute,
  embedsLinks,
  holdsRequests,
  steersCall,
} from "../../pkg/server/route.js";

const REFUSED = { code: "invalid_option", http: 400 };

describe("checkRoute", () => {
  for (const [path, route] of [
    ["", "/"],
    ["/", "/"],
    ["/wp-json", "/"],
    ["/wp-json/", "/"],
    ["/wp-json/wp/v2/posts", "/wp/v2/posts"],
    ["/wp-jsonx/wp", "/wp-jsonx/wp"],
    ["/x/wp-json/wp", "/x/wp-json/wp"],
    ["/wp/v2/posts/", "/wp/v2/posts"],
    ["/a/b%20c", "/a/b c"],
    ["/a/%C3%A9", "/a/é"],
    ["/a/é", "/a/é"],
    ["/a/100%25", "/a/100%"],
    ["/a/...", "/a/..."],
    ["/a/.b", "/a/.b"],
    ["/a/b.", "/a/b."],
    ["/a/%E2%80%A6", "/a/…"],
    ["/a/%C2%BD", "/a/½"],
    ["/a/%EF%BC%9F%EF%BC%9B", "/a/？；"],
    ["/a/b:c@d,e=f&g+h!", "/a/b:c@d,e=f&g+h!"],
    // Encoded four times, which all servers together undo.
    ["/a/%25252541", "/a/%252541"],
  ]) {
    it(`${path || "nothing"} is ${route}`, () => assert.equal(checkRoute(path), route));
  }

  for (const path of [
    ...["a", "wp/v2", "//", "//evil.example", "/a//b", "/a//"],
    ...["/%", "/%zz", "/%C3", "/%ff"],
    ...["/.", "/..", "/a/.", "/a/..", "/a/./b", "/a/../b", "/%2e", "/a/%2E%2e/b", "/a/.%2e"],
    ...["/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a%5Cb"],
    ...["/a%252fb", "/a/%25252e/b", "/%252e%252e/a", "/a/%25252525252e"],
    ...["/a%00", "/a%0a", "/a\n", "/a%1f", "/a%7f", "/a\x7f", "/a\t", "/a%250a"],
    ...["/a/%2525252541", "/a/%252525252541"],
    // Path parameters, as Tomcat and Jetty cut them off.
    ...[
      "/a/..;/b",
      "/..;x=1/b",
      "/a/%2e%2e;/b",
      "/a/..%3b/b",
      "/a/.%2e%253b/b",
      "/a;/b",
      "/;/b",
      "/a;x",
    ],
    // An encoded mark ends the path where something decodes it before WordPress.
    ...["/a%3frest_route=/b", "/a%23b", "/a%253fb"],
    // What Windows trims, and what becomes ASCII in a lossy conversion.
    ...["/a/..%20/b", "/a/.%20", "/a/%ef%bc%8e%ef%bc%8e/b", "/a/．．/b", "/a/%E2%80%A5/b", "/a／b"],
    ...["/a%EF%BC%BCb", "/a/%E2%84%80"],
  ]) {
    it(`refuses ${JSON.stringify(path)}`, () => assert.throws(() => checkRoute(path), REFUSED));
  }

  // The strictest reading, and the loosest: whatever a server makes of it, it is the same route.
  it("accepts no path that any number of decodings turns into another route", () => {
    const piece = fc.constantFrom(
      ...["/", ".", "..", "%2e", "%2f", "%5c", "%", "25", "%25", "a", "B", "2e", "2f", "\\", "%00"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = `/${pieces.join("")}`;
        let route;
        try {
          route = checkRoute(path);
        } catch (error) {
          assert.equal(error.code, "invalid_option");
          return;
        }
        assert.equal(route, decodeURIComponent(path).replace(/(?<=.)\/$/, ""));
        let text = path;
        for (let round = 0; round < 20; round++) {
          const slashes = (value) => value.split("/").length;
          assert.equal(slashes(text), slashes(path), text);
          assert.equal(new URL(text, "http://a").pathname, new URL(`http://a${text}`).pathname);
          assert.ok(!/\\|(^|\/)\.{1,2}(\/|$)/.test(text), text);
          text = text.replace(/%([\da-f]{2})/gi, (_, hex) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          );
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("checkQuery", () => {
  for (const [search, methods] of [
    ["", []],
    ["?", []],
    ["?a=1&b=2", []],
    // WordPress knows it as a parameter like any other.
    ["?method=DELETE", []],
    ["?Method=DELETE", []],
    ["?_method=delete", ["DELETE"]],
    ["?_method=GET&_method=PUT", ["GET", "PUT"]],
    ["?a=1;_method=patch", [undefined]],
    ["?_method=patch;a=1", [undefined]],
    ["?_method", [undefined]],
    ["?_method=", [undefined]],
    ["?_method=a=b", [undefined]],
    ["?_method=+GET", [undefined]],
    ["?_method=%44ELETE", [undefined]],
    ["?%5Fmethod=DELETE", [undefined]],
    ["?.method=DELETE", [undefined]],
    ["? _METHOD=DELETE", [undefined]],
    ["?_Method=DELETE", [undefined]],
    ["?_method[]=DELETE", [undefined]],
    ["?_method%00x=DELETE", [undefined]],
    ["?_method%=DELETE", [undefined]],
    ["?&&;&_method=PUT&", ["PUT"]],
    ["?methods=DELETE", []],
    ["?x_method=DELETE", []],
    ["?search=_method", []],
    ["?a=?_method=PUT", []],
    ["met?hod=DELETE", []],
  ]) {
    it(`${search}: ${methods}`, () => assert.deepEqual(checkQuery(search), methods));
  }

  for (const name of ["rest_route", "_jsonp"]) {
    const loose = name.replace("_", ".");
    for (const search of [
      ...[`?${name}=/a`, `?a=1&${name}=/a`, `?a=1;${name}`, `?${name}[]=/a`, `?${loose}=/a`],
      ...[`?+${name}=/a`, `?${name.toUpperCase()}=/a`, `?${name.replace("_", "%5f")}=/a`],
    ]) {
      it(`refuses ${search}`, () => assert.throws(() => checkQuery(search), REFUSED));
    }
    it(`accepts a value or another name with ${name}`, () => {
      assert.deepEqual(checkQuery(`?a=${name}&my${name}=1&${name}s=1`), []);
    });
  }
});

it("holdsRequests finds a list of requests, however its name is spelled", () => {
  for (const text of [
    ...["?requests[0][path]=/a", "?a=1&requests[]=", "requests[0]", "%72equests%5B0]=1"],
    ...[
      "a=1;requests[0]=",
      "+requests[0]",
      ".requests[0]",
      "%ff=1&requests.[0]",
      "&&&&requests[=1",
    ],
  ])
    assert.equal(holdsRequests(text), true, text);
  for (const text of [
    ...[
      "",
      "?requests=1",
      "?request[0]=1",
      "?requestsx[0]=1",
      "re?quests[0]=1",
      "?a=requests[0]",
      "my-requests[0]=1",
    ],
    "&".repeat(1e6),
  ])
    assert.equal(holdsRequests(text), false, text.slice(0, 30));
});

it("steersCall finds the route and every parameter of the REST API's own", () => {
  for (const field of [
    ...["rest_route", "rest.route", "rest_route[]", "_method", "_fields", "_", " _method"],
    ...["\t.method", ".method", "[method", "_jsonp[a]"],
  ])
    assert.equal(steersCall(field), true, field);
  for (const field of ["", "title", "meta_box", "a.b", "meta[_key]", "rest", "x rest_route"])
    assert.equal(steersCall(field), false, field);
});

it("embedsLinks: whether WordPress adds what the response links to", () => {
  for (const query of [
    "?_embed",
    "?a=1&_embed=author",
    "?_embed[]=a",
    "?%5Fembed",
    "?.embed=1",
    "?+_embed",
  ])
    assert.equal(embedsLinks(query), true, query);
  for (const query of ["", "?", "?a=1", "?embed", "?_embedded=1", "?a=_embed", "?a_embed"])
    assert.equal(embedsLinks(query), false, query);
});
