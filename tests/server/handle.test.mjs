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

const LEFT = 1_800_000_000_000;
const HOUR = 3_600_000;
// `ends`: whether the session ends that has begun since the logout, by the time that the page says.
for (const [kept, ends] of [
  [`false ${LEFT} USER`, false],
  [`true ${LEFT} *`, false],
  [`true ${LEFT}`, false],
  // Of pages that kept no time.
  ["true USER", true],
  ["true *", true],
  ["true", true],
  ["false", true],
  // The page showed nobody, or another user.
  [`false ${LEFT} `, false],
  [`false ${LEFT} x`, false],
  ["false x", false],
  // Several: one of them has to be this session's.
  [`false ${LEFT + HOUR} ,false ${LEFT} USER,`, false],
  [`false ${LEFT + HOUR} USER,true ${LEFT} USER,`, true],
  [`false ${LEFT + HOUR} x,true ${LEFT + HOUR} USER,`, true],
  ["broken,false USER", true],
  // The clock was set back.
  [`true ${LEFT + 2 * HOUR} USER`, true],
  // Broken: it is nobody's.
  ["", false],
  ["null", false],
  ["TRUE", false],
  [`maybe ${LEFT} USER`, false],
  [`false ${LEFT} USER USER`, false],
  [`false ${LEFT}  USER`, false],
  [`false NaN USER`, false],
  [`false -${LEFT} USER`, false],
  [`false ${LEFT}0 USER`, false],
  [`false ${LEFT} U\r\nS`, false],
  [`false ${LEFT} üser`, false],
  ["false ".repeat(9000), false],
]) {
  it(`a logout as pages keep it: ${JSON.stringify(kept).slice(0, 40)}`, async () => {
    const visitor = browser(backendOf());
    await visitor.login(credentials("editor"));
    const { shown } = await (await visitor.send("/session?claims=1")).json();
    const body = { kept: kept.replace("USER", shown), now: LEFT + HOUR };
    // By now the page may show another user.
    const headers = { "presskey-user": "x" };
    const answer = await visitor.post("/logout", body, { headers });
    assert.equal(answer.status, ends ? 200 : 409);
    const { code, reason } = await answer.json();
    assert.equal(code ?? reason, ends ? "logged_out" : "user_mismatch");
    assert.equal((await visitor.session()).status, ends ? "anonymous" : "authenticated");
    // Without a session it is done with: the page forgets it.
    const nobody = browser(backendOf());
    assert.equal((await nobody.post("/logout", body, { headers })).status, 200);
  });
}

for (const now of [0, 1, 86_400_000]) {
  it(`a logout of a page whose clock says ${new Date(now).toISOString()} ends the session`, async () => {
    const visitor = browser(backendOf());
    await visitor.login(credentials("editor"));
    const { shown } = await (await visitor.send("/session?claims=1")).json();
    const answer = await visitor.post("/logout", { kept: `false ${now} ${shown},`, now });
    assert.deepEqual(await answer.json(), { status: "anonymous", reason: "logged_out" });
  });
}

it("a logout of a page whose members are of another type ends the session, or says why not", async () => {
  for (const now of [undefined, null, "", "NaN", -1, 1e300, {}, { valueOf: 1, toString: 1 }]) {
    const visitor = browser(backendOf());
    await visitor.login(credentials("editor"));
    const answer = await visitor.post("/logout", { kept: `false ${LEFT} *`, now });
    assert.equal(answer.status, now === 1e300 ? 409 : 200, String(JSON.stringify(now)));
  }
  for (const kept of [null, 1, true, [], ["true"], {}, { toString: 1 }]) {
    const visitor = browser(backendOf());
    await visitor.login(credentials("editor"));
    const answer = await visitor.post("/logout", { kept, now: LEFT });
    assert.equal(answer.status, 200, JSON.stringify(kept));
  }
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
