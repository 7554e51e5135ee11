// A route that responds with a page: what a visitor's request for it costs WordPress.
import assert from "node:assert/strict";
import { it, mock } from "node:test";
import { createBackend } from "presskey/server";
import { SECRET } from "./lib/secret.mjs";

const ORIGIN = "https://app.example.com";
const html = { "content-type": "text/html" };

/** A backend, and a way to request its routes: the result is what WordPress was asked for. */
function visit(pageOf) {
  let sent = [];
  const fetch = async (input, init = {}) => {
    const url = decodeURIComponent(String(input));
    sent.push(`${init.method ?? "GET"} ${url.replace("https://example.com", "")}`);
    return pageOf(url) ?? Response.json({ name: "S", namespaces: ["wp/v2", "acme/v1"] });
  };
  const backend = createBackend({
    site: "https://example.com",
    plugin: "jwt-auth",
    secret: SECRET,
    fetch,
  });
  return async (method = "GET", route = "/acme/v1/page") => {
    sent = [];
    const url = `${ORIGIN}/api/presskey/rest${route}`;
    const request = new Request(url, { method, headers: { origin: ORIGIN } });
    const { status } = await backend.handle(request);
    return { status, sent };
  };
}

const pages = {
  "a 404 page": () => new Response("<html>404</html>", { status: 404, headers: html }),
  "a 403 page": () => new Response("<html>Forbidden</html>", { status: 403, headers: html }),
  "a 500 page": () => new Response("<html>Error</html>", { status: 500, headers: html }),
  "a redirect": () =>
    new Response(null, { status: 302, headers: { location: "https://example.com/" } }),
};
for (const [what, page] of Object.entries(pages)) {
  it(`${what} is looked into once a minute, for all visitors`, async (t) => {
    const ask = visit((url) => (url.includes("/acme/v1/page") ? page() : undefined));
    const first = await ask();
    // The app may follow a redirect, or not: it is passed on.
    if (what === "a redirect") return assert.equal((await ask()).sent.length, 1);
    assert.ok(first.sent.length > 1, first.sent.join());
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    // Such requests don't make it longer.
    for (let seconds = 0; seconds < 58; seconds += 10) {
      const { status, sent } = await ask();
      assert.equal(status, first.status);
      assert.equal(sent.length, 1, `${seconds} s: ${sent.join()}`);
      t.mock.timers.tick(10_000);
    }
    t.mock.timers.tick(5000);
    assert.ok((await ask()).sent.length > 1);
    mock.timers.reset();
  });

  it(`${what} may be the work of a route: nothing is posted twice`, async () => {
    for (const known of [true, false]) {
      const ask = visit((url) => (url.includes("/acme/v1/page") ? page() : undefined));
      if (known) await ask("GET", "/wp/v2/posts");
      const { sent } = await ask("POST");
      const posted = sent.filter((each) => each.startsWith("POST"));
      assert.equal(posted.length, 1, sent.join());
    }
  });
}

it("a write is repeated where the REST API is, if there is none where it was sent", async () => {
  let moved = false;
  const ask = visit((url) => {
    if (moved && !url.includes("rest_route")) return pages["a 404 page"]();
    if (url.includes("rest_route") && !moved) return pages["a 404 page"]();
    return undefined;
  });
  const before = await ask("POST");
  assert.deepEqual([before.status, before.sent.at(-1)], [200, "POST /wp-json/acme/v1/page"]);
  // The permalinks have changed.
  moved = true;
  const after = await ask("POST");
  assert.equal(after.status, 200);
  assert.deepEqual(
    after.sent.filter((each) => each.startsWith("POST")),
    ["POST /wp-json/acme/v1/page", "POST /index.php?rest_route=/acme/v1/page"],
  );
});
