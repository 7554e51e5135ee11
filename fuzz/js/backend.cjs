// A backend with a visitor who is logged in, before a WordPress that records what reaches it.
const assert = require("node:assert/strict");
const { createBackend } = require("../../pkg/cjs/server.js");

const SITE = "https://wp.example/blog/wp-json";
const OWN = "https://app.example";
const claims = { iat: 1, exp: 4_000_000_000, data: { user: { id: 7 } } };
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const TOKEN = `${part({ alg: "HS256" })}.${part(claims)}.c2ln`;

/** Requests that reached WordPress since the last look. */
let requests = [];

async function wordpress(input, init) {
  const request = new Request(input, { ...init, duplex: "half" });
  requests.push(request);
  const { pathname } = new URL(request.url);
  const login = { success: true, statusCode: 200, code: "jwt_auth_valid_credential", message: "" };
  const isLogin = pathname.endsWith("/jwt-auth/v1/token");
  const body = isLogin ? { ...login, data: { token: TOKEN, id: 7 } } : { id: 1 };
  const headers = { "Set-Cookie": "wp=1", "Access-Control-Allow-Origin": "*" };
  return Response.json(body, { headers });
}

const options = { site: SITE, plugin: "jwt-auth", secret: "0123456789abcdef0123456789abcdef" };
const backend = createBackend({ ...options, fetch: wordpress });
let visitor;

/** The `Cookie` header of somebody who is logged in. */
async function cookie() {
  visitor ??= (async () => {
    const body = JSON.stringify({ username: "editor", password: "p4ssw0rd!" });
    const headers = { Origin: OWN, "Content-Type": "application/json" };
    const url = `${OWN}/api/presskey/login`;
    const response = await backend.handle(new Request(url, { method: "POST", headers, body }));
    assert.equal(response.status, 200);
    return response.headers.getSetCookie().map((each) => each.split(";")[0])[0];
  })();
  return visitor;
}

/** What WordPress got of a request, and the backend's response. */
async function handle(request) {
  requests = [];
  const response = await backend.handle(request);
  const text = await response.text();
  assert.ok(response.status >= 200 && response.status < 600);
  assert.ok(!text.includes(TOKEN), "a response contains the token");
  for (const value of response.headers.getSetCookie()) assert.match(value, /; HttpOnly/);
  assert.equal(response.headers.get("Access-Control-Allow-Origin"), null);
  return { response, text, requests };
}

module.exports = { OWN, SITE, TOKEN, cookie, handle };
