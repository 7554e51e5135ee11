// Every place where a WordPress keeps its REST API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setStage } from "../support/stage.mjs";

for (const [what, options, roots] of [
  ["plain permalinks", { permalinks: "plain" }, ["/?rest_route=/", "/index.php?rest_route=/"]],
  ["index.php permalinks", { permalinks: "index.php" }, ["/index.php/wp-json/"]],
  ["a site in a folder", { subfolder: "blog" }, ["/wp-json", "/wp-json/", "/?rest_route=/"]],
]) {
  describe(what, () => {
    const stage = setStage(options);

    for (const tail of ["", "/", ...roots]) {
      it(`log in and write a post at …${tail}`, async () => {
        const app = await stage.visit({ site: stage.site.url + tail, plugin: "auto" });
        await app.login();
        assert.ok(stage.calls().length <= 3, stage.calls().join());
        const me = await app.json("/wp/v2/users/me", { query: { context: "edit" } });
        assert.equal(me.username, "editor");
        const init = { method: "POST", json: { title: "Here & there", status: "draft" } };
        const { id } = await app.json("/wp-json/wp/v2/posts", init);
        const list = await app.json("/wp/v2/posts?status=draft", { query: { include: [id] } });
        assert.equal(list[0].title.rendered.replace(/&#038;|&amp;/, "&"), "Here & there");
      });
    }

    it("log in with one request when the plugin is named, wherever the root is", async () => {
      const app = await stage.visit();
      await app.login();
      assert.deepEqual(stage.sent(), ["POST /jwt-auth/v1/token"]);
      assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
      assert.equal(await app.call("validate"), true);
    });
  });
}

describe("no REST API", () => {
  const stage = setStage({ mock: true });
  const page = { headers: { "content-type": "text/html" }, body: "<h1>A shop</h1>" };

  for (const [status, code] of [
    [404, "rest_not_found"],
    [200, /rest_not_found|malformed_response/],
  ]) {
    it(`a page with ${status} instead: ${code}`, async () => {
      stage.site.setOptions({ answer: () => ({ ...page, status }) });
      const app = await stage.visit({ plugin: "auto" });
      await assert.rejects(app.login(), { code });
      assert.ok(!stage.sent().some((line) => line.startsWith("POST /jwt-auth/v1/token")));
    });
  }

  it("no plugin: plugin_missing, before a password is sent", async () => {
    stage.site.setOptions({
      answer: ({ route }) => (route === "/" ? { body: { namespaces: ["wp/v2"] } } : undefined),
    });
    const app = await stage.visit({ plugin: "auto" });
    await assert.rejects(app.login(), (error) => {
      assert.equal(error.code, "plugin_missing");
      assert.match(error.hint, /jwt-authentication-for-wp-rest-api/);
      return true;
    });
    assert.ok(!stage.sent().some((line) => line.startsWith("POST /jwt-auth/v1/token")));
  });

  it("a closed index: the plugin is found by its own route", async () => {
    const closed = { status: 401, body: { code: "rest_cannot_access", message: "Members only" } };
    stage.site.setOptions({ answer: ({ route }) => (route === "/" ? closed : undefined) });
    const app = await stage.visit({ plugin: "auto" });
    assert.equal((await app.login()).status, "authenticated");
  });
});
