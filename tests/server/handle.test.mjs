// The endpoints of a backend, as a page of the same origin uses them.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { createBackend } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { browser } from "./lib/browser.mjs";

const secret = "a secret of at least 32 characters";
let site;
before(async () => {
  site = await startMock({ mode: "pro" });
});
beforeEach(() => {
  site.setOptions();
  site.clearLog();
});
after(() => site?.stop());

const backendOf = (more) => createBackend({ site: site.url, secret, ...more });

it("logs in, passes calls on with the token, and logs out", async () => {
  const visitor = browser(backendOf());
  assert.deepEqual(await visitor.session(), { status: "anonymous" });
  const answer = await visitor.login(credentials("editor"));
  assert.equal(answer.status, 200);
  const session = await answer.json();
  assert.equal(session.user.username, "editor");
  assert.deepEqual(await visitor.session(), session);

  const me = await visitor.send("/rest/wp/v2/users/me");
  assert.equal((await me.json()).name, "Edith Editor");
  const posted = await visitor.post("/rest/wp/v2/posts", { title: "Hi" });
  assert.equal(posted.status, 201);
  assert.equal((await posted.json()).sent, '{"title":"Hi"}');

  const out = await visitor.post("/logout");
  assert.deepEqual(await out.json(), { status: "anonymous", reason: "logged_out" });
  assert.equal(visitor.cookie(), "");
  assert.equal((await visitor.send("/rest/wp/v2/users/me")).status, 401);
});

it("is for the user whom the page names, if it names one", async () => {
  const visitor = browser(backendOf());
  await visitor.login(credentials("editor"));
  const { shown } = await (await visitor.send("/session?claims=1")).json();
  const asked = async (path, headers) =>
    (await visitor.send(path, { method: "POST", headers })).status;
  for (const path of ["/logout", "/refresh", "/validate"]) {
    for (const other of ["x", ""]) {
      const answer = await visitor.send(path, {
        ...{ method: "POST", headers: { "presskey-user": other } },
      });
      assert.deepEqual([answer.status, (await answer.json()).code], [409, "user_mismatch"]);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
  }
  // How a page learns of the user, and how another one comes.
  const session = await visitor.send("/session", { headers: { "presskey-user": "x" } });
  assert.equal((await session.json()).user.username, "editor");
  const login = { ...credentials("editor") };
  const again = await visitor.post("/login", login, { headers: { "presskey-user": "x" } });
  assert.equal(again.status, 200);
  assert.equal(await asked("/validate", {}), 200, "a page of an earlier release");
  assert.equal(await asked("/logout", { "presskey-user": shown }), 200);
  assert.equal(visitor.cookie(), "");
  assert.equal(await asked("/logout", { "presskey-user": shown }), 200, "nobody is left");
});

it("refuses a user name or a password that WordPress would not take, before anything is sent", async () => {
  const visitor = browser(backendOf());
  const { username, password } = credentials("editor");
  for (const given of [
    { username, password: "x".repeat(4097) },
    { username: "ä".repeat(2049), password },
  ]) {
    const answer = await visitor.login(given);
    assert.deepEqual([answer.status, (await answer.json()).code], [400, "invalid_option"]);
    assert.deepEqual(site.log(), []);
  }
  const longest = await visitor.login({ username, password: "x".repeat(4096) });
  assert.equal((await longest.json()).code, "invalid_credentials");
});

it("finds the site out once for all visitors", async () => {
  const backend = backendOf();
  const visitors = Array.from({ length: 5 }, () => browser(backend));
  await Promise.all(visitors.map((visitor) => visitor.send("/rest/wp/v2/posts")));
  const searches = site.log().filter(({ route }) => route === "/");
  assert.equal(searches.length, 1);
});
