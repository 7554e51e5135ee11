// Requests that reach nobody.
import assert from "node:assert/strict";
import { it } from "node:test";
import { serve } from "../../support/servers.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

it("offline: calls and logins say so, and the session waits", async () => {
  const app = await stage.visit();
  const session = await app.login("editor");
  const context = app.page.context();
  await context.setOffline(true);
  for (const init of [{}, { auth: "required" }, { auth: "omit" }, { method: "POST", json: {} }]) {
    await assert.rejects(app.fetch("/wp/v2/posts", init), { code: "offline" });
  }
  await assert.rejects(app.call("validate"), { code: "offline" });
  await assert.rejects(app.login("admin"), (error) => {
    assert.equal(error.code, "offline");
    assert.equal(error.hasCause, false);
    return true;
  });
  assert.deepEqual(await app.session(), session);
  await context.setOffline(false);
  assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
});

it("offline: a call that needs a refresh is not sent as nobody", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit({ refresh: "on-demand" });
  await app.login();
  await app.run(() => {
    const { now } = Date;
    const jump = wp.session.expiresAt - now();
    Date.now = () => now() + jump;
  });
  await app.page.context().setOffline(true);
  await assert.rejects(app.fetch("/wp/v2/posts"), { code: "offline", sent: "no" });
  await assert.rejects(app.call("getToken"), { code: "offline" });
  assert.equal((await app.session()).status, "authenticated");
  await app.page.context().setOffline(false);
  assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
});

it("offline: a logout ends the session all the same", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  await app.login();
  await app.page.context().setOffline(true);
  await app.logout();
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "logged_out" });
});

it("a server that is down is unreachable, with a hint", async () => {
  const gone = await serve(() => {});
  await gone.stop();
  const app = await stage.visit({ site: gone.url });
  await assert.rejects(app.login(), (error) => {
    assert.equal(error.code, "unreachable");
    assert.ok(error.hint);
    assert.notEqual(error.sent, "answered");
    return true;
  });
  const auto = await stage.visit({ site: gone.url, plugin: "auto" });
  await assert.rejects(auto.login(), { code: "unreachable" });
});

const PART = "**/presskey/dist/doctor.js";

it("an error does not wait for ever for the part that explains it", async () => {
  const app = await stage.visit();
  await app.page.route(PART, () => {});
  stage.site.setOptions({ answer: () => "break" });
  await assert.rejects(app.login(), { code: "unreachable" });
});

it("an error that cannot be explained tells nothing of how it would be", async () => {
  const app = await stage.visit();
  await app.page.route(PART, (route) => route.abort());
  for (const [answer, code] of [
    ["break", "unreachable"],
    [{ status: 307, headers: { location: "/" }, body: "" }, "redirected"],
  ]) {
    stage.site.setOptions({ answer: () => answer });
    await assert.rejects(app.login(), (error) => {
      assert.doesNotMatch(error.hint ?? "-", /^\w+$/);
      assert.doesNotMatch(error.everything, /"request"/);
      return error.code === code;
    });
  }
});

it("a connection that breaks off may have been heard", async () => {
  const app = await stage.visit();
  const session = await app.login("editor");
  stage.site.setOptions({ answer: () => "break" });
  const init = { method: "POST", json: {} };
  await assert.rejects(app.fetch("/wp/v2/posts", init), { code: "unreachable", sent: "maybe" });
  await assert.rejects(app.login("admin"), { code: "unreachable", sent: "maybe" });
  await assert.rejects(app.call("validate"), { code: "unreachable" });
  assert.deepEqual(await app.session(), session);
});

it("an answer that other origins may not read is no answer", async () => {
  const app = await stage.visit();
  stage.site.setOptions({
    answer: ({ route }) =>
      route
        ? { headers: { "access-control-allow-origin": "https://elsewhere.example" } }
        : undefined,
  });
  await assert.rejects(app.login(), (error) => {
    assert.match(error.code, /^(cors_blocked|unreachable)$/);
    assert.match(error.hint, /CORS|Access-Control-Allow-Origin/);
    return true;
  });
});
