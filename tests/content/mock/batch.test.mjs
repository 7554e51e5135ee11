// batch(): how it is split, what it refuses, and what a failure in between leaves.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

/** A `/batch/v1` with a limit, which carries out requests up to the one that breaks. */
function serve(limit, { breaks = () => false, told = limit } = {}) {
  const sizes = [];
  stage.site.setOptions({
    answer({ method, route, fields }) {
      if (route !== "/batch/v1") return undefined;
      if (method === "OPTIONS") {
        return { body: { endpoints: [{ args: { requests: { maxItems: told } } }] } };
      }
      const { requests } = fields;
      if (requests.length > limit) {
        const data = { status: 400, params: { requests: "too many" } };
        return { status: 400, body: { code: "rest_invalid_param", message: "Too many", data } };
      }
      if (requests.some(breaks)) return { status: 502, body: "" };
      sizes.push(requests.length);
      const responses = requests.map(({ path, method, body }) => ({
        status: 200,
        body: { path, method, body: body ?? null },
        headers: [],
      }));
      return { status: 207, body: { responses } };
    },
  });
  return sizes;
}

const requests = (count) =>
  Array.from({ length: count }, (_, index) => ({ path: `/wp/v2/posts/${index}`, body: { index } }));
const paths = (results) => results.map(({ body }) => body.path);

it("nothing to send sends nothing", async () => {
  const app = await stage.visit();
  assert.deepEqual(await app.call("batch", []), []);
  assert.deepEqual(stage.sent(), []);
});

it("splits at the limit that the site tells, and asks for it once", async () => {
  const app = await stage.visit();
  const sizes = serve(40);
  const wanted = requests(100);
  assert.deepEqual(paths(await app.call("batch", wanted)), paths(wanted.map((body) => ({ body }))));
  assert.deepEqual(sizes, [40, 40, 20]);
  await app.call("batch", requests(41));
  assert.deepEqual(sizes, [40, 40, 20, 40, 1]);
});

it("a limit below 25 is learnt from the refusal", async () => {
  const app = await stage.visit();
  const sizes = serve(10);
  const results = await app.call("batch", requests(21));
  assert.deepEqual(sizes, [10, 10, 1]);
  assert.equal(results.length, 21);
  assert.deepEqual(results[20], {
    status: 200,
    body: { path: "/wp/v2/posts/20", method: "POST", body: { index: 20 } },
    headers: {},
  });
});

it("a refusal that the limit does not explain is thrown, not repeated for ever", async () => {
  const app = await stage.visit();
  serve(3, { told: 25 });
  await assert.rejects(app.call("batch", requests(5)), {
    code: "http_error",
    wpCode: "rest_invalid_param",
  });
});

it("a limit that lets no request through is not believed", async () => {
  for (const told of [0.5, null]) {
    // Each client asks once.
    const app = await stage.visit();
    const sizes = serve(25, { told });
    assert.equal((await app.call("batch", requests(26))).length, 26);
    assert.deepEqual(sizes, [25, 1], String(told));
  }
});

it("a failure in between keeps what was answered before it", async () => {
  const app = await stage.visit();
  serve(2, { breaks: ({ path }) => path.endsWith("/4") });
  const { code, done } = await app.run(async (requests) => {
    const error = await wp.batch(requests).catch((error) => error);
    return { code: error.code, done: error.results.map(({ body }) => body.path) };
  }, requests(30));
  assert.equal(code, "http_error");
  assert.deepEqual(done, ["/wp/v2/posts/0", "/wp/v2/posts/1", "/wp/v2/posts/2", "/wp/v2/posts/3"]);
});

for (const [what, requests] of [
  ["a reading request", [{ path: "/wp/v2/posts", method: "GET" }]],
  ["an unknown method", [{ path: "/wp/v2/posts", method: "BREW" }]],
  ["an address", [{ path: "https://evil.example/wp/v2/posts" }]],
  ["no path", [{}]],
  ["null", [null]],
  ["no list", { path: "/wp/v2/posts" }],
  ["nothing", undefined],
]) {
  it(`${what}: invalid_option, nothing is sent`, async () => {
    const app = await stage.visit();
    const given = Array.isArray(requests) ? [{ path: "/wp/v2/posts" }, ...requests] : requests;
    await assert.rejects(app.call("batch", given), { ours: true, code: "invalid_option" });
    assert.deepEqual(stage.sent(), []);
  });
}

for (const [what, body] of [
  ["fewer answers than requests", { responses: [] }],
  ["an answer without a status", { responses: [{ body: {} }] }],
  ["no answers", {}],
  ["an empty answer", ""],
]) {
  it(`${what}: malformed_response`, async () => {
    const app = await stage.visit();
    stage.site.setOptions({ answer: ({ route }) => (/batch/.test(route) ? { body } : undefined) });
    await assert.rejects(app.call("batch", requests(1)), { code: "malformed_response" });
  });
}

it("takes values of the app's that nest, in requests and results", async () => {
  const app = await stage.visit();
  serve(25);
  let body = { leaf: 1 };
  for (let level = 1; level < 100; level++) body = level % 2 ? [body] : { level, body };
  const [result] = await app.call("batch", [{ path: "/wp/v2/posts/0", body }]);
  assert.deepEqual(result.body, { path: "/wp/v2/posts/0", method: "POST", body });
});
