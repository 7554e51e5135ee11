// Addresses that a URL parser, or a server behind it, reads otherwise than they look: who gets the token.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

const plugin = "jwt-authentication-for-wp-rest-api";
let site;
let wp;
/** Requests after the login. */
let seen = [];

before(async () => {
  site = await startMock();
  let isOpen = true;
  const own = async (input, init) => {
    if (isOpen) return fetch(input, init);
    const { href } = new URL(input);
    seen.push({ href, token: new Headers(init.headers).get("Authorization") });
    return Response.json([]);
  };
  wp = createClient({ site: site.url, plugin, fetch: own });
  await wp.login(credentials("editor"));
  isOpen = false;
});
beforeEach(() => {
  seen = [];
});
after(() => site?.stop());

/** What was sent of two calls to this address, if anything. */
async function call(address) {
  for (const auth of ["auto", "required"]) await wp.fetch(address, { auth }).catch(() => {});
  return seen;
}

// Holds P1 of SECURITY.md.
for (const host of [
  "127。0。0。1",
  "１２７．０．０．１",
  "127.0.0.⒈evil.example",
  "127.0.0.1．evil.example",
  "127.0.0.1。evil.example",
  "127.0.0.1｡evil.example",
  "127.0.0.1%E3%80%82evil.example",
  "127.0.0.1%EF%BC%8Eevil.example",
  "127.0.0.1\u00AD.evil.example",
  "127.0.0.1／evil.example",
  "127.0.0.1＃@evil.example",
  "127.0.0.1\\@evil.example",
  "127.0.0.1@evil.example",
  "127.0.0.1\t.evil.example",
  "evil.example／127.0.0.1",
  "2130706433",
  "0x7f.1",
]) {
  it(`the token goes to the origin that the browser makes of ${JSON.stringify(host)}`, async () => {
    const { origin, port } = new URL(site.url);
    const address = `http://${host}:${port}/wp-json/wp/v2/posts`;
    for (const { href, token } of await call(address)) {
      if (new URL(href).origin !== origin) assert.equal(token, null, href);
    }
    const isOwn = URL.canParse(address) && new URL(address).origin === origin;
    assert.equal(seen.filter(({ token }) => token).length, isOwn ? 2 : 0, address);
  });
}

it("a path that a server may decode to another one gets no token, however often it is encoded", async () => {
  for (const path of [
    "/wp-json/%2e%2e%2fx",
    "/wp-json/%252e%252e/x",
    "/wp-json/%25252e%25252e/x",
    "/wp-json/%25%32%65%25%32%65/x",
    "/wp-json/%2525%32%65./x",
    "/wp-json/..;/x",
    "/wp-json/..%3b/x",
    "/wp-json/%252e.%253bx/y",
    "/wp-json/a%5cb",
    "/wp-json/a%255cb",
    "/wp-json/a%25%35%63b",
    "/wp-json/a%252fb",
    "/wp-json/a%c0%afb",
    "/wp-json/%u002e%u002e/x",
  ]) {
    seen = [];
    for (const { token } of await call(site.url + path)) assert.equal(token, null, path);
  }
});
