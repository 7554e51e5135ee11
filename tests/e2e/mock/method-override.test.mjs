// Methods that a web server refuses, and that travel as a POST from then on.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const POST = "/wp/v2/posts/1";

it("sends a refused method as a POST, once that has worked, and names it once", async () => {
  const app = await stage.visit();
  await app.login();
  const refused = { status: 405, headers: { "content-type": "text/html" }, body: "<h1>405</h1>" };
  const sent = [];
  stage.site.setOptions({
    allowedHeaders: "Authorization, Content-Type, X-HTTP-Method-Override",
    answer: ({ method, route, query }) => {
      if (route !== POST) return undefined;
      sent.push([method, query.getAll("_method").join()]);
      return method === "POST" ? { body: {} } : refused;
    },
  });
  const put = (target, init) => app.fetch(target, { method: "PUT", json: {}, ...init });
  await put(POST);
  await put(POST, { methodOverride: true });
  await put(POST);
  // These name a method already.
  await put(`${POST}?_method=PATCH`);
  await put(POST, { query: { _method: "PATCH" } });
  await put(POST, { headers: { "X-HTTP-Method-Override": "PATCH" } });
  assert.deepEqual(sent, [
    ["PUT", ""],
    ["POST", "PUT"],
    ["POST", "PUT"],
    ["PUT", "PATCH"],
    ["PUT", "PATCH"],
    ["PUT", ""],
  ]);
});
