// Calls that `/rest/**` passes on. Lines: the method, the path and query behind `/rest`, the header
// X-HTTP-Method-Override or nothing, where the call comes from (`own`, `other` or nothing), a body.
// Holds B1, B3 and B4 of SECURITY.md.
const assert = require("node:assert/strict");
const { cookie, handle, OWN, SITE } = require("./backend.cjs");

const SAFE = ["GET", "HEAD", "OPTIONS"];

exports.run = async (text) => {
  const [method, path, override, from, ...body] = text.split("\n");
  const headers = {
    Cookie: `${await cookie()}; wordpress_logged_in_x=1`,
    Authorization: "Basic eDp5",
  };
  if (override) headers["X-HTTP-Method-Override"] = override;
  if (from === "own") headers["Sec-Fetch-Site"] = "same-origin";
  if (from === "other") headers["Sec-Fetch-Site"] = "cross-site";
  const request = requestOf(
    `${OWN}/api/presskey/rest${path ?? ""}`,
    method,
    headers,
    body.join("\n"),
  );
  if (!request) return;
  const { response, requests } = await handle(request);
  assert.ok(!response.headers.getSetCookie().some((value) => value.startsWith("wp=")));
  for (const each of requests) checkRequest(each, from);
};

/** Nothing for what no browser can send. */
function requestOf(url, method, headers, body) {
  try {
    const given = SAFE.includes(method) || !body ? {} : { body };
    return new Request(url, { method, headers, ...given });
  } catch {
    return undefined;
  }
}

/** A request that reached WordPress is one of its REST API, in the visitor's name or nobody's. */
function checkRequest(request, from) {
  const url = new URL(request.url);
  assert.equal(url.origin, new URL(SITE).origin);
  // As WordPress reads the path after its web server and PHP have decoded it, however often.
  let { pathname } = url;
  const below = new URL(SITE).pathname;
  for (let round = 0; round < 4; round++) {
    const inside = pathname === below || pathname.startsWith(`${below}/`);
    assert.ok(inside && !/(^|[/\\])\.\.?([/\\]|$)|\\|\0/.test(pathname), request.url);
    pathname = decode(pathname);
  }
  const names = [...new URLSearchParams(url.search.replaceAll(";", "&")).keys()].map(phpName);
  assert.ok(!names.includes("rest_route") && !names.includes("_jsonp"), request.url);
  assert.equal(request.headers.get("Cookie"), null);
  assert.doesNotMatch(request.headers.get("Authorization") ?? "", /^Basic/);
  assert.equal(request.redirect, "manual");
  const query = new URLSearchParams(url.search);
  const asked = [
    query.get("_method"),
    request.headers.get("X-HTTP-Method-Override"),
    request.method,
  ];
  const writes = asked.some((name) => name && !SAFE.includes(name.toUpperCase()));
  // HTML in an own page can send a GET.
  const isOwn =
    from === "own" && asked.slice(1).some((name) => name && !/^(get|head)$/i.test(name));
  assert.ok(isOwn || !writes, `a write from elsewhere: ${request.method} ${request.url}`);
  assert.notEqual(from, "other");
}

const decode = (text) =>
  text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** PHP's variables: spaces are skipped, dots and spaces become underscores, NUL ends, `[` is a key. */
const phpName = (name) =>
  name.replace(/^ +/, "").split("\0")[0].split("[")[0].replace(/[ .]/g, "_");
