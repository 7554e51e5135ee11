// createClient({ via }) in front of a real WordPress: what a visitor does, in Chromium.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials } from "../support/app.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { createStage, ENTRIES, outcome } from "./stage.mjs";

/** Seconds that an access token lives in the second half. */
const LIFETIME = 3;

let stage;
let visitor;
before(async () => {
  stage = await createStage(await startWordPress({ mode: "pro" }), Object.values(ENTRIES).at(-1));
  stage.site.setOptions({ mode: "pro" });
  visitor = await stage.visitor();
});
after(async () => {
  await visitor?.close();
  await stage?.stop();
});

const value = async (tab, run, argument) => {
  const { value, error } = await outcome(tab, run, argument);
  assert.equal(error, undefined, JSON.stringify(error));
  return value;
};

it("logs in, writes, reads, uploads, pages, batches, outlives its token and logs out", async () => {
  const tab = await visitor.open();
  const session = await value(tab, (given) => wp.login(given), credentials("editor"));
  assert.equal(session.user.username, "editor");

  const post = await value(tab, async () => {
    const { id } = await wp.json("/wp/v2/posts", {
      method: "POST",
      json: { title: "Through via", status: "draft" },
    });
    const drafts = await wp.json("/wp/v2/posts", { query: { status: "draft", per_page: 100 } });
    return { id, isListed: drafts.some((draft) => draft.id === id) };
  });
  assert.ok(post.isListed);
  const changed = async (id) =>
    (await wp.json(`/wp/v2/posts/${id}`, { method: "PUT", json: { title: "Changed" } })).title.raw;
  assert.equal(await value(tab, changed, post.id), "Changed");

  const upload = await value(tab, async () => {
    const seen = [];
    const canvas = document.createElement("canvas");
    canvas.width = 200;
    canvas.height = 200;
    const blob = await new Promise((resolve) => canvas.toBlob(resolve));
    const media = await wp.upload(new File([blob], "via.png", { type: "image/png" }), {
      alt: "A square",
      onProgress: ({ loaded, total }) => seen.push([loaded, total]),
    });
    return { alt: media.alt_text, last: seen.at(-1), size: blob.size };
  });
  assert.equal(upload.alt, "A square");
  assert.deepEqual(upload.last, [upload.size, upload.size]);

  const lists = await value(tab, async () => {
    const each = [];
    const init = { query: { status: "any" }, perPage: 2 };
    for await (const { id } of wp.paginate("/wp/v2/posts", init)) each.push(id);
    const { items, total, totalPages } = await wp.page("/wp/v2/posts", init);
    return { each, first: items.map(({ id }) => id), total, totalPages };
  });
  assert.equal(new Set(lists.each).size, lists.total);
  assert.deepEqual(lists.each.slice(0, 2), lists.first);
  assert.equal(lists.totalPages, Math.ceil(lists.total / 2));

  const batch = await value(tab, async () => {
    const post = (title) => ({ path: "/wp/v2/posts", method: "POST", body: { title } });
    const gone = { path: "/wp/v2/posts/999999", method: "DELETE" };
    const answers = await wp.batch([post("One"), post("Two"), gone]);
    return answers.map(({ status }) => status);
  });
  assert.deepEqual(batch, [201, 201, 404]);

  // The backend renews: from here on tokens live for seconds.
  stage.site.setOptions({ mode: "pro", lifetime: LIFETIME });
  await value(tab, () => wp.refresh());
  await sleep(1000 * LIFETIME + 500);
  stage.site.clearLog();
  assert.equal(await value(tab, async () => (await wp.json("/wp/v2/users/me")).id), 2);
  assert.equal(stage.site.log().filter(({ route }) => /token\/refresh$/.test(route)).length, 1);
  await tab.reload();
  await tab.waitForFunction(() => globalThis.wp);
  assert.equal((await value(tab, () => wp.ready())).status, "authenticated");

  const other = await visitor.open();
  assert.equal((await value(other, () => wp.ready())).user.id, 2);
  await value(tab, () => wp.logout());
  await other.waitForFunction(() => wp.session.status === "anonymous");
  assert.equal((await outcome(tab, () => wp.json("/wp/v2/users/me"))).error.status, 401);
});

it("ends in the page when WordPress has ended the session", async () => {
  stage.site.setOptions({ mode: "pro" });
  const tab = await visitor.open();
  await value(tab, (given) => wp.login(given), credentials("editor"));
  const secret = "another secret than before, for all tokens";
  stage.site.setOptions({ mode: "pro", secret, refresh_error: "jwt_auth_invalid_refresh_token" });
  await outcome(tab, () => wp.json("/wp/v2/users/me"));
  assert.equal(await tab.evaluate(() => wp.session.status), "anonymous");
});
