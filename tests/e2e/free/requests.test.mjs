// What a login costs, counted at the server.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage();

it("sends nothing until something needs it", async () => {
  const app = await stage.visit({ plugin: "auto" });
  await app.call("ready");
  await app.call("token");
  await app.call("claims");
  assert.deepEqual(stage.sent(), []);
});

it("logs in with one request when the plugin is known: a form, so without a preflight", async () => {
  const app = await stage.visit();
  await app.login();
  assert.deepEqual(stage.sent(), ["POST /jwt-auth/v1/token"]);
  const [login] = stage.site.log();
  assert.match(login.contentType, /^application\/x-www-form-urlencoded/);
  assert.equal(login.origin, stage.pages.url);
  assert.equal(login.cookie, false);
  assert.deepEqual(
    login.query.filter((name) => name !== "rest_route"),
    [],
  );
});

it("finds the server by itself with at most three requests, and remembers it", async () => {
  const app = await stage.visit({ plugin: "auto" });
  await app.login();
  const first = stage.sent();
  assert.ok(first.length <= 3, first.join());
  assert.equal(first.at(-1), "POST /jwt-auth/v1/token");
  assert.ok(!first.join().includes("OPTIONS"));

  for (const again of ["the next login", "the next visit"]) {
    await app.logout();
    if (again === "the next visit") await app.reload();
    stage.site.clearLog();
    await app.login();
    assert.deepEqual(stage.sent(), ["POST /jwt-auth/v1/token"], again);
  }
});

it("logs in without the token of a session that there is", async () => {
  const app = await stage.visit();
  await app.login("editor");
  await app.login("admin");
  await assert.rejects(app.login("admin", "wrong-4711"), { code: "invalid_credentials" });
  assert.deepEqual(stage.sent(), Array(3).fill("POST /jwt-auth/v1/token"));
});

it("asks nothing more for a call than the browser does", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  await app.fetch("/wp/v2/posts");
  assert.deepEqual(stage.sent(), ["OPTIONS /wp/v2/posts", "GET /wp/v2/posts +token"]);
  stage.site.clearLog();
  await app.fetch("/wp/v2/posts", { auth: "omit" });
  assert.deepEqual(stage.sent(), ["GET /wp/v2/posts"]);
});
