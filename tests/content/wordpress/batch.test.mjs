// Batches at a real WordPress.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage();

it("sends more requests than one batch holds, and keeps their order", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  // Most of them quickly refused: writing a post takes this WordPress its time.
  const requests = Array.from({ length: 27 }, (_, index) =>
    index % 13
      ? { path: `/wp/v2/posts/${4711 + index}`, method: "PUT", body: { title: "Not there" } }
      : { path: "/wp/v2/posts", body: { title: `Batch ${index}` } },
  );
  const results = await app.call("batch", requests);
  const outcome = ({ status, body }) => [status, body.code ?? body.title.raw];
  assert.deepEqual(
    results.map(outcome),
    requests.map((_, index) =>
      index % 13 ? [404, "rest_post_invalid_id"] : [201, `Batch ${index}`],
    ),
  );
  assert.match(results[13].headers.Location, new RegExp(`/wp/v2/posts/${results[13].body.id}$`));
  // All but preflights.
  const sent = stage.sent().filter((line) => line.endsWith("+token"));
  assert.deepEqual(sent, [
    "OPTIONS /batch/v1 +token",
    "POST /batch/v1 +token",
    "POST /batch/v1 +token",
  ]);

  const made = results.filter(({ status }) => status === 201);
  const removed = await app.call(
    "batch",
    made.map(({ body }) => ({ path: `/wp/v2/posts/${body.id}?force=true`, method: "delete" })),
  );
  assert.deepEqual(
    removed.map(({ status, body }) => [status, body.deleted]),
    Array(3).fill([200, true]),
  );
});

it("tells of each what became of it", async () => {
  const app = await stage.visit();
  await app.login();
  const results = await app.call("batch", [
    { path: "/wp-json/wp/v2/posts", body: { title: "Good", status: "draft" } },
    { path: "/wp/v2/posts/4711", method: "PUT", body: { title: "Not there" } },
    { path: "/wp/v2/users", body: { username: "x", email: "x@example.com", password: "secret" } },
    { path: "/no/such/route" },
  ]);
  assert.deepEqual(
    results.map(({ status, body }) => [status, body.code ?? body.title.raw]),
    [
      [201, "Good"],
      [404, "rest_post_invalid_id"],
      [400, "rest_batch_not_allowed"],
      [404, "rest_no_route"],
    ],
  );
});

it("without a session the answers say so", async () => {
  const app = await stage.visit();
  const [{ status, body }] = await app.call("batch", [
    { path: "/wp/v2/posts", body: { title: "Nobody's" } },
  ]);
  assert.deepEqual([status, body.code], [401, "rest_cannot_create"]);
});
