// The free plugin cannot refresh: its sessions end. What is expired is never sent, for this server
// responds to it with 403 on every route (docs/wire-facts.md).
import assert from "node:assert/strict";
import { it } from "node:test";
import { jwt } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage();

it("ends by itself, forgets the token and goes on as nobody", async () => {
  stage.site.setOptions({ lifetime: 3 });
  const app = await stage.visit();
  const { expiresAt } = await app.login();
  assert.ok(expiresAt - Date.now() <= 3000);
  const told = await app.run(
    () => new Promise((done) => (wp.session.user ? wp.subscribe(done) : done(wp.session))),
  );
  assert.deepEqual(told, { status: "anonymous", reason: "expired" });
  assert.deepEqual(await app.session(), told);
  assert.equal(await app.call("token"), null);
  assert.equal(await app.call("claims"), null);
  assert.doesNotMatch(await app.stored(), /eyJ/);

  stage.site.clearLog();
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  await assert.rejects(app.fetch("/wp/v2/posts", { auth: "required" }), {
    code: "session_expired",
    sent: "no",
  });
  assert.equal(await app.call("validate"), false);
  assert.deepEqual(stage.sent(), ["GET /wp/v2/posts"]);
});

// The clock jumps in the same task in which the call is made, so the call is what finds out.
for (const [what, init, wanted] of [
  ["a GET goes as nobody", {}, 200],
  ["a POST is refused", { method: "POST", json: { title: "x" } }, "session_expired"],
  ["a required GET is refused", { auth: "required" }, "session_expired"],
]) {
  it(`when a call finds out: ${what}`, async () => {
    const app = await stage.visit();
    await app.login();
    stage.site.clearLog();
    const outcome = await app.run(async (init) => {
      const { now } = Date;
      Date.now = () => now() + 8 * 86_400_000;
      const before = wp.session.status;
      const call = wp.fetch("/wp/v2/posts", init);
      try {
        return [before, (await call).status, wp.session];
      } catch ({ code, sent }) {
        return [before, code, wp.session, sent];
      }
    }, init);
    const session = { status: "anonymous", reason: "expired" };
    const rest = wanted === 200 ? [] : ["no"];
    assert.deepEqual(outcome, ["authenticated", wanted, session, ...rest]);
    assert.deepEqual(stage.sent(), wanted === 200 ? ["GET /wp/v2/posts"] : []);
  });
}

it("getToken() never gives an expired one", async () => {
  const app = await stage.visit();
  assert.equal(await app.call("getToken"), null);
  await app.login();
  assert.match(await app.call("getToken"), jwt);
  const [token, session] = await app.run(async () => {
    const { now } = Date;
    Date.now = () => now() + 8 * 86_400_000;
    return [await wp.getToken().catch(({ code }) => code), wp.session];
  });
  assert.ok(token === null || token === "session_expired", token);
  assert.deepEqual(session, { status: "anonymous", reason: "expired" });
});

it("counts a token as expired 30 s early, but never a quarter of its life", async () => {
  for (const [lifetime, expiryMargin, early] of [
    [600, undefined, 30],
    [600, 100, 100],
    [600, 400, 150],
    [60, undefined, 15],
  ]) {
    stage.site.setOptions({ lifetime });
    const app = await stage.visit({ expiryMargin, storage: "memory" });
    const { expiresAt } = await app.login();
    const tokens = await app.run(
      async (good, bad) => {
        const { now } = Date;
        const at = (ms) => {
          Date.now = () => ms;
          const token = wp.token();
          Date.now = now;
          return token !== null;
        };
        return [at(good), at(bad)];
      },
      expiresAt - (early + 1) * 1000,
      expiresAt - (early - 1) * 1000,
    );
    assert.deepEqual(tokens, [true, false], `${lifetime} s, margin ${expiryMargin}`);
  }
});

it("keeps a token without an end", async () => {
  stage.site.setOptions({ claims: { exp: null } });
  const app = await stage.visit();
  const { status, expiresAt } = await app.login();
  assert.deepEqual({ status, expiresAt }, { status: "authenticated", expiresAt: null });
  await app.reload();
  assert.equal((await app.call("ready")).expiresAt, null);
  assert.notEqual(await app.call("token"), null);
});
