// A redirect must never carry a password or a token on: a 307 would deliver the login's whole body.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { capture } from "../../support/servers.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
let foreign;
before(async () => {
  foreign = await capture();
});
beforeEach(() => foreign.seen.splice(0));
after(() => foreign?.stop());

/** Every request to a route that fits is sent elsewhere. */
const redirect = (fits, status, location = `${foreign.url}/stolen`) =>
  stage.site.setOptions({
    answer: ({ route }) =>
      fits.test(route) ? { status, headers: { location }, body: "" } : undefined,
  });

const seen = () => foreign.seen.map(({ method, url }) => `${method} ${url}`);

for (const status of [301, 302, 303, 307, 308]) {
  // Holds P2 of SECURITY.md.
  it(`${status}: neither a login nor a call follows it`, async () => {
    const app = await stage.visit();
    const session = await app.login("editor");
    redirect(/token$/, status);
    await assert.rejects(app.login("admin"), (error) => {
      assert.equal(error.code, "redirected");
      assert.ok(error.hint);
      assert.equal(error.hasCause, false);
      assert.equal(error.response, undefined);
      return true;
    });
    assert.deepEqual(await app.session(), session);

    redirect(/posts/, status);
    for (const init of [
      {},
      { redirect: "follow" },
      { auth: "required" },
      { method: "POST", json: { title: "x" }, redirect: "follow" },
    ]) {
      await assert.rejects(app.fetch("/wp/v2/posts", init), { code: "redirected" });
    }
    assert.deepEqual(seen(), []);
    assert.equal((await app.session()).status, "authenticated");
  });
}

it("follows none within the site either", async () => {
  const app = await stage.visit();
  redirect(/token$/, 307, `${stage.site.url}/wp-json/echo`);
  await assert.rejects(app.login(), { code: "redirected" });
  // Where it leads is asked of the index, without the password.
  assert.deepEqual(stage.calls(), ["POST /jwt-auth/v1/token", "GET /"]);
});

it("follows none of a refresh, a validation or a revocation", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  await app.login();
  redirect(/refresh|validate|revoke/, 307);
  await assert.rejects(app.call("refresh"), (error) =>
    /redirected|refresh_failed/.test(error.code),
  );
  await assert.rejects(app.call("validate"), { code: "redirected" });
  assert.equal((await app.session()).status, "authenticated");
  await app.logout();
  assert.deepEqual(seen(), []);
});

it("follows none of an app's own Authorization header", async () => {
  const app = await stage.visit();
  redirect(/posts/, 307);
  const init = { headers: { Authorization: "Bearer of-the-app" }, redirect: "follow" };
  await assert.rejects(app.fetch("/wp/v2/posts", init), { code: "redirected" });
  assert.deepEqual(seen(), []);
});

it("follows those of anonymous calls", async () => {
  const app = await stage.visit();
  redirect(/posts/, 307);
  const { status, redirected, body } = await app.fetch("/wp/v2/posts");
  assert.deepEqual([status, redirected, body], [200, true, { captured: true }]);
  await app.login();
  assert.deepEqual((await app.fetch("/wp/v2/posts", { auth: "omit" })).body, { captured: true });
  assert.doesNotMatch(foreign.text(), /eyJ|presskey-demo/);
});
