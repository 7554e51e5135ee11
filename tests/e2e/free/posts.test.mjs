// Calls with a session: posts are written and read, in every way that fetch() and json() offer.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage();

it("creates, edits and deletes a post", async () => {
  const app = await stage.visit();
  const { user } = await app.login();
  const created = await app.fetch("/wp/v2/posts", {
    method: "POST",
    json: { title: "Žlutý kůň & 日本 🐴", status: "draft" },
  });
  assert.equal(created.status, 201);
  assert.equal(created.body.author, user.id);
  assert.equal(created.body.title.raw, "Žlutý kůň & 日本 🐴");

  const route = `/wp/v2/posts/${created.body.id}`;
  const edited = await app.json(route, { method: "PUT", json: { title: "Second thoughts" } });
  assert.equal(edited.title.raw, "Second thoughts");
  const read = await app.json(route, { query: { context: "edit" } });
  assert.equal(read.title.raw, "Second thoughts");

  assert.equal((await app.fetch(route, { method: "DELETE", query: { force: true } })).status, 200);
  assert.equal((await app.fetch(route)).status, 404);
});

it("sends any body that fetch() sends", async () => {
  const app = await stage.visit();
  await app.login();
  const titles = await app.run(async (root) => {
    const form = new FormData();
    form.set("title", "multipart");
    const bodies = [
      new URLSearchParams({ title: "form" }),
      form,
      new Blob(['{"title":"blob"}'], { type: "application/json" }),
    ];
    const titles = [];
    for (const body of bodies) {
      titles.push((await wp.json("/wp/v2/posts", { method: "POST", body })).title.raw);
    }
    const headers = { "Content-Type": "application/json" };
    const request = new Request(`${root}/wp-json/wp/v2/posts`, {
      method: "POST",
      headers,
      body: '{"title":"request"}',
    });
    titles.push((await wp.json(request)).title.raw);
    return titles;
  }, stage.site.url);
  assert.deepEqual(titles, ["form", "multipart", "blob", "request"]);
});

it("writes queries WordPress's way", async () => {
  const app = await stage.visit();
  const posts = await app.json("/wp/v2/posts", {
    query: { per_page: 2, _fields: ["id", "title"], search: null, offset: undefined },
  });
  assert.equal(posts.length, 2);
  assert.deepEqual(Object.keys(posts[0]).toSorted(), ["id", "title"]);
  const { query } = stage.site.log().find(({ route }) => route === "/wp/v2/posts");
  assert.deepEqual(query.filter((name) => name !== "rest_route").toSorted(), [
    "_fields",
    "per_page",
  ]);
});

it("sends the token as `auth` says", async () => {
  const app = await stage.visit();
  await assert.rejects(app.fetch("/wp/v2/users/me", { auth: "required" }), {
    code: "not_authenticated",
    sent: "no",
  });
  assert.deepEqual(stage.sent(), []);
  assert.equal((await app.fetch("/wp/v2/users/me")).status, 401);
  await app.login();
  stage.site.clearLog();
  for (const auth of ["auto", "required", undefined]) {
    assert.equal((await app.fetch("/wp/v2/users/me", { auth })).status, 200);
  }
  assert.equal((await app.fetch("/wp/v2/users/me", { auth: "omit" })).status, 401);
  const calls = stage.calls().map((line) => line.endsWith("+token"));
  assert.deepEqual(calls, [true, true, true, false]);
  await assert.rejects(app.fetch("/wp/v2/posts", { auth: "always" }), { code: "invalid_option" });
});

it("takes routes, a leading /wp-json/, absolute addresses, URLs and Requests", async () => {
  const app = await stage.visit();
  const { user } = await app.login();
  const ids = await app.run(async (root) => {
    const inputs = [
      "/wp/v2/users/me",
      "/wp/v2/users/me?context=edit",
      "/wp-json/wp/v2/users/me",
      `${root}/wp-json/wp/v2/users/me`,
      `${root}/?rest_route=/wp/v2/users/me`,
      new URL(`${root}/wp-json/wp/v2/users/me`),
      new Request(`${root}/wp-json/wp/v2/users/me`),
    ];
    const ids = [];
    for (const input of inputs) ids.push((await wp.json(input)).id);
    return ids;
  }, stage.site.url);
  assert.deepEqual(ids, Array(7).fill(user.id));
});

it("lets a header of the app's own win, and sends no cookies", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  const headers = { Authorization: "Basic bm9ib2R5Om5vdGhpbmc=" };
  await app.fetch("/wp/v2/posts", { headers });
  const call = stage.site.log().at(-1);
  assert.equal(call.scheme, "Basic");
  assert.equal(call.cookie, false);
});

it("unwraps an envelope", async () => {
  const app = await stage.visit();
  await app.login();
  const wrapped = await app.fetch("/wp/v2/posts/4711", { envelope: true });
  assert.equal(wrapped.status, 404);
  assert.equal(wrapped.body.code, "rest_post_invalid_id");
  const list = await app.fetch("/wp/v2/posts", { envelope: true, query: { per_page: 1 } });
  assert.ok(Number(list.headers["x-wp-total"]) > 1);
});

// Not from a page of another origin: WordPress takes the preflight itself for the DELETE.
it("overrides methods for hosts that block them", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  await wp.login(credentials("editor"));
  const { id } = await wp.json("/wp/v2/posts", { method: "POST", json: { title: "Override" } });
  stage.site.clearLog();
  const gone = await wp.json(`/wp/v2/posts/${id}`, { method: "DELETE", methodOverride: true });
  assert.equal(gone.status, "trash");
  assert.deepEqual(stage.sent(), [`POST /wp/v2/posts/${id} +token`]);
});

it("explains what json() would have thrown, and leaves the answer unread", async () => {
  const app = await stage.visit();
  await app.login("subscriber");
  const [explained, thrown, text, fine] = await app.run(async () => {
    const init = { method: "POST", json: { title: "x" } };
    const response = await wp.fetch("/wp/v2/posts", init);
    const pick = ({ code, status, wpCode, sent, response }) => ({
      code,
      status,
      wpCode,
      sent,
      response: response instanceof Response,
    });
    return [
      pick(await wp.explain(response)),
      pick(await wp.json("/wp/v2/posts", init).catch((error) => error)),
      (await response.json()).code,
      await wp.explain(await wp.fetch("/wp/v2/posts")),
    ];
  });
  const wanted = {
    code: "forbidden",
    status: 403,
    wpCode: "rest_cannot_create",
    sent: "answered",
    response: true,
  };
  assert.deepEqual(explained, wanted);
  assert.deepEqual(thrown, wanted);
  assert.equal(text, "rest_cannot_create");
  assert.equal(fine, null);
});

it("resolves undefined for an empty answer, and rejects one that is not JSON", async () => {
  const app = await stage.visit();
  stage.site.setOptions({ answers: [{ route: "posts", body: "" }] });
  assert.equal(await app.json("/wp/v2/posts"), undefined);
  stage.site.setOptions({ answers: [{ route: "posts", body: "<p>Hello</p>" }] });
  await assert.rejects(app.json("/wp/v2/posts"), { code: "malformed_response", status: 200 });
  assert.equal((await app.fetch("/wp/v2/posts")).text, "<p>Hello</p>");
});

it("refuses what makes no sense before anything is sent", async () => {
  const app = await stage.visit();
  // What only `fetch` itself knows is asked once the root was found.
  await app.fetch("/wp/v2/posts");
  stage.site.clearLog();
  for (const init of [
    { method: "POST", json: {}, body: "x" },
    { json: {} },
    { method: "HEAD", json: {} },
    { mode: "no-cors" },
    { timeout: -1 },
    { query: "status=draft" },
    { query: { include: [null] } },
    { body: "x" },
    { method: "TRACE" },
    { method: "A B" },
    { headers: { "a b": "c" } },
  ]) {
    await assert.rejects(app.fetch("/wp/v2/posts", init), { code: "invalid_option", sent: "no" });
  }
  assert.deepEqual(stage.sent(), []);
});
