// Which pages may call the endpoints: every combination of what browsers say of themselves.
// Holds B3 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../support/app.mjs";
import { BASE, browser, ORIGIN } from "./lib/browser.mjs";
import { setWorld } from "./lib/world.mjs";

let backend;
let cookie;
const world = setWorld(async () => {
  backend = world.backend({ trustedOrigins: [`${TRUSTED}/`] });
  const visitor = browser(backend);
  await visitor.login(credentials("editor"));
  cookie = visitor.cookie();
});
const TRUSTED = "https://admin.example.com";

const SITES = [
  ...[undefined, "same-origin", "same-site", "cross-site", "none", "SAME-ORIGIN"],
  ...["cross-site, same-origin", "same-origin, cross-site"],
];
const ORIGINS = [
  undefined,
  ORIGIN,
  TRUSTED,
  "null",
  "https://evil.example",
  "https://app.example.com.evil.example",
  "https://app.example.com:8443",
  "http://app.example.com",
  `${ORIGIN}/`,
  `${ORIGIN}, https://evil.example`,
];
const combinations = SITES.flatMap((site) => ORIGINS.map((origin) => [site, origin]));

/** Names DELETE for WordPress, or may. */
const METHODS = [
  ...["_method=DELETE", ".method=DELETE", "%5fmethod=DELETE", "+_method=DELETE"],
  ...["a=1;_method=delete", "_method%00x=DELETE", "_method[=DELETE"],
];

/** Nothing but a script can set it. */
const SCRIPT = { "presskey-user": "" };

/** Whether a call with these headers gets through; WordPress must not hear of one that does not. */
async function passes([method, path, json, more], [site, origin], url = ORIGIN, via = backend) {
  const headers = new Headers({ cookie, ...more });
  if (site !== undefined) headers.set("sec-fetch-site", site);
  if (origin !== undefined) headers.set("origin", origin);
  if (json) headers.set("content-type", "application/json");
  world.site.clearLog();
  const body = json && JSON.stringify(json);
  const answer = await via.handle(new Request(url + BASE + path, { method, headers, body }));
  for (const [name] of answer.headers) assert.doesNotMatch(name, /^access-control/);
  const refused = answer.headers.get("presskey-error") === "origin_not_allowed";
  if (!refused) return true;
  assert.equal(answer.status, 403);
  assert.equal((await answer.json()).code, "origin_not_allowed");
  assert.deepEqual(world.site.log(), []);
  return false;
}

const named = ([site, origin]) => `Sec-Fetch-Site: ${site}, Origin: ${origin}`;

for (const write of [
  ["POST", "/login", { username: "editor", password: "wrong" }],
  ["POST", "/refresh"],
  ["POST", "/validate"],
  ["POST", "/rest/wp/v2/posts", { title: "x" }],
  ["PUT", "/rest/wp/v2/posts/1", {}],
  ["PATCH", "/rest/wp/v2/posts/1", {}],
  ["DELETE", "/rest/wp/v2/posts/1"],
  // WordPress obeys these whatever the request's own method is.
  ...METHODS.map((query) => ["GET", `/rest/wp/v2/posts/1?${query}`, undefined, SCRIPT]),
  ["GET", "/rest/wp/v2/posts/1", undefined, { "x-http-method-override": "DELETE" }],
  // Last, since it ends the session.
  ["POST", "/logout"],
]) {
  it(`${write.slice(0, 2).join(" ")}, ${JSON.stringify(write[3] ?? {})}: own pages only`, async () => {
    for (const combination of combinations) {
      const [site, origin] = combination;
      const own = site === "same-origin" || origin === ORIGIN || origin === TRUSTED;
      assert.equal(await passes(write, combination), own, named(combination));
    }
  });
}

for (const read of [
  ["GET", "/session"],
  ["HEAD", "/session"],
  ["GET", "/rest/wp/v2/users/me"],
  ["HEAD", "/rest/wp/v2/users/me"],
  ["OPTIONS", "/rest/wp/v2/posts"],
  ["GET", "/rest/wp/v2/posts?_method=GET"],
  ["GET", "/rest/wp/v2/posts?search=_method"],
]) {
  it(`${read.join(" ")}: from anywhere but other sites`, async () => {
    for (const combination of combinations) {
      assert.equal(
        await passes(read, combination),
        !combination[0]?.includes("cross-site"),
        named(combination),
      );
    }
  });
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const HTML = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const sent = (dest, mode) => ({ "sec-fetch-dest": dest, "sec-fetch-mode": mode });

for (const [what, method, headers] of [
  ["an image", "GET", sent("image", "no-cors")],
  ["a link", "GET", { ...sent("document", "navigate"), ...HTML }],
  ["<link rel=preload as=fetch crossorigin>", "GET", sent("empty", "cors")],
  ["any element, in an old browser", "GET", {}],
  ["any element, in an old browser", "HEAD", {}],
  ["a form", "POST", { ...sent("document", "navigate"), ...FORM }],
  ["a form with a frame for its target", "POST", { ...sent("iframe", "navigate"), ...FORM }],
  ["a form, with a proxy's header", "POST", { ...sent("empty, document", "navigate"), ...FORM }],
  ["a form, in an old browser", "POST", { ...HTML, "content-type": "text/plain" }],
  ["<a ping>", "POST", { ...sent("empty", "no-cors"), "content-type": "text/ping" }],
  ["<a ping>, in an old browser", "POST", { accept: "*/*", "content-type": "text/ping" }],
]) {
  it(`${method}, ${what}: markup in an own page changes nothing`, async () => {
    const visitor = browser(backend, { headers: { cookie } });
    const paths = METHODS.map((query) => `/rest/wp/v2/posts/1?${query}`);
    if (method === "POST") paths.push("/rest/wp/v2/posts", "/logout", "/refresh", "/validate");
    world.site.clearLog();
    for (const path of paths) {
      for (const from of [{}, { "sec-fetch-site": undefined, origin: ORIGIN }]) {
        const answer = await visitor.send(path, { method, headers: { ...headers, ...from } });
        assert.deepEqual(
          [answer.status, answer.headers.get("presskey-error"), answer.headers.getSetCookie()],
          [403, "forbidden", []],
          path,
        );
      }
    }
    assert.deepEqual(world.site.log(), []);
  });
}

for (const [what, method, headers] of [
  ["a script", "POST", { ...sent("empty", "cors"), accept: "*/*", "content-type": "text/plain" }],
  ["a form that a script sends", "POST", { ...sent("empty", "cors"), ...FORM }],
  ["a script, in an old browser", "POST", { accept: "*/*", ...FORM }],
  ["a beacon", "POST", { ...sent("empty", "no-cors"), "content-type": "text/plain" }],
  ["a server", "POST", {}],
  ["a script that says whom it shows", "GET", SCRIPT],
]) {
  it(`${method}, ${what}: is passed on`, async () => {
    const visitor = browser(backend, { headers: { cookie } });
    const path = "/rest/wp/v2/posts/1?_method=DELETE";
    world.site.clearLog();
    const { status } = await visitor.send(path, { method, headers });
    assert.notEqual(status, 403);
    assert.equal(world.site.log().length, 1);
  });
}

it("behind a proxy that ends TLS, the page of the plain http: site is another one's", async () => {
  const url = "http://app.example.com";
  const write = ["POST", "/rest/wp/v2/posts", { title: "x" }];
  assert.equal(await passes(write, ["cross-site", "http://app.example.com"], url), false);
  assert.equal(await passes(write, ["same-origin", ORIGIN], url), true);
  // Browsers that do not say where a request comes from.
  assert.equal(await passes(write, [undefined, ORIGIN], url), true);
  assert.equal(await passes(write, [undefined, "http://evil.example"], url), false);
  // Such a browser, behind a proxy that tells of TLS.
  const forwarded = ["POST", "/refresh", undefined, { "x-forwarded-proto": "https" }];
  assert.equal(await passes(forwarded, [undefined, "http://app.example.com"], url), false);
  assert.equal(await passes(forwarded, [undefined, ORIGIN], url), true);
});

// On the own machine there is no TLS, and browsers say `http:` in Origin.
for (const host of [
  "localhost",
  "wp.dev.localhost:3000",
  "127.0.0.1",
  "127.12.0.255",
  "[::1]:80",
]) {
  it(`${host} is loopback: its page of plain http: is the own one`, async () => {
    const { origin } = new URL(`http://${host}`);
    const write = ["POST", "/rest/wp/v2/posts", { title: "x" }];
    for (const site of [undefined, "same-site"]) {
      assert.equal(await passes(write, [site, origin], origin), true, site);
      const secure = origin.replace("http:", "https:");
      assert.equal(await passes(write, [site, secure], origin), false, site);
    }
  });
}

for (const host of [
  ...["localhost.example", "mylocalhost", "my-localhost.example", "127.0.0.1.example"],
  ...["127.example", "x127.0.0.1.example", "128.0.0.1", "[::2]", "x.localhost.example"],
]) {
  it(`${host} is not loopback: its page of plain http: is another one`, async () => {
    const { origin } = new URL(`http://${host}`);
    const write = ["POST", "/rest/wp/v2/posts", { title: "x" }];
    assert.equal(await passes(write, ["same-site", origin], origin), false);
    assert.equal(await passes(write, ["same-site", `https://${host}`], origin), true);
    // A browser that does not say where the request comes from, and no proxy that tells of TLS.
    for (const proto of [undefined, "http", "http, https", "x-https"]) {
      const told = proto && { "x-forwarded-proto": proto };
      for (const own of [origin, `https://${host}`]) {
        assert.equal(await passes([...write, told], [undefined, own], origin), true, proto);
      }
    }
    const told = { "x-forwarded-proto": "HTTPS,http" };
    assert.equal(await passes([...write, told], [undefined, origin], origin), false);
  });
}

it("the Host header decides nothing", async () => {
  const write = ["POST", "/logout", undefined, { host: "evil.example" }];
  assert.equal(await passes(write, [undefined, "https://evil.example"]), false);
  const forwarded = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  const other = ["POST", "/logout", undefined, forwarded];
  assert.equal(await passes(other, [undefined, "https://evil.example"]), false);
});

it("a preflight is answered without CORS headers", async () => {
  for (const path of ["/session", "/login", "/rest/wp/v2/posts"]) {
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const request = new Request(ORIGIN + BASE + path, { method: "OPTIONS", headers });
    const answer = await backend.handle(request);
    for (const [name] of answer.headers) assert.doesNotMatch(name, /^access-control/);
  }
});

it("a login needs JSON: forms of other sites can send anything else", async () => {
  const visitor = browser(world.backend());
  const text = JSON.stringify(credentials("editor"));
  for (const type of [
    undefined,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain; application/json",
    "application/jsonx",
  ]) {
    const body = new TextEncoder().encode(text);
    const answer = await visitor.send("/login", {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    assert.equal(answer.status, 415, type);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  assert.deepEqual(world.site.log(), []);
});
