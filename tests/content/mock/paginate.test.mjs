// paginate() where a server hides its headers, has none, or changes while the pages are turned.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

/** Serves `items(page)` as a list; `told` are the headers that it comes with. */
function list(items, told = (count, pages) => ({ "x-wp-total": count, "x-wp-totalpages": pages })) {
  stage.site.setOptions({
    answer({ route, query, method }) {
      if (!/posts/.test(route) || method !== "GET") return undefined;
      const size = Number(query.get("per_page") ?? 10);
      const page = Number(query.get("page") ?? 1);
      const all = items(page);
      const pages = Math.ceil(all.length / size);
      const body = all.slice((page - 1) * size, page * size);
      const headers = told(all.length, pages, page);
      if (page > Math.max(pages, 1)) {
        const failure = { code: "rest_post_invalid_page_number", data: { status: 400 } };
        return { status: 400, body: { ...failure, message: "The page number is too large." } };
      }
      return query.has("_envelope")
        ? { body: { body, status: 200, headers } }
        : {
            body,
            headers: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, `${v}`])),
          };
    },
  });
}

const numbers = (count) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }));
const hide = (count, pages) => ({
  "x-wp-total": count,
  "x-wp-totalpages": pages,
  "access-control-expose-headers": "",
});
const nothing = () => ({ link: '<https://example.com/>; rel="https://api.w.org/"' });

const all = (app, init) =>
  app.run(async (init) => {
    const pages = [];
    for await (const page of wp.paginate("/wp/v2/posts", init).pages()) pages.push(page);
    return pages;
  }, init);
const asked = () => stage.calls().filter((line) => line.includes("posts")).length;
const ids = (pages) => pages.map(({ items }) => items.map(({ id }) => id));

it("asks for an envelope where headers are hidden, and remembers it", async () => {
  const app = await stage.visit();
  list(() => numbers(5), hide);
  const pages = await all(app, { perPage: 2 });
  assert.deepEqual(ids(pages), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(
    pages.map(({ page, total, totalPages }) => [page, total, totalPages]),
    [
      [1, 5, 3],
      [2, 5, 3],
      [3, 5, 3],
    ],
  );
  assert.equal(asked(), 4);
  stage.site.clearLog();
  await all(app, { perPage: 2 });
  assert.equal(asked(), 3);
});

it("goes by Link alone, and never to its address", async () => {
  const app = await stage.visit();
  list(
    () => numbers(3),
    (_count, pages, page) => ({
      link: [
        ...(page < pages ? ['<https://evil.example/steal>; rel="next"'] : []),
        ...(page > 1 ? ['<https://evil.example/steal>; rel="prev"'] : []),
      ].join(", "),
    }),
  );
  const pages = await all(app, { perPage: 2 });
  assert.deepEqual(ids(pages), [[1, 2], [3]]);
  assert.equal(pages[0].total, null);
  assert.ok(!app.heard.some((text) => text.includes("evil.example")));
});

it("goes on while pages are full where a route tells nothing at all", async () => {
  const app = await stage.visit();
  list(() => numbers(5), nothing);
  assert.deepEqual(ids(await all(app, { perPage: 2 })), [[1, 2], [3, 4], [5]]);
});

it("ends with a route that knows no pages and answers with everything each time", async () => {
  const app = await stage.visit();
  stage.site.setOptions({
    answer: ({ route }) =>
      /posts/.test(route) ? { body: numbers(5), headers: nothing() } : undefined,
  });
  assert.deepEqual(ids(await all(app, { perPage: 2 })), [[1, 2, 3, 4, 5]]);
});

it("an empty list is one empty page", async () => {
  const app = await stage.visit();
  list(() => []);
  assert.deepEqual(await all(app), [{ items: [], page: 1, total: 0, totalPages: 0 }]);
});

for (const [what, told] of [
  ["with headers", undefined],
  ["with hidden headers", hide],
  ["without headers", nothing],
]) {
  it(`stops when the list becomes shorter meanwhile, ${what}`, async () => {
    const app = await stage.visit();
    list((page) => numbers(page === 1 ? 6 : 2), told);
    assert.deepEqual(ids(await all(app, { perPage: 2 })), [[1, 2]]);
  });

  it(`goes on when it becomes longer meanwhile, ${what}`, async () => {
    const app = await stage.visit();
    list((page) => numbers(page === 1 ? 4 : 5), told);
    assert.deepEqual(ids(await all(app, { perPage: 2 })), [[1, 2], [3, 4], [5]]);
  });
}

it("a failure on the way is thrown as json() would throw it", async () => {
  const app = await stage.visit();
  stage.site.setOptions({
    answer: ({ route, query }) => {
      if (!/posts/.test(route)) return undefined;
      if (query.get("page") === "1") {
        return { body: numbers(2), headers: { "x-wp-total": "4", "x-wp-totalpages": "2" } };
      }
      return { status: 500, body: { code: "internal_server_error", message: "Down" } };
    },
  });
  const { seen, ...error } = await app.run(async () => {
    const seen = [];
    try {
      for await (const { id } of wp.paginate("/wp/v2/posts", { perPage: 2 })) seen.push(id);
      return { seen };
    } catch ({ code, status, wpCode, message, response }) {
      return { seen, code, status, wpCode, message, readable: (await response.json()).code };
    }
  });
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(error, {
    code: "http_error",
    status: 500,
    wpCode: "internal_server_error",
    message: "Down",
    readable: "internal_server_error",
  });
});

it("what is no list is malformed_response", async () => {
  const app = await stage.visit();
  stage.site.setOptions({
    answer: ({ route }) => (/types/.test(route) ? { body: { post: {} } } : undefined),
  });
  await assert.rejects(
    app.run(async () => {
      for await (const one of wp.paginate("/wp/v2/types")) return one;
    }),
    { ours: true, code: "malformed_response", sent: "answered", status: 200 },
  );
});
