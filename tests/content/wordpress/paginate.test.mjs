// Lists of a real WordPress, page by page, from a page of another origin.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage();

const lists = () => stage.calls().filter((line) => line.includes("/wp/v2/"));

it("gives every item, in the order of the site", async () => {
  const app = await stage.visit();
  const [paged, at_once] = await app.run(async () => {
    const paged = [];
    for await (const { id } of wp.paginate("/wp/v2/posts", { perPage: 2 })) paged.push(id);
    const posts = await wp.json("/wp/v2/posts");
    return [paged, posts.map(({ id }) => id)];
  });
  assert.equal(paged.length, 6);
  assert.deepEqual(paged, at_once);
});

it("gives pages with what the site tells of the whole", async () => {
  const app = await stage.visit();
  const pages = await app.run(async () => {
    const pages = [];
    const init = { perPage: 4, query: { _fields: "id,title" } };
    for await (const page of wp.paginate("/wp/v2/posts", init).pages()) pages.push(page);
    return pages;
  });
  assert.deepEqual(
    pages.map(({ items, ...page }) => ({ ...page, items: items.length })),
    [
      { page: 1, total: 6, totalPages: 2, items: 4 },
      { page: 2, total: 6, totalPages: 2, items: 2 },
    ],
  );
  assert.deepEqual(Object.keys(pages[0].items[0]).toSorted(), ["id", "title"]);
  assert.equal(lists().length, 2);
});

it("fetches a page when it is needed, and none after a break", async () => {
  const app = await stage.visit();
  const seen = await app.run(async () => {
    const seen = [];
    for await (const { id } of wp.paginate("/wp/v2/posts", { perPage: 1 })) {
      seen.push(id);
      await new Promise((done) => setTimeout(done, 200));
      if (seen.length === 2) break;
    }
    return seen;
  });
  assert.equal(seen.length, 2);
  assert.equal(lists().length, 2);
});

it("sends nothing before it is asked, and asks for as many as WordPress allows", async () => {
  const app = await stage.visit();
  await app.run(() => void wp.paginate("/wp/v2/posts").pages());
  assert.deepEqual(stage.sent(), []);
  const counts = await app.run(async () => {
    const counts = [];
    for await (const { items } of wp.paginate("/wp/v2/posts").pages()) counts.push(items.length);
    return counts;
  });
  assert.deepEqual(counts, [6]);
});

it("sends the token with every page", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  const statuses = await app.run(async () => {
    const query = { status: ["draft", "publish"], context: "edit" };
    const statuses = new Set();
    for await (const post of wp.paginate("/wp/v2/posts", { perPage: 3, query })) {
      statuses.add(post.status);
    }
    return [...statuses];
  });
  assert.deepEqual(statuses.toSorted(), ["draft", "publish"]);
  assert.ok(lists().length > 2);
  assert.ok(lists().every((line) => line.endsWith("+token")));
});

it("stops at an abort, between pages and within one", async () => {
  const app = await stage.visit();
  for (const perPage of [1, 6]) {
    const [count, reason] = await app.run(async (perPage) => {
      const controller = new AbortController();
      let count = 0;
      try {
        const init = { perPage, signal: controller.signal };
        for await (const _ of wp.paginate("/wp/v2/posts", init)) {
          if (++count === 2) controller.abort(new RangeError("enough"));
        }
      } catch (error) {
        return [count, error.message];
      }
    }, perPage);
    assert.deepEqual([count, reason], [2, "enough"]);
  }
});

it("begins where it is told, in the query or in the path", async () => {
  const app = await stage.visit();
  const pages = await app.run(async () => {
    const pages = [];
    for (const [path, query] of [
      ["/wp/v2/posts", { page: 2, per_page: 4 }],
      ["/wp/v2/posts?page=2&per_page=4&_fields=id", {}],
    ]) {
      for await (const page of wp.paginate(path, { query }).pages()) {
        pages.push([page.page, page.items.length]);
      }
    }
    return pages;
  });
  assert.deepEqual(pages, [
    [2, 2],
    [2, 2],
  ]);
});

it("iterates anew each time", async () => {
  const app = await stage.visit();
  const counts = await app.run(async () => {
    const tags = wp.paginate("/wp/v2/categories", { perPage: 1 });
    const counts = [];
    for (let round = 0; round < 2; round++) {
      let count = 0;
      for await (const _ of tags) count++;
      counts.push(count);
    }
    return counts;
  });
  assert.equal(counts[0], counts[1]);
  assert.ok(counts[0] > 1);
});

it("throws what json() would: a page that was never there, a list for others", async () => {
  const app = await stage.visit();
  const first = (path, init) =>
    app.run(
      async (path, init) => {
        for await (const item of wp.paginate(path, init)) return item;
      },
      path,
      init,
    );
  await assert.rejects(first("/wp/v2/posts", { query: { page: 9 } }), {
    ours: true,
    code: "http_error",
    wpCode: "rest_post_invalid_page_number",
  });
  await assert.rejects(first("/wp/v2/users", { query: { context: "edit" } }), {
    ours: true,
    code: "not_authenticated",
    status: 401,
  });
  await assert.rejects(first("/wp/v2/types"), { ours: true, code: "malformed_response" });
});

it("refuses what it could not keep", async () => {
  const app = await stage.visit();
  for (const init of [
    { perPage: 0 },
    { perPage: 1.5 },
    { perPage: "10" },
    { query: { page: 0 } },
    { query: { offset: 2 } },
  ]) {
    const turn = (init) => wp.paginate("/wp/v2/posts", init).pages().next();
    await assert.rejects(app.run(turn, init), { code: "invalid_option", sent: "no" });
  }
  assert.deepEqual(stage.sent(), []);
});
