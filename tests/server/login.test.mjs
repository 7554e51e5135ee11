// POST /login: what it takes, what it tells, and what it leaves as it was.
import assert from "node:assert/strict";
import { it } from "node:test";
import { memoryStore } from "presskey/server";
import { credentials, jwt } from "../support/app.mjs";
import { sign } from "../support/mock-wordpress.mjs";
import { browser } from "./lib/browser.mjs";
import { setWorld } from "./lib/world.mjs";

const world = setWorld();
const interim = sign({ interim: true });
const LOGIN = "POST /jwt-auth/v1/token";

const post = (visitor, body, headers = {}) =>
  visitor.send("/login", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

async function assertFails(answer, status, code) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  const error = await answer.json();
  assert.equal(error.code, code);
  assert.ok(error.message);
  return error;
}

it("a wrong password says the same as an unknown user", async () => {
  const visitor = browser(world.backend());
  const one = await visitor.login({ username: "editor", password: "wrong-password" });
  const two = await visitor.login({ username: "nobody-here", password: "wrong-password" });
  assert.deepEqual(one.headers.getSetCookie(), []);
  const first = await assertFails(one, 401, "invalid_credentials");
  const second = await assertFails(two, 401, "invalid_credentials");
  assert.equal(first.message, second.message);
  assert.ok(!JSON.stringify([first, second]).includes("wrong-password"));
});

it("a failed login leaves the session that is there", async () => {
  const visitor = browser(world.backend());
  await visitor.login(credentials("editor"));
  const cookie = visitor.cookie();
  await assertFails(
    await visitor.login({ username: "editor", password: "x" }),
    401,
    "invalid_credentials",
  );
  world.site.setOptions({ answer: () => "break" });
  await assertFails(await visitor.login(credentials("admin")), 502, "unreachable");
  world.site.setOptions({ answer: undefined });
  assert.equal(visitor.cookie(), cookie);
  assert.equal((await visitor.session()).user.username, "editor");
});

it("a body that is no JSON object is refused before anything is sent", async () => {
  const visitor = browser(world.backend());
  for (const body of ["", "{", "[]", "null", '"x"', "1", "[1]", '{"username":', "\u0000"]) {
    await assertFails(await post(visitor, body), 400, "invalid_option");
  }
  await assertFails(await post(visitor, new Uint8Array([0xff, 0xfe])), 400, "invalid_option");
  for (const given of [
    {},
    { username: "editor" },
    { username: "editor", password: ["x"] },
    { username: { $ne: 1 }, password: "x" },
    { username: 1, password: "x" },
    { token: "eyJ.eyJ.x" },
    { token: "eyJ.eyJ.x", refreshToken: "x" },
    { code: "123456" },
  ]) {
    await assertFails(await visitor.login(given), 400, "invalid_option");
  }
  assert.deepEqual(world.got(LOGIN), []);
});

it("no field of a login names a route or a parameter of the REST API", async () => {
  const visitor = browser(world.backend({ allow: () => false }));
  for (const field of [
    ...["rest_route", "rest.route", "rest route", " rest_route", "rest_route[]", "rest_route\0x"],
    ...["_method", ".method", "_locale", "_envelope", "_wpnonce"],
  ]) {
    const answer = await visitor.login({ ...credentials("editor"), [field]: "/wp/v2/comments" });
    await assertFails(answer, 400, "invalid_option");
  }
  assert.deepEqual(world.site.log(), []);
  assert.equal((await visitor.login({ ...credentials("editor"), device_id: "x" })).status, 200);
});

it("a huge body is refused, announced or not, and not read to its end", async () => {
  const visitor = browser(world.backend());
  const announced = await visitor.send("/login", {
    method: "POST",
    body: new ReadableStream({}),
    headers: { "content-type": "application/json", "content-length": "100000000" },
  });
  await assertFails(announced, 413, "invalid_option");
  let read = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      read += 10_000;
      controller.enqueue(new Uint8Array(10_000).fill(32));
    },
    cancel() {
      cancelled = true;
    },
  });
  await assertFails(await post(visitor, endless), 413, "invalid_option");
  assert.ok(read < 200_000, `${read} bytes`);
  assert.ok(cancelled);
  const lie = await post(visitor, new Blob(["x".repeat(70_000)]).stream(), {
    "content-length": "5",
  });
  await assertFails(lie, 413, "invalid_option");
  assert.deepEqual(world.site.log(), []);
});

it("a slow body is not waited for", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const visitor = browser(world.backend());
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"username":')),
  });
  const answer = post(visitor, body);
  await new Promise((done) => setImmediate(done));
  t.mock.timers.tick(10_001);
  await assertFails(await answer, 408, "timeout");
  t.mock.timers.reset();
});

it("deep JSON and odd names do no harm", async () => {
  const visitor = browser(world.backend());
  const deep = `${'{"a":'.repeat(9000)}1${"}".repeat(9000)}`;
  assert.ok([400, 500].includes((await post(visitor, deep)).status));
  const odd = '{"__proto__":{"token":"x"},"constructor":"x","username":"editor","password":"x"}';
  assert.ok([400, 401].includes((await post(visitor, odd)).status));
  assert.equal({}.token, undefined);
});

it("wrong methods and unknown endpoints are told", async () => {
  const visitor = browser(world.backend());
  for (const path of ["/login", "/logout", "/refresh", "/validate"]) {
    const answer = await visitor.send(path);
    assert.equal(answer.status, 405, path);
    assert.equal(answer.headers.get("allow"), "POST");
  }
  assert.equal((await visitor.post("/session")).status, 405);
  for (const path of [
    "",
    "/",
    "/none",
    "/toString",
    "/__proto__",
    "/login/x",
    "/session/../none",
  ]) {
    assert.equal((await visitor.send(path)).status, 404, path);
  }
  assert.equal((await visitor.send("/session/")).status, 200);
  assert.equal((await visitor.send("/session", { method: "HEAD" })).status, 200);
});

for (const [how, options] of [
  ["", () => ({})],
  [" with a store", () => ({ store: memoryStore() })],
]) {
  it(`a second factor is asked for, and waits in a cookie of its own${how}`, async () => {
    const { visitor, codes } = await withFactor(withPlugin(options()));
    const asked = await visitor.login({ username: "editor", password: "right" });
    assert.doesNotMatch(asked.headers.getSetCookie().join(), jwt);
    const error = await assertFails(asked, 401, "second_factor_required");
    assert.deepEqual(error.secondFactor, { provider: "totp" });
    assert.ok(!JSON.stringify(error).includes(interim));
    assert.match(
      asked.headers.getSetCookie()[0],
      /^__Host-presskey-code=.*Max-Age=600; HttpOnly; S/,
    );
    assert.equal((await visitor.session()).status, "anonymous");
    await assertFails(await visitor.login({ code: "000000" }), 401, "invalid_credentials");
    const done = await visitor.login({ code: "123456" });
    assert.equal(done.status, 200);
    assert.equal((await visitor.session()).status, "authenticated");
    assert.deepEqual(codes, [`000000 ${interim}`, `123456 ${interim}`]);
    assert.deepEqual(
      visitor.cookies().map(({ key }) => key),
      ["__Host-presskey"],
    );
    await assertFails(await visitor.login({ code: "123456" }), 400, "invalid_option");
  });
}

it("the wait for a second factor ends: after ten minutes, with a logout, for other secrets", async (t) => {
  const backend = withPlugin();
  const { visitor } = await withFactor(backend);
  const ask = () => visitor.login({ username: "editor", password: "right" });
  await ask();
  const cookie = visitor.cookie();
  const again = (via, name = "__Host-presskey-code") =>
    browser(via).send("/login", {
      method: "POST",
      json: { code: "123456" },
      headers: { cookie: cookie.replace("__Host-presskey-code", name) },
    });
  const other = withPlugin({ secret: "another secret of 32 characters!!" });
  await assertFails(await again(other), 400, "invalid_option");
  await assertFails(await again(backend, "__Host-presskey"), 400, "invalid_option");
  await visitor.post("/logout");
  assert.equal(visitor.cookie(), "");
  await ask();
  const late = visitor.cookie();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 601_000 });
  const answer = await browser(backend).send("/login", {
    method: "POST",
    json: { code: "123456" },
    headers: { cookie: late },
  });
  await assertFails(answer, 400, "invalid_option");
  t.mock.timers.reset();
});

const withPlugin = (more) => world.backend({ ...more, plugin: "simple-jwt-login" });

/** A visitor of a site whose logins need a code, 123456; and the codes that the site was sent. */
async function withFactor(backend) {
  const codes = [];
  const refused = { success: false, data: { message: "Wrong", errorCode: 48 } };
  world.site.setOptions({
    answer({ route, fields }) {
      if (route === "/simple-jwt-login/v1/auth") {
        const data = { two_factor_required: true, provider: "totp", jwt: interim };
        return fields.password === "right"
          ? { body: { success: true, data } }
          : { status: 400, body: refused };
      }
      if (route !== "/simple-jwt-login/v1/auth/2fa") return undefined;
      codes.push(`${fields.code} ${fields.JWT}`);
      return fields.code === "123456"
        ? { body: { success: true, data: { jwt: world.site.token(2) } } }
        : { status: 400, body: refused };
    },
  });
  return { visitor: browser(backend), codes };
}
