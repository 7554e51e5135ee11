// A server whose clock is wrong: sessions last as long as on a right one.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const LIFETIME = 600;

for (const [what, clock_offset] of [
  ["ahead by an hour", 3600],
  ["behind by an hour", -3600],
  ["ahead by a day", 86_400],
  ["behind by a day", -86_400],
]) {
  it(`${what}: the token is used, and expires in time`, async () => {
    stage.site.setOptions({ clock_offset, lifetime: LIFETIME });
    const app = await stage.visit();
    const before = Date.now();
    const { status, issuedAt, expiresAt } = await app.login();
    assert.equal(status, "authenticated");
    assert.ok(Math.abs(issuedAt - before) < 60_000, "on the local clock");
    assert.ok(Math.abs(expiresAt - issuedAt - LIFETIME * 1000) < 2000);
    assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);

    await app.reload();
    assert.equal((await app.call("ready")).expiresAt, expiresAt);
    assert.notEqual(await app.call("token"), null);
    const expired = await app.run((expiresAt) => {
      Date.now = () => expiresAt;
      return wp.token() === null;
    }, expiresAt);
    assert.equal(expired, true);
  });
}

it("an expired token is not sent to be validated, but renewed", async (test) => {
  for (const [mode, refresh, sent] of [
    ["free", "auto", []],
    ["pro", "manual", []],
    ["pro", "auto", ["/jwt-auth/v1/token/refresh", "/jwt-auth/v1/token/validate"]],
  ]) {
    stage.site.setOptions({ mode, lifetime: LIFETIME });
    const wp = createClient({ site: stage.site.url, plugin: PLUGIN, refresh });
    const { expiresAt } = await wp.login(credentials("editor"));
    stage.site.clearLog();
    const now = test.mock.method(Date, "now", () => expiresAt);
    assert.equal(await wp.validate(), sent.length > 0);
    now.mock.restore();
    assert.deepEqual(
      stage.site.log().map(({ route }) => route),
      sent,
    );
  }
});
